import { randomUUID } from 'node:crypto';
import { BRAND_IMAGE_LIMITS, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { accountFingerprint } from '../account-fingerprint.js';
import {
  DealerUnavailable,
  type CallOutcome,
  type CommittedAttempt,
  type Dealer,
  type DealerCapabilities,
  type DealerMessage,
  type DealerReceipt,
  type LookUpOutcome,
  type LookUpQuestion,
  type PictureToUpload,
  type PrepareOutcome,
  type ReceiptHeaders,
  type Transient,
  type UploadOutcome,
} from '../dealer.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import { NhnClient, type NhnAnswer, type NhnApi, type NhnClientOptions } from './nhn-client.js';
import { uploadToNhn } from './nhn-images.js';
import { nhnTime, parseNhnReceipts, receiptOf } from './nhn-receipts.js';
import { CONCERNS_ACCOUNT, refusalOfCode } from './result-codes.js';
import { wireAlimtalk, wireBrand, wireText } from './wire-message.js';

export interface NhnDealerOptions extends NhnClientOptions {
  /** Compared with `X-Toast-Webhook-Signature` of each receipt. */
  readonly webhookSecret: string;
  /** So long after its commit was begun a message that is not listed may be repeated, ms; 5 s unless given. */
  readonly settlingMs?: number;
}

const SETTLING_MS = 5_000;
const GUARD_MS = 10 * 60_000;
/** Clocks differ, and a repeat takes its time: it must reach NHN while the first key is still known there. */
const GUARD_MARGIN_MS = 60_000;
/** What only an operator can mend is asked again after a minute: soon enough, and no flood. */
const ACCOUNT_PAUSE_MS = 60_000;
const CLOCKS_DIFFER_MS = 5 * 60_000;
/** A message is entered at NHN within this of its call; the time-out and a queue at NHN are far below. */
const ENTERED_WITHIN_MS = 60 * 60_000;
const PAGE = 100;

/**
 * NHN Cloud: KakaoTalk Bizmessage v2.3 and SMS v3.0. A message is handed over in one call, under grouping keys of ours by
 * which it is found again. The Kakao API refuses a second call with the same idempotency key for ten minutes (-1005), so a
 * call whose answer was lost may be repeated so long; the SMS API and that of brand messages document no such key.
 */
export class NhnDealer implements Dealer {
  readonly name = 'nhn';
  readonly capabilities: DealerCapabilities = {
    channels: ['alimtalk', 'sms', 'lms', 'mms', 'brand'],
    rendersTemplates: true,
    // As NHN raised it on 2025-10-28 (dealer-api §3).
    alimtalkBodyLength: 1_300,
    images: { mms: IMAGE_LIMITS.mmsOfNhn, ...BRAND_IMAGE_LIMITS },
    lookUpByKey: true,
    duplicateGuardMs: GUARD_MS,
    receipts: 'both',
    ratePerSecond: null,
  };
  readonly #client: NhnClient;
  readonly #options: NhnDealerOptions;
  readonly images: NonNullable<Dealer['images']>;

  constructor(options: NhnDealerOptions) {
    this.#client = new NhnClient(options);
    this.#options = options;
    this.images = {
      account: accountFingerprint(options.alimtalk.appKey, options.text.appKey),
      upload: (picture) => this.#upload(picture),
    };
  }

  /** The idempotency key, which is also the grouping key; NHN hears of it with the message. */
  prepare(): Promise<PrepareOutcome> {
    return Promise.resolve({ kind: 'prepared', groupId: randomUUID() });
  }

  async commit(groupId: string, message: DealerMessage): Promise<CallOutcome> {
    const product = apiOf(message.channel);
    return outcomeOf(product, groupId, await this.#post(product, groupId, message));
  }

  #post(api: NhnApi, groupId: string, message: DealerMessage): Promise<NhnAnswer> {
    switch (api) {
      case 'alimtalk':
        return this.#client.post(api, '/messages', wireAlimtalk(groupId, message), {
          'x-nc-api-idempotency-key': groupId,
        });
      case 'brand':
        return this.#client.post(api, '/freestyle-messages', wireBrand(groupId, message));
      case 'text':
        return this.#client.post(api, textPath(message.channel), wireText(groupId, message));
    }
  }

  async #upload(picture: PictureToUpload): Promise<UploadOutcome> {
    const answer = await uploadToNhn(this.#client, picture);
    if (answer.kind === 'uploaded') return answer;
    const outcome = outcomeOf(picture.use === 'mms' ? 'text' : 'brand', '', answer);
    // Nothing leaves by an upload: whatever is not a plain refusal may be tried again.
    return outcome.kind === 'rejected' || outcome.kind === 'transient'
      ? outcome
      : transient(outcome.kind === 'unknown' ? outcome.code : 'ANSWER_UNREADABLE');
  }

  async lookUp(question: LookUpQuestion): Promise<LookUpOutcome> {
    const { channel, calledAt, settledSinceMs } = question;
    const answer = await this.#list(question);
    const listed = receiptsIn(apiOf(channel), answer);
    if (!listed) return { kind: 'undecided', code: nameOf(answer) };
    const receipt = theOne(listed, question);
    if (receipt) {
      const { messageId = '' } = receipt;
      return receipt.pending ? { kind: 'accepted', messageId } : { kind: 'result', receipt };
    }
    if (settledSinceMs < (this.#options.settlingMs ?? SETTLING_MS)) return { kind: 'undecided', code: 'SETTLING' };
    // One empty list proves nothing; a repeat that is accepted does, while the key of the first is known.
    const until = calledAt + GUARD_MS - GUARD_MARGIN_MS;
    if (this.#options.now() >= until) return { kind: 'undecidable', code: 'NOT_LISTED' };
    return channel === 'alimtalk'
      ? { kind: 'repeat', until, code: 'NOT_LISTED' }
      : { kind: 'undecided', code: 'NOT_LISTED' };
  }

  async receiptsOf(attempt: CommittedAttempt): Promise<DealerReceipt[]> {
    const answer = await this.#list(attempt);
    const listed = receiptsIn(apiOf(attempt.channel), answer);
    if (!listed) throw new DealerUnavailable(nameOf(answer));
    const receipt = theOne(listed, attempt);
    return receipt ? [receipt] : [];
  }

  parseReceipts(headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
    return parseNhnReceipts(this.#options.webhookSecret, headers, body);
  }

  #list({ groupId, channel, calledAt }: CommittedAttempt): Promise<NhnAnswer> {
    const api = apiOf(channel);
    // Of brand messages days are asked for to the minute.
    const asked = (moment: number): string => (api === 'brand' ? nhnTime(moment).slice(0, 16) : nhnTime(moment));
    const query = new URLSearchParams({
      startRequestDate: asked(calledAt - CLOCKS_DIFFER_MS),
      endRequestDate: asked(Math.max(calledAt, this.#lastCommit(calledAt)) + ENTERED_WITHIN_MS),
      senderGroupingKey: groupId,
      pageNum: '1',
      pageSize: String(PAGE),
    }).toString();
    return this.#client.get(api, `${api === 'text' ? textPath(channel) : '/messages'}?${query}`);
  }

  /** A repeat is made within the guard, or now. */
  #lastCommit(calledAt: number): number {
    return Math.min(this.#options.now(), calledAt + GUARD_MS);
  }
}

const apiOf = (channel: DealerMessage['channel']): NhnApi =>
  channel === 'alimtalk' || channel === 'brand' ? channel : 'text';
const textPath = (channel: DealerMessage['channel']): string => (channel === 'sms' ? '/sender/sms' : '/sender/mms');

function outcomeOf(product: NhnApi, groupId: string, answer: NhnAnswer): CallOutcome {
  if (answer.kind === 'not-sent') return notSent(answer);
  const status = answer.kind === 'said' || answer.kind === 'refused' ? answer.status : undefined;
  if (status === 429) {
    const { retryAfterMs } = answer as { readonly retryAfterMs?: number };
    return transient(nameOf(answer), retryAfterMs);
  }
  if (answer.kind !== 'said') {
    return status === 401 || status === 403
      ? accountProblem(nameOf(answer))
      : { kind: 'unknown', code: nameOf(answer) };
  }
  const recipient = recipientIn(product, answer.body);
  // Of a refusal of all there is one reason more, that of the one: it is hidden in a list.
  const told = answer.code === '0' || answer.code === '-1031' ? recipient?.code : answer.code;
  if (told === undefined || (told === '0' && answer.code !== '0')) return { kind: 'unknown', code: answer.code };
  if (told !== '0') return refusal(product, told);
  return {
    kind: 'accepted',
    groupId,
    ...(recipient?.messageId !== undefined && { messageId: recipient.messageId }),
  };
}

/** Only what is certainly a refusal of this message is one; a number that nobody knows may come after the deed. */
function refusal(product: NhnApi, code: string): CallOutcome {
  const result = refusalOfCode(product, code);
  if (CONCERNS_ACCOUNT.has(code)) return accountProblem(code);
  switch (result.class) {
    case 'permanent-input':
    case 'permanent-config':
    case 'permanent-recipient':
    case 'suppressed':
      return { kind: 'rejected', class: result.class, code, fallback: result.fallback, detail: result.meaning };
    default:
      // NHN's system errors leave acceptance open, and -1005 says that a call with this key was there before.
      return { kind: 'unknown', code };
  }
}

interface Recipient {
  readonly code: string;
  readonly messageId: string | undefined;
}

/** What became of the one recipient: a refusal stands in an answer that is a success all the same. */
function recipientIn(product: NhnApi, body: Readonly<Record<string, unknown>>): Recipient | undefined {
  const texts = isRecord(body['body']) && isRecord(body['body']['data']) ? body['body']['data'] : undefined;
  const message = product === 'text' ? texts : isRecord(body['message']) ? body['message'] : undefined;
  const list = message?.[product === 'text' ? 'sendResultList' : 'sendResults'];
  const item = Array.isArray(list) ? (list as unknown[]).find(isRecord) : undefined;
  const code = codeOf(item?.['resultCode']);
  if (code === undefined) return undefined;
  const requestId = textOf(message?.['requestId']);
  const seq = codeOf(item?.['recipientSeq']);
  return { code, messageId: requestId === undefined || seq === undefined ? undefined : `${requestId}/${seq}` };
}

/** Undefined when the answer is not a list. */
function receiptsIn(product: NhnApi, answer: NhnAnswer): DealerReceipt[] | undefined {
  if (answer.kind !== 'said' || answer.code !== '0') return undefined;
  const found =
    product === 'text'
      ? isRecord(answer.body['body']) && answer.body['body']['data']
      : isRecord(answer.body['messageSearchResultResponse']) && answer.body['messageSearchResultResponse']['messages'];
  return Array.isArray(found) ? (found as unknown[]).flatMap((item) => receiptOf(product, item) ?? []) : undefined;
}

/** Of a first call and its repeat at most one is taken; should both stand there, the one that says more counts. */
function theOne(listed: readonly DealerReceipt[], { groupId }: CommittedAttempt): DealerReceipt | undefined {
  const ours = listed.filter((receipt) => receipt.groupId === groupId);
  return ours.find(({ pending }) => !pending) ?? ours[0];
}

/** NHN's number for an error; without one, the status or what happened to the connection. */
function nameOf(answer: NhnAnswer): string {
  switch (answer.kind) {
    case 'said':
      return answer.code === '0' ? 'ANSWER_UNREADABLE' : answer.code.slice(0, 40);
    case 'unreadable':
      return 'ANSWER_UNREADABLE';
    case 'refused':
      return `HTTP_${answer.status}`;
    default:
      return answer.code;
  }
}

const notSent = ({ code, unconnected }: Extract<NhnAnswer, { kind: 'not-sent' }>): Transient => ({
  ...transient(code),
  ...(unconnected && { unconnected }),
});

const transient = (code: string, retryAfterMs?: number): Transient => ({
  kind: 'transient',
  class: 'transient',
  code,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

const accountProblem = (code: string): Transient => ({
  kind: 'transient',
  class: 'permanent-config',
  code,
  retryAfterMs: ACCOUNT_PAUSE_MS,
});
