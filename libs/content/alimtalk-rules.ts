/** What reviewers, dealers and Kakao refuse in a 알림톡 (dealer-api §3), all of it at once. */
import {
  buttonProblems,
  channelButtonProblems,
  notAsRegistered,
  otherButtons,
  otherHosts,
  parcelProblems,
  registeredButtonProblems,
  type ChannelTraits,
} from './alimtalk-buttons.js';
import {
  CHANNEL_NOTICE,
  CONTENT_LIMITS,
  variablesOf,
  type AlimtalkContent,
  type ContentLimits,
  type ItemList,
} from './alimtalk.js';
import {
  lengthOf,
  malformed,
  problem,
  textProblems,
  tooFew,
  tooLong,
  tooMany,
  type ContentProblem,
} from './content-problem.js';
import { mayStandFor, ownWords, variablesIn } from './places.js';

/**
 * What would be refused in a template, found before it is registered.
 * @param channel what is known of the channel that it is registered for
 */
export function templateProblems(
  template: AlimtalkContent,
  limits: ContentLimits = CONTENT_LIMITS,
  channel: ChannelTraits = {},
): ContentProblem[] {
  return [
    ...lengthProblems(template, limits),
    ...kindProblems(template),
    ...tooMany('body', '변수는', variablesOf(template).length, limits.variables),
    ...variableProblems(template),
    ...registeredButtonProblems(template, channel),
    ...purposeProblems(template),
  ];
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
  return [
    ...lengthProblems(rendered, limits),
    ...kindProblems(rendered),
    ...otherFixed(template, rendered),
    ...otherHosts(template, rendered),
    ...parcelProblems(rendered.body, rendered),
    ...summaryProblems(rendered.itemList),
  ];
}

function lengthProblems(content: AlimtalkContent, limits: ContentLimits): ContentProblem[] {
  const { body, extra, header, emphasize, itemList } = content;
  return [
    ...textProblems('body', body, itemList ? limits.bodyBesideItems : limits.body),
    ...(extra === undefined ? [] : textProblems('extra', extra, limits.extra)),
    ...(header === undefined ? [] : valueProblems('header', header, limits.header)),
    ...(emphasize
      ? [
          ...textProblems('emphasize.title', emphasize.title, limits.title),
          ...textProblems('emphasize.subtitle', emphasize.subtitle, limits.subtitle),
        ]
      : []),
    ...(itemList ? itemProblems(itemList, limits) : []),
    ...buttonProblems(content, limits),
    ...togetherProblems(content, limits),
  ];
}

const wantsExtra = ({ messageType }: AlimtalkContent): boolean => messageType === 'EX' || messageType === 'MI';
const wantsChannel = ({ messageType }: AlimtalkContent): boolean => messageType === 'AD' || messageType === 'MI';

/** Body, further information and Kakao's notice share one limit; where one alone is too long, that is enough to say. */
function togetherProblems(content: AlimtalkContent, limits: ContentLimits): ContentProblem[] {
  const { body, extra, itemList } = content;
  const limit = itemList ? limits.bodyBesideItems : limits.body;
  const together = lengthOf(body) + lengthOf(extra ?? '') + (wantsChannel(content) ? CHANNEL_NOTICE.length : 0);
  if (lengthOf(body) > limit || together <= limit) return [];
  return [
    problem(
      extra === undefined ? 'body' : 'extra',
      'TOO_LONG',
      `본문과 덧붙는 글을 합쳐 ${limit}자까지 쓸 수 있습니다(지금 ${together}자).`,
      `makes the message longer than ${limit} characters (now ${together}, with what is added to the body)`,
    ),
  ];
}

function itemProblems({ highlight, items, summary }: ItemList, limits: ContentLimits): ContentProblem[] {
  const beside = highlight?.image !== undefined;
  return [
    ...(highlight
      ? [
          ...valueProblems(
            'itemList.highlight.title',
            highlight.title,
            beside ? limits.highlightTitleBesideImage : limits.highlightTitle,
          ),
          ...valueProblems(
            'itemList.highlight.description',
            highlight.description,
            beside ? limits.highlightDescriptionBesideImage : limits.highlightDescription,
          ),
        ]
      : []),
    ...tooFew('itemList.items', '아이템은', items.length, limits.leastItems),
    ...tooMany('itemList.items', '아이템은', items.length, limits.items),
    ...items.flatMap(({ title, description }, index) => [
      ...textProblems(`itemList.items.${index}.title`, title, limits.itemTitle),
      ...valueProblems(`itemList.items.${index}.description`, description, limits.itemDescription),
    ]),
    ...(summary
      ? [
          ...textProblems('itemList.summary.title', summary.title, limits.summaryTitle),
          ...valueProblems('itemList.summary.description', summary.description, limits.summaryDescription),
        ]
      : []),
  ];
}

/** These are mostly one place, whose name may be longer than the value will be. */
const valueProblems = (path: string, text: string, limit: number): ContentProblem[] =>
  variablesIn(text).length > 0 ? tooLong(path, ownWords(text), limit) : textProblems(path, text, limit);

/** `12,000원`, `₩3,500`, `USD 10.50`: a sum and nothing else. */
const AMOUNT = /^(?:[₩$€¥£]|[A-Z]{3})?\s*-?\d[\d,.]*\s*(?:원|만원|억원|달러|유로|엔|위안|[A-Z]{3})?$/;

function summaryProblems(itemList: ItemList | undefined): ContentProblem[] {
  const sum = itemList?.summary?.description;
  return sum === undefined || sum.trim() === '' || AMOUNT.test(sum.trim())
    ? []
    : [
        problem(
          'itemList.summary.description',
          'SUMMARY_NOT_AN_AMOUNT',
          '요약 설명에는 금액만 쓸 수 있습니다.',
          'takes an amount and nothing else',
        ),
      ];
}

/** What a template's kind demands and forbids: 부가정보 in EX and MI, 채널 추가 first in AD and MI; one emphasis at most. */
function kindProblems(content: AlimtalkContent): ContentProblem[] {
  const { extra, emphasize, image, itemList } = content;
  const problems = channelButtonProblems(wantsChannel(content), content);
  if (wantsExtra(content) && extra === undefined)
    problems.unshift(
      problem(
        'extra',
        'KIND_WITHOUT_EXTRA',
        '부가정보형과 복합형에는 부가정보가 있어야 합니다.',
        'is missing: the kinds EX and MI need it',
      ),
    );
  if (!wantsExtra(content) && extra !== undefined)
    problems.unshift(
      problem(
        'extra',
        'EXTRA_NOT_OF_KIND',
        '부가정보는 부가정보형과 복합형에만 쓸 수 있습니다.',
        'belongs to the kinds EX and MI, and to no other',
      ),
    );
  if ([emphasize, image, itemList].filter((each) => each !== undefined).length > 1)
    problems.push(
      problem(
        'emphasize',
        'EMPHASIS_TWICE',
        '강조 유형(강조표기, 이미지, 아이템리스트)은 하나만 쓸 수 있습니다.',
        'stands beside another emphasis; a template has one of emphasize, image and itemList',
      ),
    );
  return problems;
}

/** Where variables may not stand, and where they may not stand alone. */
function variableProblems(template: AlimtalkContent): ContentProblem[] {
  const { body, extra, emphasize, itemList, image } = template;
  const fixed = [
    ['extra', extra],
    ['emphasize.subtitle', emphasize?.subtitle],
    ['image', image],
    ['itemList.highlight.image', itemList?.highlight?.image],
    ...(itemList?.items ?? []).map(({ title }, index) => [`itemList.items.${index}.title`, title] as const),
    ['itemList.summary.title', itemList?.summary?.title],
  ] as const;
  return [
    ...(variablesIn(body).length > 0 && ownWords(body).trim() === ''
      ? [
          problem(
            'body',
            'VARIABLES_ONLY',
            '변수만으로 된 본문은 심사를 통과하지 못합니다. 고정된 문구를 넣으십시오.',
            'consists of variables alone, which does not pass review',
          ),
        ]
      : []),
    ...malformed('body', body),
    ...malformed('emphasize.title', emphasize?.title ?? ''),
    ...fixed.flatMap(([path, text]) =>
      variablesIn(text ?? '').length > 0
        ? [problem(path, 'VARIABLE_NOT_ALLOWED', '여기에는 변수를 쓸 수 없습니다.', 'takes no variables')]
        : [],
    ),
  ];
}

const ADVERTISING = /\(\s*광\s*고\s*\)|\[\s*광\s*고\s*\]|\(\s*AD\s*\)|무료\s*(?:수신)?\s*거부/i;
const APP_INSTALL = /앱(?:을|를)?\s*(?:설치|다운|내려\s*받)/;
const BENEFIT = /쿠폰|포인트|적립금|마일리지/;
const BASIS = /^\s*[※*]/m;
const SECRET = /인증\s?번호|임시\s?비밀번호|비밀번호\s*[:：]|\bOTP\b|신용\s?정보/;

/** 알림톡 informs: no advertising, no benefit without its basis, and secrets on the main device alone. */
function purposeProblems({ body, extra = '', emphasize, secure }: AlimtalkContent): ContentProblem[] {
  const text = [emphasize?.title ?? '', emphasize?.subtitle ?? '', body, extra].join('\n');
  const problems: ContentProblem[] = [];
  if (ADVERTISING.test(text))
    problems.push(
      problem(
        'body',
        'ADVERTISING_IN_ALIMTALK',
        '광고는 알림톡으로 보낼 수 없습니다. 브랜드 메시지나 광고 문자로 보내십시오.',
        'is marked as advertising, which is never an 알림톡',
      ),
    );
  if (APP_INSTALL.test(text))
    problems.push(
      problem(
        'body',
        'APP_INSTALL_INDUCED',
        '알림톡으로 앱 설치를 권할 수 없습니다.',
        'asks people to install an app, which an 알림톡 may not',
      ),
    );
  if (BENEFIT.test(text) && !BASIS.test(text))
    problems.push(
      problem(
        'body',
        'BENEFIT_WITHOUT_BASIS',
        '쿠폰이나 포인트를 알리려면 받게 된 까닭을 ※로 시작하는 줄에 적으십시오.',
        'tells of coupons or points without a line that begins with ※ and says on what basis they were given',
      ),
    );
  if (SECRET.test(text) && !secure)
    problems.push(
      problem(
        'secure',
        'SECRET_NOT_SECURED',
        '인증번호, 비밀번호, 신용정보를 담은 템플릿은 보안 템플릿이어야 합니다.',
        'must be true: the text carries a one-time code, a password or credit information',
      ),
    );
  return problems;
}

/** Whatever holds no variable reaches the dealer as it was registered; the rest with something in its places alone. */
function otherFixed(template: AlimtalkContent, rendered: AlimtalkContent): ContentProblem[] {
  const [registered, given] = [template.itemList, rendered.itemList];
  const differing = [
    ['body', mayStandFor(template.body, rendered.body)],
    ['extra', template.extra === rendered.extra],
    ['header', mayStandFor(template.header ?? '', rendered.header ?? '')],
    ['image', template.image === rendered.image],
    ['emphasize.title', mayStandFor(template.emphasize?.title ?? '', rendered.emphasize?.title ?? '')],
    ['emphasize.subtitle', template.emphasize?.subtitle === rendered.emphasize?.subtitle],
    ['itemList.items', titlesOf(registered) === titlesOf(given)],
    ['itemList.summary.title', registered?.summary?.title === given?.summary?.title],
    ['secure', (template.secure ?? false) === (rendered.secure ?? false)],
  ] as const;
  return [
    ...differing.flatMap(([path, same]) => (same ? [] : [notAsRegistered(path)])),
    ...otherButtons(template, rendered),
  ];
}

const titlesOf = (itemList: ItemList | undefined): string =>
  JSON.stringify((itemList?.items ?? []).map(({ title }) => title));
