import { eucKrBytes, toEucKr } from './euc-kr.js';

/** Texts with places for values, `#{변수}`, as they are registered with Kakao. */

const PLACE = /#\{([^{}]+)\}/g;
/** SMS, LMS body and LMS title, EUC-KR bytes (dealer-api §5). */
export const SMS_BYTES = 90;
export const LMS_BYTES = 2_000;
export const LMS_SUBJECT_BYTES = 40;

/** Counted in UTF-16 units after substitution, a line break as one: the cautious reading of dealer-api §3. */
export interface ContentLimits {
  /** Together with the further information. */
  readonly body: number;
  readonly extra: number;
  readonly title: number;
  readonly subtitle: number;
  readonly buttons: number;
  readonly buttonName: number;
  readonly link: number;
  readonly variables: number;
}

/** Kakao's limits; `body` differs by dealer and some allow more. */
export const CONTENT_LIMITS: ContentLimits = {
  body: 1_000,
  extra: 500,
  title: 50,
  subtitle: 50,
  buttons: 5,
  buttonName: 14,
  link: 500,
  variables: 40,
};

export interface LinkButton {
  readonly type: 'WL';
  readonly name: string;
  readonly linkMo: string;
  readonly linkPc?: string | undefined;
}

/** 채널 추가: its name is Kakao's, and so are its words. */
export interface ChannelButton {
  readonly type: 'AC';
  readonly name: string;
}
export type AlimtalkButton = LinkButton | ChannelButton;

/** Kakao's kinds: 기본형, 부가정보형, 채널추가형, 복합형. */
export type MessageType = 'BA' | 'EX' | 'AD' | 'MI';

/** An alimtalk: with places for values as registered, or rendered as a person reads it. */
export interface AlimtalkContent {
  readonly body: string;
  /** 기본형 unless given. */
  readonly messageType?: MessageType | undefined;
  /** 부가정보: fixed, below the body. */
  readonly extra?: string | undefined;
  readonly emphasize?: { readonly title: string; readonly subtitle: string } | undefined;
  readonly buttons?: readonly AlimtalkButton[] | undefined;
  /** 보안 템플릿: shown on the person's main device alone. */
  readonly secure?: boolean | undefined;
}

/** The only name that the button may have. */
const CHANNEL_BUTTON_NAME = '채널 추가';

export interface FallbackText {
  readonly subject?: string | undefined;
  readonly text: string;
}

export type Values = Readonly<Record<string, string>>;

/** Where something is wrong (`body`, `buttons.0.linkMo`, …), and what to do about it. */
export interface ContentProblem {
  readonly path: string;
  readonly code:
    | 'EMPTY'
    | 'TOO_LONG'
    | 'TOO_MANY'
    | 'VARIABLES_ONLY'
    | 'VARIABLE_NOT_ALLOWED'
    | 'NOT_A_LINK'
    | 'OTHER_HOST'
    | 'KIND_WITHOUT_EXTRA'
    | 'EXTRA_NOT_OF_KIND'
    | 'KIND_WITHOUT_CHANNEL_BUTTON'
    | 'CHANNEL_BUTTON_NOT_OF_KIND'
    | 'CHANNEL_BUTTON_NOT_FIRST'
    | 'CHANNEL_BUTTON_NAMED_OTHERWISE'
    | 'NOT_AS_REGISTERED'
    | 'NOT_EUC_KR'
    | 'VALUE_MISSING';
  readonly message: string;
}

/** Names of the variables in a text, each once, in order. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACE)].map((match) => match[1] ?? '')),
];

/** All texts of a content that may hold variables. */
const textsOf = ({ body, emphasize, buttons = [] }: AlimtalkContent): string[] => [
  body,
  ...(emphasize ? [emphasize.title] : []),
  ...buttons.flatMap(linkTexts),
];

const linkTexts = (button: AlimtalkButton): string[] => linksIn(button).map(([, link]) => link);

export const variablesOf = (content: AlimtalkContent): string[] => variablesIn(textsOf(content).join('\n'));

/** Puts values into their places in one pass: a value that looks like a place stays as it is. */
export function render(body: string, values: Values): { readonly text: string } | { readonly missing: string[] } {
  const missing = variablesIn(body).filter((name) => !Object.hasOwn(values, name));
  return missing.length > 0 ? { missing } : { text: fill(body, values) };
}

const fill = (text: string, values: Values): string =>
  text.replaceAll(PLACE, (place, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : place));

/**
 * The whole alimtalk as the person reads it, with just the values that it uses, for dealers that render it themselves
 * and refuse any other; or every variable that has no value.
 */
export function renderAlimtalk(
  content: AlimtalkContent,
  values: Values,
): { readonly content: AlimtalkContent; readonly variables: Values } | { readonly missing: string[] } {
  const names = variablesOf(content);
  const missing = names.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) return { missing };
  const { body, messageType, extra, emphasize, buttons, secure } = content;
  return {
    content: {
      body: fill(body, values),
      ...(messageType !== undefined && { messageType }),
      ...(extra !== undefined && { extra }),
      ...(emphasize && { emphasize: { ...emphasize, title: fill(emphasize.title, values) } }),
      ...(buttons && { buttons: buttons.map((button) => filledButton(button, values)) }),
      ...(secure !== undefined && { secure }),
    },
    variables: Object.fromEntries(names.map((name) => [name, values[name] ?? ''])),
  };
}

const filledButton = (button: AlimtalkButton, values: Values): AlimtalkButton =>
  button.type === 'AC'
    ? button
    : {
        ...button,
        linkMo: fill(button.linkMo, values),
        ...(button.linkPc !== undefined && { linkPc: fill(button.linkPc, values) }),
      };

/** What reviewers and dealers would refuse in a template, found before it is registered. */
export function templateProblems(template: AlimtalkContent, limits: ContentLimits = CONTENT_LIMITS): ContentProblem[] {
  const problems = [...lengthProblems(template, limits), ...kindProblems(template)];
  const { body, extra, emphasize, buttons = [] } = template;
  if (variablesOf(template).length > limits.variables) {
    problems.push(problem('body', 'TOO_MANY', `변수는 ${limits.variables}개까지 쓸 수 있습니다.`));
  }
  if (variablesIn(body).length > 0 && body.replaceAll(PLACE, '').trim() === '') {
    problems.push(
      problem('body', 'VARIABLES_ONLY', '변수만으로 된 본문은 심사를 통과하지 못합니다. 고정된 문구를 넣으십시오.'),
    );
  }
  const fixed = [
    { path: 'extra', text: extra ?? '' },
    { path: 'emphasize.subtitle', text: emphasize?.subtitle ?? '' },
    ...buttons.map(({ name }, index) => ({ path: `buttons.${index}.name`, text: name })),
  ];
  for (const { path, text } of fixed) {
    if (variablesIn(text).length > 0)
      problems.push(problem(path, 'VARIABLE_NOT_ALLOWED', '여기에는 변수를 쓸 수 없습니다.'));
  }
  return problems;
}

/** What a template's kind demands and forbids: 부가정보 in EX and MI, 채널 추가 first in AD and MI (dealer-api §3). */
function kindProblems({ messageType = 'BA', extra, buttons = [] }: AlimtalkContent): ContentProblem[] {
  const wantsExtra = messageType === 'EX' || messageType === 'MI';
  const wantsChannel = messageType === 'AD' || messageType === 'MI';
  const problems: ContentProblem[] = [];
  if (wantsExtra && extra === undefined)
    problems.push(problem('extra', 'KIND_WITHOUT_EXTRA', '부가정보형과 복합형에는 부가정보가 있어야 합니다.'));
  if (!wantsExtra && extra !== undefined)
    problems.push(problem('extra', 'EXTRA_NOT_OF_KIND', '부가정보는 부가정보형과 복합형에만 쓸 수 있습니다.'));
  if (wantsChannel && !buttons.some(({ type }) => type === 'AC'))
    problems.push(
      problem('buttons', 'KIND_WITHOUT_CHANNEL_BUTTON', '채널추가형과 복합형에는 채널 추가 버튼이 있어야 합니다.'),
    );
  for (const [index, { type, name }] of buttons.entries()) {
    if (type !== 'AC') continue;
    const path = `buttons.${index}`;
    if (!wantsChannel)
      problems.push(
        problem(path, 'CHANNEL_BUTTON_NOT_OF_KIND', '채널 추가 버튼은 채널추가형과 복합형에만 쓸 수 있습니다.'),
      );
    if (index !== 0)
      problems.push(problem(path, 'CHANNEL_BUTTON_NOT_FIRST', '채널 추가 버튼은 하나만, 맨 앞에 둘 수 있습니다.'));
    if (name !== CHANNEL_BUTTON_NAME)
      problems.push(
        problem(`${path}.name`, 'CHANNEL_BUTTON_NAMED_OTHERWISE', `버튼 이름은 ‘${CHANNEL_BUTTON_NAME}’여야 합니다.`),
      );
  }
  return problems;
}

/**
 * What Kakao would refuse in a rendered alimtalk, some of it silently and after acceptance: lengths after substitution,
 * what its kind forbids, fixed parts that differ from the registered ones, and links that lead to another host than the
 * approved one.
 */
export function contentProblems(
  template: AlimtalkContent,
  rendered: AlimtalkContent,
  limits: ContentLimits = CONTENT_LIMITS,
): ContentProblem[] {
  const problems = [...lengthProblems(rendered, limits), ...kindProblems(rendered), ...otherFixed(template, rendered)];
  for (const [index, button] of (rendered.buttons ?? []).entries()) {
    const approved = template.buttons?.[index];
    if (button.type !== 'WL' || approved?.type === 'AC') continue;
    for (const [name, link] of linksIn(button)) {
      const path = `buttons.${index}.${name}`;
      const host = hostOf(link);
      const approvedHost = hostOf(approved?.[name] ?? '');
      if (host === undefined) problems.push(problem(path, 'NOT_A_LINK', 'http 또는 https 주소여야 합니다.'));
      else if (approvedHost !== undefined && !approvedHost.includes('#{') && host !== approvedHost) {
        problems.push(problem(path, 'OTHER_HOST', '승인된 템플릿과 주소의 호스트가 다릅니다.'));
      }
    }
  }
  return problems;
}

/** Parts without variables must reach the dealer as they were registered: their number, order, kinds and names. */
function otherFixed(template: AlimtalkContent, rendered: AlimtalkContent): ContentProblem[] {
  const differs = (path: string): ContentProblem =>
    problem(path, 'NOT_AS_REGISTERED', '등록된 템플릿과 다릅니다. 템플릿 그대로 보내십시오.');
  const [registered, given] = [template.buttons ?? [], rendered.buttons ?? []];
  return [
    ...(template.extra === rendered.extra ? [] : [differs('extra')]),
    ...((template.secure ?? false) === (rendered.secure ?? false) ? [] : [differs('secure')]),
    ...(registered.length === given.length ? [] : [differs('buttons')]),
    ...given.flatMap(({ type, name }, index) => {
      const button = registered[index];
      return button === undefined || (button.type === type && button.name === name)
        ? []
        : [differs(`buttons.${index}`)];
    }),
  ];
}

/** Host of a web address in small letters, with its port; undefined for anything that is no web address. */
const hostOf = (link: string): string | undefined =>
  /^https?:\/\/([^/?#\s]*#\{[^}]*\}[^/?#\s]*|[^/?#\s]+)/i.exec(link)?.[1]?.toLowerCase();

function lengthProblems(content: AlimtalkContent, limits: ContentLimits): ContentProblem[] {
  const { body, extra, emphasize, buttons = [] } = content;
  const texts = [
    { path: 'body', text: body, limit: limits.body },
    ...(extra === undefined ? [] : [{ path: 'extra', text: extra, limit: limits.extra }]),
    ...(emphasize
      ? [
          { path: 'emphasize.title', text: emphasize.title, limit: limits.title },
          { path: 'emphasize.subtitle', text: emphasize.subtitle, limit: limits.subtitle },
        ]
      : []),
    ...buttons.flatMap((button, index) => [
      { path: `buttons.${index}.name`, text: button.name, limit: limits.buttonName },
      ...linksIn(button).map(([part, text]) => ({ path: `buttons.${index}.${part}`, text, limit: limits.link })),
    ]),
  ];
  const problems = texts.flatMap(({ path, text, limit }) => {
    const length = lengthOf(text);
    if (text.trim() === '') return [problem(path, 'EMPTY', '비어 있습니다.')];
    return length > limit ? [problem(path, 'TOO_LONG', `${limit}자까지 쓸 수 있습니다(지금 ${length}자).`)] : [];
  });
  const together = lengthOf(body) + lengthOf(extra ?? '');
  if (extra !== undefined && lengthOf(body) <= limits.body && together > limits.body) {
    problems.push(problem('extra', 'TOO_LONG', `본문과 합쳐 ${limits.body}자까지 쓸 수 있습니다(지금 ${together}자).`));
  }
  if (buttons.length > limits.buttons) {
    problems.push(problem('buttons', 'TOO_MANY', `버튼은 ${limits.buttons}개까지 쓸 수 있습니다.`));
  }
  return problems;
}

const lengthOf = (text: string): number => text.replaceAll('\r\n', '\n').length;

const linksIn = (button: AlimtalkButton): readonly (readonly [part: 'linkMo' | 'linkPc', link: string])[] =>
  button.type === 'AC'
    ? []
    : [['linkMo', button.linkMo], ...(button.linkPc === undefined ? [] : [['linkPc', button.linkPc] as const])];

/** A text message ready to be sent, and what it takes. */
export interface TextMessage {
  readonly channel: 'sms' | 'lms';
  readonly text: string;
  readonly subject?: string;
  /** EUC-KR bytes of `text`. */
  readonly bytes: number;
  /** Characters of the values that carriers do not know and that were replaced by their likeness or by `?`. */
  readonly replaced: readonly string[];
}

/**
 * SMS when it fits, which costs less than half, LMS otherwise. The template's own words must be EUC-KR: they can be
 * mended beforehand. Values are brought to EUC-KR, because nobody can mend a name in time.
 */
export function textMessage(
  fallback: FallbackText,
  values: Values,
): TextMessage | { readonly problems: readonly ContentProblem[] } {
  const subject = fallback.subject?.trim() === '' ? undefined : fallback.subject;
  const problems = [
    ...ownProblems('text', fallback.text, values),
    ...(subject === undefined ? [] : ownProblems('subject', subject, values)),
  ];
  if (problems.length > 0) return { problems };

  const used = variablesIn(`${fallback.text}\n${subject ?? ''}`).map(
    (name) => [name, toEucKr(values[name] ?? '')] as const,
  );
  const encodable = Object.fromEntries(used.map(([name, { text }]) => [name, text]));
  const replaced = [...new Set(used.flatMap(([, each]) => each.replaced))];
  const text = fill(fallback.text, encodable).replaceAll('\r\n', '\n');
  const bytes = bytesOf(text);
  if (text.trim() === '') return { problems: [problem('text', 'EMPTY', '비어 있습니다.')] };
  if (bytes <= SMS_BYTES) return { channel: 'sms', text, bytes, replaced };
  if (bytes > LMS_BYTES) {
    return {
      problems: [problem('text', 'TOO_LONG', `문자는 ${LMS_BYTES}바이트까지 보낼 수 있습니다(지금 ${bytes}바이트).`)],
    };
  }
  const title = subject === undefined ? '' : cutToBytes(fill(subject, encodable), LMS_SUBJECT_BYTES);
  return { channel: 'lms', text, ...(title !== '' && { subject: title }), bytes, replaced };
}

function ownProblems(path: string, text: string, values: Values): ContentProblem[] {
  const own = eucKrBytes(text.replaceAll(PLACE, ''));
  const missing = variablesIn(text).filter((name) => !Object.hasOwn(values, name));
  return [
    ...missing.map((name) => problem(path, 'VALUE_MISSING', `변수 #{${name}}의 값이 없습니다.`)),
    ...(typeof own === 'number'
      ? []
      : [problem(path, 'NOT_EUC_KR', `문자로 보낼 수 없는 글자입니다: ${own.unencodable.join(' ')}`)]),
  ];
}

const bytesOf = (text: string): number => {
  const bytes = eucKrBytes(text);
  if (typeof bytes !== 'number') throw new Error('A text was to be EUC-KR by now and is not.');
  return bytes;
};

/** A title is only a heading: one that is too long is cut, a message is not lost for it. */
function cutToBytes(text: string, limit: number): string {
  const chars = [...text.replaceAll(/\s+/g, ' ').trim()];
  while (bytesOf(chars.join('')) > limit) chars.pop();
  return chars.join('').trimEnd();
}

const problem = (path: string, code: ContentProblem['code'], message: string): ContentProblem => ({
  path,
  code,
  message,
});
