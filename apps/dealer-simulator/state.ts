import type { BrandContent } from '#libs/content/brand-content.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Effect, Endpoint } from './fates.js';
import type { Settings } from './options.js';

/** Whose wire format: phones, templates, sender numbers and fates are everybody's. */
export const DEALERS = ['solapi', 'nhn', 'aligo', 'popbill'] as const;
export type DealerName = (typeof DEALERS)[number];

export type Channel = 'alimtalk' | 'sms' | 'lms' | 'mms' | 'brand';
/** `BMS`: a 브랜드 메시지, whatever its bubble. */
export type MessageType = 'ATA' | 'SMS' | 'LMS' | 'MMS' | 'BMS';

/** A picture that was given to a dealer, by what it answered. */
export interface StoredFile {
  readonly accountId: string;
  /** As the dealer names its kinds: MMS, BMS, WIDE_IMAGE … */
  readonly kind: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  readonly bytes: number;
}

/** A button as Solapi names its parts (dealer-api §1.1, the 알림톡 shape). */
export interface Button {
  readonly buttonName: string;
  readonly buttonType: string;
  readonly linkMo?: string | undefined;
  readonly linkPc?: string | undefined;
  readonly linkAnd?: string | undefined;
  readonly linkIos?: string | undefined;
}

/** A picture that was registered with a template. */
export interface TemplatePicture {
  /** As the dealer calls it. */
  readonly reference: string;
  /** Of its bytes, SHA-256, hex. */
  readonly hash: string;
}

/** An 알림톡 template as Kakao has approved it; only these may be sent. */
export interface Template {
  readonly templateId: string;
  readonly pfId: string;
  readonly content: string;
  readonly name?: string | undefined;
  readonly messageType?: 'BA' | 'EX' | 'AD' | 'MI' | undefined;
  readonly emphasizeType?: 'NONE' | 'TEXT' | 'IMAGE' | 'ITEM_LIST' | undefined;
  readonly emphasizeTitle?: string | undefined;
  readonly emphasizeSubtitle?: string | undefined;
  /** Of IMAGE, and beside the highlight of ITEM_LIST. */
  readonly picture?: TemplatePicture | undefined;
  /** Of ITEM_LIST, as it was registered. */
  readonly items?: Readonly<Record<string, unknown>> | undefined;
  /** 부가정보 of EX and MI, fixed text. */
  readonly extra?: string | undefined;
  readonly buttons?: readonly Button[] | undefined;
  /** 보안 템플릿: shown on the person's main device alone. */
  readonly securityFlag?: boolean | undefined;
  readonly status?: TemplateStatus | undefined;
  /** What follows is there only of templates that came by a dealer's API, or that were looked at by it. */
  readonly categoryCode?: string | undefined;
  readonly comments?: readonly TemplateComment[] | undefined;
  /** NHN's: another content under the same code that waits for its review, while the one above is sent. */
  readonly edit?: Omit<Template, 'edit'> | undefined;
  readonly blocked?: boolean | undefined;
  readonly dormant?: boolean | undefined;
  readonly dateCreated?: Moment | undefined;
  readonly dateUpdated?: Moment | undefined;
}

export type TemplateStatus = 'PENDING' | 'INSPECTING' | 'APPROVED' | 'REJECTED';

export interface TemplateComment {
  readonly fromDealer: boolean;
  readonly text: string;
  readonly at: Moment;
}

export interface StoredMessage {
  messageId: string;
  groupId: string;
  accountId: string;
  to: string;
  from: string | null;
  type: MessageType | null;
  /** As rendered: what the phone shows. */
  text: string | null;
  subject: string | null;
  country: string;
  statusCode: string;
  status: 'PENDING' | 'SENDING' | 'COMPLETE' | 'FAILED';
  reason: string | null;
  customFields: Record<string, string>;
  kakao: { pfId: string; templateId: string; disableSms: boolean; title?: string; subtitle?: string } | null;
  buttons: Button[];
  /** The picture of an MMS or a brand message, by the hash of its bytes. */
  image?: string;
  /** Of a brand message: what was asked for, with pictures by the hashes of their bytes. */
  brand?: BrandContent;
  /** Whether the person had added the channel when Kakao dealt with it. */
  addedChannel?: boolean;
  /** The dealer itself sent a text instead (disableSms was not true). */
  replacement: boolean;
  /** Taken by the dealer, but refused later with this code, whatever the fate of its number: Solapi refuses such at once. */
  refusedLater?: string;
  dateCreated: Moment;
  dateUpdated: Moment;
  dateProcessed: Moment | null;
  dateReported: Moment | null;
  dateReceived: Moment | null;
}

export interface StoredGroup {
  groupId: string;
  /** Solapi's unless given. */
  dealer?: DealerName;
  accountId: string;
  status: 'PENDING' | 'SENDING' | 'COMPLETE' | 'FAILED';
  allowDuplicates: boolean;
  strict: boolean;
  appId: string | null;
  sdkVersion: string | null;
  osPlatform: string | null;
  customFields: Record<string, string>;
  messageIds: string[];
  log: { message: string; createAt: Moment }[];
  dateCreated: Moment;
  dateUpdated: Moment;
  dateSent: Moment | null;
  dateCompleted: Moment | null;
}

/** One message as a person sees it on the phone. Two entries mean that it was sent twice. */
export interface Received {
  readonly at: Moment;
  readonly channel: Channel;
  readonly text: string;
  readonly subject: string | null;
  readonly title: string | null;
  readonly subtitle: string | null;
  readonly buttons: readonly Button[];
  /** Hash of the picture's bytes. */
  readonly image: string | null;
  /** The whole of a brand message, with pictures by the hashes of their bytes. */
  readonly brand?: BrandContent;
  readonly from: string | null;
  readonly pfId: string | null;
  readonly templateId: string | null;
  readonly groupId: string;
  readonly messageId: string;
  readonly customFields: Record<string, string>;
  /** Sent by the dealer's own fallback, which bongsu always switches off. */
  readonly dealerFallback: boolean;
}

export interface Phone {
  readonly number: string;
  /** Overrides the fate that the number's digits give. */
  fate: string | null;
  /** Channels (pfId) that the person has added. */
  channels: string[];
  received: Received[];
}

/** Something that is still to happen to messages of one group. */
export interface Job {
  readonly id: string;
  readonly at: Moment;
  readonly groupId: string;
  readonly messageIds: readonly string[];
  readonly work:
    | { readonly kind: 'result'; readonly code: string; readonly reaches: boolean }
    /** `code` instead of the message's own status code, if given. */
    | { readonly kind: 'receipt'; readonly code: string | null; readonly tries: number };
}

export interface Fault {
  readonly id: string;
  readonly endpoint: Endpoint | 'any';
  readonly number: string | null;
  readonly accepted: boolean;
  readonly effect: Effect;
  /** Calls that still pass before it strikes. */
  skip: number;
  /** Strikes left; null: until it is removed. */
  times: number | null;
}

/** One call of the dealer's API, without body or credentials. */
export interface RequestRecord {
  readonly at: Moment;
  readonly endpoint: Endpoint | 'unknown';
  readonly method: string;
  readonly path: string;
  /** The HTTP status, or what happened to the connection instead of an answer. */
  readonly outcome: number | 'reset' | 'no answer';
  readonly errorCode: string | null;
}

/** One post to the webhook. */
export interface ReceiptRecord {
  readonly at: Moment;
  readonly groupId: string;
  readonly messageIds: readonly string[];
  readonly statusCodes: readonly string[];
  /** 1 to 5. */
  readonly try: number;
  /** The HTTP status of the webhook, or why there was none. */
  readonly outcome: number | 'no target' | 'no answer';
}

export interface SimulatorState {
  version: 1;
  templates: Record<string, Template>;
  channels: string[];
  senderNumbers: string[];
  /** Solapi's. */
  webhook: { url: string; secret: string } | null;
  /** Those of the other dealers. */
  webhooks: Partial<Record<DealerName, { url: string; secret: string }>>;
  settings: Partial<Settings>;
  groups: Record<string, StoredGroup>;
  messages: Record<string, StoredMessage>;
  phones: Record<string, Phone>;
  jobs: Record<string, Job>;
  faults: Fault[];
  /** Faulty calls in a row, by `number endpoint`. */
  fateTries: Record<string, number>;
  /** Signatures of the last 15 minutes and when they came. */
  signatures: Record<string, Moment>;
  files: Record<string, StoredFile>;
  /** When NHN's idempotency keys were used, by `account/key`. */
  nhn: { idempotencyKeys: Record<string, Moment> };
  popbill: {
    /** Session tokens: whose, and until when. */
    tokens: Record<string, { corpNum: string; goodUntil: Moment }>;
    /** Groups by `corpNum/requestNum`, which nobody may use twice. */
    requestNums: Record<string, string>;
  };
  requests: { total: number; counts: Record<string, number>; recent: RequestRecord[] };
  receipts: { total: number; recent: ReceiptRecord[] };
}

export const emptyState = (): SimulatorState => ({
  version: 1,
  templates: {},
  channels: [],
  senderNumbers: [],
  webhook: null,
  webhooks: {},
  settings: {},
  groups: {},
  messages: {},
  phones: {},
  jobs: {},
  faults: [],
  fateTries: {},
  signatures: {},
  files: {},
  nhn: { idempotencyKeys: {} },
  popbill: { tokens: {}, requestNums: {} },
  requests: { total: 0, counts: {}, recent: [] },
  receipts: { total: 0, recent: [] },
});
