import type { AlimtalkContent } from '#libs/content/alimtalk.js';
import type { BrandMessage } from '#libs/content/brand-content.js';
import type { ImageFormat, ImageLimits, MessageImageUse } from '#libs/content/image-rules.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { PricedChannel } from '#libs/message/cost.js';
import type { Jeon } from '#libs/message/money.js';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';

/** One attempt as a dealer is given it. Never logged: it holds a phone number and what the person will read. */
export interface DealerMessage {
  /** Our own key of the attempt; comes back in receipts and look-ups. */
  readonly key: string;
  readonly channel: PricedChannel;
  /** Digits only, as libs/message/phone-number normalises them. */
  readonly to: string;
  /** The tenant's registered sender number, digits only. */
  readonly from: string;
  /** What the person reads. Dealers that render the template themselves are given `template` instead. */
  readonly text: string;
  /** LMS and MMS only. */
  readonly subject?: string;
  /** Alimtalk only; names of variables are bare (`이름`, not `#{이름}`). Dealers that take no variables are given `text`. */
  readonly template?: {
    readonly id: string;
    readonly channelId: string;
    readonly variables: Readonly<Record<string, string>>;
    /** Highlighted title and buttons as the person sees them, for dealers that take no variables. */
    readonly rendered?: Pick<AlimtalkContent, 'emphasize' | 'buttons'>;
  };
  /** Brand only: to friends of the channel among the sender's own recipients (`targeting` I). */
  readonly brand?: { readonly channelId: string; readonly content: BrandMessage };
  /** The one of an MMS, and those that a brand message names. */
  readonly pictures?: readonly Picture[];
}

/** An image as a dealer is given it. */
export interface PictureToUpload {
  readonly use: MessageImageUse;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

export interface Picture extends PictureToUpload {
  /** SHA-256 of the bytes, hex: brand messages name it so. */
  readonly id: string;
  /** How the dealer calls it since it was uploaded; dealers that take pictures with the message have no such name. */
  readonly reference?: string;
}

/** A definite refusal of this message: asking again changes nothing. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly class: ResultClass;
  readonly code: string;
  readonly fallback: Fallback;
  /** The dealer's own short words, free of personal data. */
  readonly detail?: string;
}

/**
 * Certainly not taken; may work later. `class` is `permanent-config` when only operators can mend it (a wrong API key, an
 * empty balance): it concerns the account and not this message, which therefore waits instead of being lost.
 */
export interface Transient {
  readonly kind: 'transient';
  readonly class: 'transient' | 'permanent-config';
  readonly code: string;
  /** The dealer asked for this pause, or ours makes sense; ms. */
  readonly retryAfterMs?: number;
  /** No connection came about: this call can reach nobody, however late. Absent: the dealer answered, or it is not that certain. */
  readonly unconnected?: true;
}

/** Nobody knows whether the dealer took it: it must be looked up. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly code: string;
}

/** What became of an upload: it may be made again at any time, for nothing leaves by it. */
export type UploadOutcome = { readonly kind: 'uploaded'; readonly reference: string } | Rejected | Transient;

export type CallOutcome =
  | { readonly kind: 'accepted'; readonly groupId?: string; readonly messageId?: string }
  | Rejected
  | Transient
  | Unknown;

/**
 * `groupId` is the reference under which the message will be committed, and found again: the dealer's own where it has
 * groups, else one of ours (an idempotency key, a request number). Until it is committed nothing can leave, so this is
 * never `unknown`.
 */
export type PrepareOutcome = { readonly kind: 'prepared'; readonly groupId: string } | Rejected | Transient;

/** An attempt whose commit was begun, as its dealer is asked about it. */
export interface CommittedAttempt {
  readonly groupId: string;
  /** Our own key of the attempt. */
  readonly key: string;
  readonly channel: DealerMessage['channel'];
  /** When the first commit was begun of which it is not known what became, ms since 1970. */
  readonly calledAt: Moment;
  /** The dealer's own id of the message, where it has told us one. */
  readonly messageId?: string;
}

export interface LookUpQuestion extends CommittedAttempt {
  /** How long ago the latest commit was begun, ms: too early, and silence proves nothing. */
  readonly settledSinceMs: number;
  /**
   * What was committed, for dealers that can be asked for nothing but number and text; undefined when it cannot be said
   * any more. Never logged.
   */
  recall(): Promise<Pick<DealerMessage, 'to' | 'text'> | undefined>;
}

/** What proves absence differs by dealer; one empty look-up never does. */
export type LookUpOutcome =
  /** Proven: the dealer does not have it and will not come to have it but by another commit of the same group. */
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'accepted'; readonly messageId?: string }
  | { readonly kind: 'result'; readonly receipt: DealerReceipt }
  /** Neither shown nor refuted yet; `code` says why. */
  | { readonly kind: 'undecided'; readonly code: string }
  /**
   * As `undecided`, and up to `until` another commit of the same group does no harm: the dealer refuses a second one. Of
   * such a commit only `accepted` proves anything; after any other answer it is looked up again.
   */
  | { readonly kind: 'repeat'; readonly until: Moment; readonly code: string }
  /** It can never be found out by asking: a person or the tenant's rule decides. */
  | { readonly kind: 'undecidable'; readonly code: string };

/** The dealer's later word on one message, without phone numbers. */
export interface DealerReceipt {
  /** Our attempt key, where the dealer gives it back. */
  readonly key?: string;
  readonly groupId?: string;
  readonly messageId?: string;
  readonly code: string;
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Not a result yet. */
  readonly pending: boolean;
  /** When the dealer says it happened. */
  readonly at?: Moment;
  /** Whether the person has added the sender's KakaoTalk channel, where the dealer says so. */
  readonly addedChannel?: boolean;
  /** The same for every copy of the same news. */
  readonly dedupeKey: string;
  /** What may be stored and shown of it. */
  readonly safeBody: Readonly<Record<string, unknown>>;
}

/** Somebody called a sender's number for opting out of advertising. Never logged: it holds a phone number. */
export interface OptOutCall {
  /** As the dealer writes it. */
  readonly from: string;
  /** The 080 number, digits only. */
  readonly called: string;
  readonly at: Moment;
  /** The dealer's own name of this news. */
  readonly id?: string;
}

export interface DealerCapabilities {
  readonly channels: readonly DealerMessage['channel'][];
  /** The dealer renders the template from variables. */
  readonly rendersTemplates: boolean;
  /** Longest alimtalk body after substitution, UTF-16 units. */
  readonly alimtalkBodyLength: number;
  /** Pictures of messages that it takes, by what they are for. */
  readonly images: Readonly<Partial<Record<MessageImageUse, ImageLimits>>>;
  /** Items that a WIDE_ITEM_LIST must have, where that is more than Kakao's own three. */
  readonly leastWideItems?: number;
  /** A commit whose answer was lost can be asked for by what we know of it, without the dealer's answer. */
  readonly lookUpByKey: boolean;
  /** A second commit of the same group is refused for so long after the first, ms (Infinity: for good); null: never. */
  readonly duplicateGuardMs: number | null;
  readonly receipts: 'webhook' | 'polling' | 'both';
  /** Calls a second that the dealer's own documents allow; null: they name no number, and the contract has it. */
  readonly ratePerSecond: number | null;
}

/** What a dealer says that a message costs whoever has no contract of their own. */
export type ListedPrices = Readonly<Partial<Record<PricedChannel, Jeon>>>;

export type ReceiptHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A company whose HTTP API carries messages to Kakao and the carriers. Nothing here is retried by itself: each call is
 * made once, under a time-out, and says what is known afterwards. Calls never throw for what a network or dealer does,
 * `receiptsOf` excepted.
 */
export interface Dealer {
  readonly name: string;
  readonly capabilities: DealerCapabilities;
  /** Everything that can be done before the message may leave. Its `groupId` is to be persisted before `commit`. */
  prepare(message: DealerMessage): Promise<PrepareOutcome>;
  /** The call that hands the message over, under the reference that `prepare` gave. */
  commit(groupId: string, message: DealerMessage): Promise<CallOutcome>;
  lookUp(question: LookUpQuestion): Promise<LookUpOutcome>;
  /**
   * What the dealer says of an attempt that it has taken; empty while it says nothing.
   * @throws DealerUnavailable when the dealer does not answer as it should
   */
  receiptsOf(attempt: CommittedAttempt): Promise<DealerReceipt[]>;
  /**
   * Lenient to fields it does not know. News that concerns no single message gives an empty list.
   * @throws ReceiptRejected for a wrong secret or a body that is not one of this dealer's
   */
  parseReceipts(headers: ReceiptHeaders, body: unknown): DealerReceipt[];
  /** Gives it a picture beforehand; absent: pictures go with the message. */
  readonly images?: {
    /** Of the account, which alone knows what it uploaded: tells accounts apart and gives no secret away. */
    readonly account: string;
    upload(picture: PictureToUpload): Promise<UploadOutcome>;
  };
  /**
   * What it charges whoever has no contract of their own, where it tells that; prices that it does not name are left out.
   * @throws DealerUnavailable when the dealer does not answer as it should
   */
  listedPrices?(): Promise<ListedPrices>;
}

export class DealerUnavailable extends Error {
  override readonly name = 'DealerUnavailable';
  constructor(readonly code: string) {
    super(`The dealer did not answer a look-up: ${code}.`);
  }
}

/** `secret`: answer 401 and store nothing. `shape`: answer 400. */
export class ReceiptRejected extends Error {
  override readonly name = 'ReceiptRejected';
  constructor(readonly problem: 'secret' | 'shape') {
    super(problem === 'secret' ? 'The receipt does not carry the shared secret.' : 'The body is not a receipt.');
  }
}
