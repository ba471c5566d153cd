import type { BrandContent } from '#libs/content/brand-content.js';
import type { SimulatorStore } from './store.js';
import type { Button, DealerName, MessageType, StoredGroup, StoredMessage, Template } from './state.js';
import { matchTemplate } from './solapi/template-match.js';

/** What a dealer with one sending call took at once: it compares little, and what it took is refused later if at all. */
export interface Taking {
  readonly dealer: DealerName;
  readonly accountId: string;
  readonly groupId: string;
  readonly customFields?: Record<string, string>;
}

export interface TakenMessage {
  readonly messageId: string;
  readonly to: string;
  readonly from: string;
  readonly type: MessageType;
  readonly text: string;
  readonly subject?: string | undefined;
  readonly customFields?: Record<string, string>;
  /** The picture of an MMS or a brand message, by the hash of its bytes. */
  readonly image?: string | undefined;
  /** Of a brand message. */
  readonly brand?: { readonly pfId: string; readonly buttons: readonly Button[]; readonly content: BrandContent };
  /** Of an 알림톡. */
  readonly alimtalk?: {
    readonly template: Template;
    readonly title?: string | undefined;
    readonly buttons: readonly Button[];
    readonly dealerFallsBack: boolean;
  };
}

/** What Kakao says, later, of a text that is not as its template says. */
const NOT_AS_TEMPLATE = '3103';
/** What becomes of messages to a number that Solapi would have refused at once. */
const SUPPRESSED = { ATA: '3107', BMS: '3107', SMS: '3031', LMS: '3031', MMS: '3031' } as const;

/** Keeps a group with its messages, on their way already. */
export function keepTaken(
  store: SimulatorStore,
  { dealer, accountId, groupId, customFields = {} }: Taking,
  taken: readonly TakenMessage[],
): { group: StoredGroup; messages: StoredMessage[] } {
  const now = store.now();
  const group: StoredGroup = {
    groupId,
    dealer,
    accountId,
    status: 'SENDING',
    allowDuplicates: true,
    strict: false,
    appId: null,
    sdkVersion: null,
    osPlatform: null,
    customFields,
    messageIds: taken.map(({ messageId }) => messageId),
    log: [],
    dateCreated: now,
    dateUpdated: now,
    dateSent: now,
    dateCompleted: null,
  };
  const messages = taken.map((message) => stored(store, group, message));
  store.state.groups[groupId] = group;
  for (const message of messages) store.state.messages[message.messageId] = message;
  store.changed();
  return { group, messages };
}

function stored(store: SimulatorStore, group: StoredGroup, message: TakenMessage): StoredMessage {
  const { messageId, to, from, type, text, subject, customFields = {}, alimtalk, brand, image } = message;
  const refusedLater = laterRefusal(store, message);
  return {
    messageId,
    groupId: group.groupId,
    accountId: group.accountId,
    to,
    from,
    type,
    text,
    subject: subject ?? null,
    country: '82',
    statusCode: '3000',
    status: 'SENDING',
    reason: null,
    customFields,
    kakao: alimtalk
      ? {
          pfId: alimtalk.template.pfId,
          templateId: alimtalk.template.templateId,
          disableSms: !alimtalk.dealerFallsBack,
          ...(alimtalk.title !== undefined && { title: alimtalk.title }),
          ...(alimtalk.template.emphasizeSubtitle !== undefined && { subtitle: alimtalk.template.emphasizeSubtitle }),
        }
      : brand
        ? { pfId: brand.pfId, templateId: '', disableSms: true }
        : null,
    buttons: [...(alimtalk?.buttons ?? brand?.buttons ?? [])],
    ...pictureOf(image ?? alimtalk?.template.picture?.hash),
    ...(brand && { brand: brand.content }),
    replacement: false,
    ...(refusedLater !== undefined && { refusedLater }),
    dateCreated: group.dateCreated,
    dateUpdated: group.dateCreated,
    dateProcessed: group.dateCreated,
    dateReported: null,
    dateReceived: null,
  };
}

const pictureOf = (image: string | undefined) => (image === undefined ? {} : { image });

function laterRefusal(store: SimulatorStore, { to, type, text, alimtalk }: TakenMessage): string | undefined {
  if (store.fateOf(to).refusedWith !== undefined) return SUPPRESSED[type];
  if (!alimtalk) return undefined;
  const { template, title, buttons } = alimtalk;
  return 'code' in matchTemplate(template, { text, title, buttons }) ? NOT_AS_TEMPLATE : undefined;
}

/** A template that may be sent; undefined when there is none of this name. */
export function approvedTemplate(store: SimulatorStore, templateId: string): Template | undefined {
  const template = store.state.templates[templateId];
  return template && (template.status ?? 'APPROVED') === 'APPROVED' ? template : undefined;
}
