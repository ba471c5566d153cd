/** Buttons and quick replies of an alimtalk (dealer-api §3). */
import { problem, textProblems, tooLong, tooMany, type ContentProblem } from './content-problem.js';
import { fill, variablesIn, type Values } from './places.js';

/** 웹링크. */
export interface LinkButton {
  readonly type: 'WL';
  readonly name: string;
  readonly linkMo: string;
  readonly linkPc?: string | undefined;
}

/** 앱링크: at least two of the two schemes and `linkMo`. */
export interface AppButton {
  readonly type: 'AL';
  readonly name: string;
  readonly linkMo?: string | undefined;
  readonly linkPc?: string | undefined;
  readonly schemeAndroid?: string | undefined;
  readonly schemeIos?: string | undefined;
}

/** 채널 추가: its name is Kakao's, and so are its words. */
export interface ChannelButton {
  readonly type: 'AC';
  readonly name: string;
}

/** 배송조회, 봇키워드, 메시지전달, 상담톡전환, 봇전환, 개인정보 이용. */
export interface PlainButton {
  readonly type: 'DS' | 'BK' | 'MD' | 'BC' | 'BT' | 'P2';
  readonly name: string;
}

/** 비즈폼. */
export interface FormButton {
  readonly type: 'BF';
  readonly name: string;
  readonly formId: string;
}

/** 이미지 보안전송 플러그인. */
export interface ImageRelayButton {
  readonly type: 'P1';
  readonly name: string;
  readonly relayId: string;
}

/** 원클릭 결제 플러그인. */
export interface PaymentButton {
  readonly type: 'P3';
  readonly name: string;
  readonly oneClickId: string;
  readonly productId: string;
}

/** 전화하기. */
export interface CallButton {
  readonly type: 'TN';
  readonly name: string;
  readonly tel: string;
}

export type AlimtalkButton =
  LinkButton | AppButton | ChannelButton | PlainButton | FormButton | ImageRelayButton | PaymentButton | CallButton;

/** 바로연결: the types that Kakao lets stand below the bubble. */
export type QuickReply =
  LinkButton | AppButton | FormButton | { readonly type: 'BK' | 'BC' | 'BT'; readonly name: string };

export interface ButtonLimits {
  readonly buttons: number;
  readonly buttonsBesideReplies: number;
  readonly quickReplies: number;
  readonly buttonName: number;
  readonly link: number;
  readonly tel: number;
}

/** What is known of the channel that a template belongs to; what is not known is not judged. */
export interface ChannelTraits {
  /** Of a 발신 프로필 그룹. */
  readonly group?: boolean;
  /** Uses 상담톡. */
  readonly chat?: boolean;
  /** Uses a bot. */
  readonly bot?: boolean;
}

/** The only name that the button may have. */
export const CHANNEL_BUTTON_NAME = '채널 추가';
/** The only names that 전화하기 may have. */
export const CALL_BUTTON_NAMES: readonly string[] = ['전화 연결', '고객센터 연결', '상담원 연결'];

const LINK_PARTS = ['linkMo', 'linkPc', 'schemeAndroid', 'schemeIos'] as const;
type LinkPart = (typeof LINK_PARTS)[number];

/** Addresses and app schemes of a button, by the name of their part. */
export function linksIn(button: AlimtalkButton | QuickReply): readonly (readonly [part: LinkPart, link: string])[] {
  if (button.type !== 'WL' && button.type !== 'AL') return [];
  const parts: Partial<Record<LinkPart, string | undefined>> = button;
  return LINK_PARTS.flatMap((part) => {
    const link = parts[part];
    return link === undefined ? [] : [[part, link] as const];
  });
}

const isWeb = (part: LinkPart): part is 'linkMo' | 'linkPc' => part === 'linkMo' || part === 'linkPc';

/** The same button with values in its links. */
export const filledButton = <T extends AlimtalkButton | QuickReply>(button: T, values: Values): T => ({
  ...button,
  ...Object.fromEntries(linksIn(button).map(([part, link]) => [part, fill(link, values)])),
});

/** Host of a web address in small letters, with its port; undefined for anything that is no web address. */
const hostOf = (link: string): string | undefined =>
  /^https?:\/\/([^/?#\s]*#\{[^}]*\}[^/?#\s]*|[^/?#\s]+)/i.exec(link)?.[1]?.toLowerCase();

const FIXED_HOST = /^[a-z0-9.-]+(:\d+)?$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$/;
/** Schemes that an app link may not be: they run or carry something themselves. */
const NO_APP = /^(javascript|data|vbscript|file):/i;

interface Buttons {
  readonly buttons?: readonly AlimtalkButton[] | undefined;
  readonly quickReplies?: readonly QuickReply[] | undefined;
}

type Placed = readonly (readonly [path: string, button: AlimtalkButton | QuickReply])[];

const placed = ({ buttons = [], quickReplies = [] }: Buttons): Placed => [
  ...buttons.map((button, index) => [`buttons.${index}`, button] as const),
  ...quickReplies.map((button, index) => [`quickReplies.${index}`, button] as const),
];

/** Counts, names, links and what each type requires; holds for what is registered and for what is sent. */
export function buttonProblems(content: Buttons, limits: ButtonLimits): ContentProblem[] {
  const { buttons = [], quickReplies = [] } = content;
  const most = quickReplies.length > 0 ? limits.buttonsBesideReplies : limits.buttons;
  return [
    ...placed(content).flatMap(([path, button]) => [
      ...textProblems(`${path}.name`, button.name, limits.buttonName),
      ...linksIn(button).flatMap(([part, link]) => textProblems(`${path}.${part}`, link, limits.link)),
      ...incomplete(path, button),
      ...(button.type === 'TN' ? callProblems(path, button, limits) : []),
    ]),
    ...tooMany('buttons', quickReplies.length > 0 ? '바로연결과 함께 쓰면 버튼은' : '버튼은', buttons.length, most),
    ...tooMany('quickReplies', '바로연결은', quickReplies.length, limits.quickReplies),
  ];
}

function incomplete(path: string, button: AlimtalkButton | QuickReply): ContentProblem[] {
  if (button.type === 'AL') {
    const ways = linksIn(button).filter(([part]) => part !== 'linkPc');
    return ways.length >= 2
      ? []
      : [
          problem(
            path,
            'BUTTON_INCOMPLETE',
            '앱링크에는 안드로이드 스킴, iOS 스킴, 모바일 링크 가운데 둘 이상이 있어야 합니다.',
            'needs at least two of schemeAndroid, schemeIos and linkMo',
          ),
        ];
  }
  const required = requiredParts(button).filter(([, value]) => value.trim() === '');
  return required.map(([part]) =>
    problem(
      `${path}.${part}`,
      'BUTTON_INCOMPLETE',
      '이 버튼에는 이 값이 있어야 합니다.',
      'is required by this type of button',
    ),
  );
}

function requiredParts(button: AlimtalkButton | QuickReply): (readonly [part: string, value: string])[] {
  if (button.type === 'BF') return [['formId', button.formId]];
  if (button.type === 'P1') return [['relayId', button.relayId]];
  if (button.type === 'P3')
    return [
      ['oneClickId', button.oneClickId],
      ['productId', button.productId],
    ];
  return [];
}

function callProblems(path: string, { name, tel }: CallButton, limits: ButtonLimits): ContentProblem[] {
  return [
    ...(CALL_BUTTON_NAMES.includes(name)
      ? []
      : [
          problem(
            `${path}.name`,
            'BUTTON_NAME_NOT_ALLOWED',
            `전화하기 버튼의 이름은 ${CALL_BUTTON_NAMES.join(', ')} 가운데 하나여야 합니다.`,
            `must be one of ${CALL_BUTTON_NAMES.join(', ')}`,
          ),
        ]),
    ...tooLong(`${path}.tel`, tel, limits.tel),
    ...(/^\d[\d-]{6,}\d$/.test(tel)
      ? []
      : [
          problem(
            `${path}.tel`,
            'PHONE_INVALID',
            '숫자와 -로 된 전화번호여야 합니다.',
            'must be a phone number of digits and hyphens',
          ),
        ]),
  ];
}

/** What a reviewer would refuse in registered buttons: names with variables, addresses whose host is not fixed. */
export const registeredButtonProblems = (content: Buttons, channel: ChannelTraits): ContentProblem[] =>
  placed(content).flatMap(([path, button]) => [
    ...(variablesIn(button.name).length > 0
      ? [problem(`${path}.name`, 'VARIABLE_NOT_ALLOWED', '여기에는 변수를 쓸 수 없습니다.', 'takes no variables')]
      : []),
    ...linksIn(button).flatMap(([part, link]) =>
      link.trim() === '' ? [] : isWeb(part) ? fixedHost(`${path}.${part}`, link) : scheme(`${path}.${part}`, link),
    ),
    ...channelNeeds(path, button, channel),
  ]);

function fixedHost(path: string, link: string): ContentProblem[] {
  const host = hostOf(link);
  if (host === undefined) return [notALink(path)];
  return FIXED_HOST.test(host)
    ? []
    : [
        problem(
          path,
          'HOST_NOT_FIXED',
          '주소의 호스트에는 변수를 쓸 수 없습니다. 승인받을 호스트를 그대로 적으십시오.',
          'needs a fixed host, which is approved; variables may follow it',
        ),
      ];
}

const notALink = (path: string): ContentProblem =>
  problem(path, 'NOT_A_LINK', 'http 또는 https 주소여야 합니다.', 'must be an http or https address');

const scheme = (path: string, link: string): ContentProblem[] =>
  SCHEME.test(link) && !NO_APP.test(link)
    ? []
    : [problem(path, 'NOT_A_SCHEME', '앱 스킴은 myapp://… 꼴이어야 합니다.', 'must be an app scheme, as myapp://…')];

function channelNeeds(path: string, { type }: AlimtalkButton | QuickReply, channel: ChannelTraits): ContentProblem[] {
  if (type === 'AC' && channel.group)
    return [
      problem(
        path,
        'CHANNEL_BUTTON_OF_GROUP',
        '발신 프로필 그룹의 템플릿에는 채널 추가 버튼을 쓸 수 없습니다.',
        'cannot add a channel: the template belongs to a group of sender profiles',
      ),
    ];
  const { chat, bot } = channel;
  if ((type === 'BC' && chat === false) || ((type === 'BK' || type === 'MD') && chat === false && bot === false))
    return [problem(path, 'BUTTON_NEEDS_CHAT', '채널이 상담톡을 쓰지 않습니다.', 'needs a channel that uses 상담톡')];
  if (type === 'BT' && bot === false)
    return [problem(path, 'BUTTON_NEEDS_BOT', '채널이 봇을 쓰지 않습니다.', 'needs a channel that uses a bot')];
  return [];
}

/** Web links that lead to another host than the approved one: Kakao refuses them silently, after acceptance (K108). */
export const otherHosts = (registered: Buttons, rendered: Buttons): ContentProblem[] => {
  const approvedLinks = new Map(
    placed(registered).flatMap(([path, button]) => linksIn(button).map(([part, link]) => [`${path}.${part}`, link])),
  );
  return placed(rendered).flatMap(([path, button]) =>
    linksIn(button)
      .filter(([part, link]) => isWeb(part) && link.trim() !== '')
      .flatMap(([part, link]) => {
        const place = `${path}.${part}`;
        const host = hostOf(link);
        const approved = hostOf(approvedLinks.get(place) ?? '');
        if (host === undefined) return [notALink(place)];
        return approved === undefined || approved.includes('#{') || host === approved
          ? []
          : [
              problem(
                place,
                'OTHER_HOST',
                '승인된 템플릿과 주소의 호스트가 다릅니다.',
                'leads to another host than the approved one',
              ),
            ];
      }),
  );
};

/** Numbers, order, types and names of buttons reach the dealer as they were registered. */
export function otherButtons(registered: Buttons, rendered: Buttons): ContentProblem[] {
  const lists = [
    ['buttons', registered.buttons ?? [], rendered.buttons ?? []],
    ['quickReplies', registered.quickReplies ?? [], rendered.quickReplies ?? []],
  ] as const;
  return lists.flatMap(([path, approved, given]) => [
    ...(approved.length === given.length ? [] : [notAsRegistered(path)]),
    ...given.flatMap(({ type, name }, index) => {
      const button = approved[index];
      return button === undefined || (button.type === type && button.name === name)
        ? []
        : [notAsRegistered(`${path}.${index}`)];
    }),
  ]);
}

export const notAsRegistered = (path: string): ContentProblem =>
  problem(
    path,
    'NOT_AS_REGISTERED',
    '등록된 템플릿과 다릅니다. 템플릿 그대로 보내십시오.',
    'differs from the registered template',
  );

/** Couriers whose parcels Kakao follows, as its dealers list them; CJ대한통운 is none of them. */
const COURIERS =
  /우체국|로젠|일양로지스|FedEx|한진|경동|합동|롯데|농협|호남|천일|대신|건영|편의점택배|한덱스|TNT|USPS|EMS|DHL|굿투럭/i;
const CJ = /CJ\s*대한통운|대한통운/i;

/** 배송조회 finds courier and number in the body; where it does not, Kakao shows no button. */
export function parcelProblems(body: string, { buttons = [] }: Buttons): ContentProblem[] {
  const index = buttons.findIndex(({ type }) => type === 'DS');
  if (index < 0) return [];
  const trackable = COURIERS.test(body) && !CJ.test(body) && /\d[\d-]{7,}\d/.test(body);
  return trackable
    ? []
    : [
        problem(
          `buttons.${index}`,
          'PARCEL_NOT_TRACKABLE',
          '배송조회 버튼을 쓰려면 본문에 지원하는 택배사(CJ대한통운 제외)와 송장번호가 있어야 합니다.',
          'needs a courier that Kakao follows (not CJ대한통운) and the parcel’s number in the body',
        ),
      ];
}

/** 채널 추가 stands in the kinds AD and MI, first and under its name, and nowhere else. */
export function channelButtonProblems(wantsChannel: boolean, { buttons = [] }: Buttons): ContentProblem[] {
  const problems: ContentProblem[] = [];
  if (wantsChannel && !buttons.some(({ type }) => type === 'AC'))
    problems.push(
      problem(
        'buttons',
        'KIND_WITHOUT_CHANNEL_BUTTON',
        '채널추가형과 복합형에는 채널 추가 버튼이 있어야 합니다.',
        'must hold 채널 추가 in the kinds AD and MI',
      ),
    );
  for (const [index, { type, name }] of buttons.entries()) {
    if (type !== 'AC') continue;
    const path = `buttons.${index}`;
    if (!wantsChannel)
      problems.push(
        problem(
          path,
          'CHANNEL_BUTTON_NOT_OF_KIND',
          '채널 추가 버튼은 채널추가형과 복합형에만 쓸 수 있습니다.',
          'belongs to the kinds AD and MI, and to no other',
        ),
      );
    if (index !== 0)
      problems.push(
        problem(
          path,
          'CHANNEL_BUTTON_NOT_FIRST',
          '채널 추가 버튼은 하나만, 맨 앞에 둘 수 있습니다.',
          'must be the first button, and the only one of its type',
        ),
      );
    if (name !== CHANNEL_BUTTON_NAME)
      problems.push(
        problem(
          `${path}.name`,
          'CHANNEL_BUTTON_NAMED_OTHERWISE',
          `버튼 이름은 ‘${CHANNEL_BUTTON_NAME}’여야 합니다.`,
          `must be ‘${CHANNEL_BUTTON_NAME}’`,
        ),
      );
  }
  return problems;
}
