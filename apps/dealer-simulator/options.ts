import type { Moment } from '#libs/lifecycle/state.js';
import type { ReceiptMode } from './fates.js';
import type { Scheduler } from './scheduler.js';
import type { Template } from './state.js';

export interface Account {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** NHN's: an app key and a secret for each of the two products. */
export interface NhnAccount {
  readonly alimtalk: { readonly appKey: string; readonly secretKey: string };
  readonly text: { readonly appKey: string; readonly secretKey: string };
}

/** Aligo's: both are fields of every form. */
export interface AligoAccount {
  readonly apiKey: string;
  readonly userId: string;
}

/** Popbill's: a partner (LinkID and its base64 key) and one member, by business number. */
export interface PopbillAccount {
  readonly linkId: string;
  readonly secretKey: string;
  readonly corpNum: string;
}

/** What may be changed while it runs (`PUT /_simulator/settings`). All times in milliseconds. */
export interface Settings {
  /** From acceptance until Kakao or the carrier has dealt with the message. 0: before the call is answered. */
  readonly deliveryDelayMs: number;
  /** From acceptance until the receipt is posted. 0: at once, without waiting for the webhook's answer. */
  readonly receiptDelayMs: number;
  /** The same for receipts that are late, and for the second news of a contradicted message. */
  readonly lateReceiptDelayMs: number;
  /** Pauses between the up to five posts of one receipt; the last one is repeated when there are fewer than four. */
  readonly receiptRetryDelaysMs: readonly number[];
  /** How long one post waits for the webhook's answer. */
  readonly receiptTimeoutMs: number;
  /** Every call of the dealer's API is answered so much later. */
  readonly latencyMs: number;
  /** For every message, instead of what its fate says; null: as the fate says. */
  readonly receipts: ReceiptMode | null;
  /** What becomes of a review that is asked for: approved at once, or it waits until somebody decides by the control API. */
  readonly templateReviews: 'approve' | 'wait';
}

export const DEFAULT_SETTINGS: Settings = {
  deliveryDelayMs: 0,
  receiptDelayMs: 300,
  lateReceiptDelayMs: 60_000,
  receiptRetryDelaysMs: [1_000, 5_000, 15_000, 30_000],
  receiptTimeoutMs: 5_000,
  latencyMs: 0,
  receipts: null,
  templateReviews: 'approve',
};

export interface SimulatorOptions {
  /** Loopback unless said otherwise: the control API asks nobody for a password. */
  readonly host?: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly now?: () => Moment;
  readonly scheduler?: Scheduler;
  readonly accounts?: readonly Account[];
  readonly nhnAccounts?: readonly NhnAccount[];
  readonly aligoAccounts?: readonly AligoAccount[];
  readonly popbillAccounts?: readonly PopbillAccount[];
  /** Wins over a target that the state file remembers. */
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret?: string | undefined;
  readonly senderNumbers?: readonly string[];
  readonly templates?: readonly Template[];
  /** Absent: everything is forgotten on close. */
  readonly stateFile?: string | undefined;
  readonly settings?: Partial<Settings>;
}

/** The account of a simulator that was given none: for tests and the first look. */
export const DEFAULT_ALIGO_ACCOUNT: AligoAccount = { apiKey: 'simulatoraligokey0123456789abcdef', userId: 'simulator' };
export const DEFAULT_NHN_ACCOUNT: NhnAccount = {
  alimtalk: { appKey: 'simulatorNhnKakao', secretKey: 'simulator-nhn-kakao-secret' },
  text: { appKey: 'simulatorNhnSms', secretKey: 'simulator-nhn-sms-secret' },
};
export const DEFAULT_POPBILL_ACCOUNT: PopbillAccount = {
  linkId: 'SIMULATOR',
  secretKey: 'c2ltdWxhdG9yLXBvcGJpbGwtc2VjcmV0LTAxMjM0NTY=',
  corpNum: '1234567890',
};
export const DEFAULT_ACCOUNT: Account = { apiKey: 'SIMULATORKEY0000', apiSecret: 'simulator-secret-0123456789abcdef' };
