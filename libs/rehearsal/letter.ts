/** What a person would read, and everything that dealers, Kakao or carriers would refuse in it. */
import { contentProblems } from '#libs/content/alimtalk-rules.js';
import { renderAlimtalk } from '#libs/content/alimtalk.js';
import type { ContentProblem } from '#libs/content/content-problem.js';
import type { Values } from '#libs/content/places.js';
import { SMS_BYTES, textMessage } from '#libs/content/text-message.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Fields, SendEffect } from '#libs/lifecycle/state.js';
import { contentOf, linkValues, PREVIEW_LINK_BASE, previewToken } from '#libs/lifecycle/template-links.js';
import { namesTogether } from '#libs/lifecycle/names-together.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import type { Channel } from '#libs/message/planner.js';
import type { Finding } from './findings.js';
import type { SentChannel } from './rehearsal.js';
import type { RehearsalSample } from './request.js';

/** What a message tells of: the decision, and the affair as it stood then. */
export interface Told {
  readonly send: SendEffect;
  readonly sample: RehearsalSample;
  readonly data: Fields;
}

export interface Draught {
  readonly template: string;
  /** By the channels that the message may use; absent where no text can be made. */
  readonly letters: Readonly<Partial<Record<Channel, { readonly channel: SentChannel; readonly text: string }>>>;
  readonly findings: readonly Finding[];
}

/** Writes one message for every channel that it may use. `told`: its items, the first of which lends its fields. */
export function draughtOf(definition: Definition, told: readonly Told[], channels: readonly Channel[]): Draught {
  const { send, sample, data } = told[0]!;
  const code = told.length > 1 && send.bundle ? send.bundle.plural : send.template;
  const path = `templates.${code}`;
  if (!Object.hasOwn(definition.templates, code)) {
    return {
      template: code,
      letters: {},
      findings: [{ code: 'TEMPLATE_MISSING', path, message: '없는 템플릿입니다.' }],
    };
  }
  const template = definition.templates[code]!;
  const { tokens, addresses } = linkValues(template, PREVIEW_LINK_BASE, previewToken);
  const values: Values = {
    ...templateValues(definition, code, {
      fields: { ...data, ...send.fields },
      parties: { ...sample.parties, [send.party]: { name: namesOf(told) } },
      reference: sample.reference,
      links: addresses,
      ...(send.bundle && { bundle: { count: told.length } }),
    }),
    ...tokens,
  };
  const findings: Finding[] = [];
  const letters: { alimtalk?: Letter; text?: Letter } = {};
  if (channels.includes('alimtalk')) {
    const content = contentOf(template, PREVIEW_LINK_BASE);
    const rendered = renderAlimtalk(content, values);
    if ('missing' in rendered) findings.push(...rendered.missing.map((name) => missing(path, name)));
    else {
      const problems = contentProblems(content, rendered.content).map((problem) => refused(path, problem));
      findings.push(...problems);
      if (problems.length === 0) letters.alimtalk = { channel: 'alimtalk', text: rendered.content.body };
    }
  }
  if (channels.includes('text')) {
    const text = textMessage(template.fallback, values);
    const place = `${path}.fallback`;
    if ('problems' in text) findings.push(...text.problems.map((problem) => refused(place, problem)));
    else {
      letters.text = { channel: text.channel, text: text.text };
      findings.push(...textFindings(`${place}.text`, text));
    }
  }
  return { template: code, letters, findings };
}

/** Of a bundle's message: those whom its items are about, each once. */
const namesOf = (told: readonly Told[]): string => {
  const people = told.map(({ send, sample }) => sample.parties[send.party]);
  return namesTogether([...new Map(people.map((person) => [JSON.stringify(person), person?.name ?? ''])).values()]);
};

interface Letter {
  readonly channel: SentChannel;
  readonly text: string;
}

const missing = (path: string, name: string): Finding => ({
  code: 'VARIABLE_MISSING',
  path,
  message: `변수 #{${name}}의 값이 없어 알림톡을 보낼 수 없습니다.`,
});

const refused = (path: string, { path: part, code, message }: ContentProblem): Finding => ({
  code: code === 'TOO_LONG' ? 'TOO_LONG' : code === 'VALUE_MISSING' ? 'VARIABLE_MISSING' : 'CONTENT_REFUSED',
  path: `${path}.${part}`,
  message,
});

function textFindings(
  path: string,
  {
    channel,
    bytes,
    replaced,
  }: { readonly channel: 'sms' | 'lms'; readonly bytes: number; readonly replaced: readonly string[] },
): Finding[] {
  const long = `대신 보내는 문자가 ${SMS_BYTES}바이트를 넘어 LMS로 나갑니다(지금 ${bytes}바이트).`;
  const unknown = `문자로 보낼 수 없는 글자가 다른 글자로 바뀝니다: ${replaced.join(' ')}`;
  return [
    ...(channel === 'lms' ? [{ code: 'TEXT_LONGER_THAN_SMS', path, message: long } as const] : []),
    ...(replaced.length > 0 ? [{ code: 'TEXT_CHARACTERS_REPLACED', path, message: unknown } as const] : []),
  ];
}
