import { randomUUID } from 'node:crypto';
import { CONTENT_LIMITS } from '#libs/content/alimtalk.js';
import { IMAGE_LIMITS } from '#libs/content/image-rules.js';
import type { Answer } from '../exchange.js';
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
  type PrepareOutcome,
  type ReceiptHeaders,
  type Transient,
} from '../dealer.js';
import { isRecord, textOf } from '../receipt-fields.js';
import { wireButtons } from './buttons.js';
import { PopbillClient, refusalCode, type NoToken, type PopbillClientOptions } from './popbill-client.js';
import { parsePopbillReceipts, receiptOf } from './popbill-receipts.js';
import { refusalOfCode } from './result-codes.js';
import { unsupported } from '../unsupported-channel.js';

export interface PopbillDealerOptions extends PopbillClientOptions {
  /** `name:password` of the webhook's Basic scheme, or its API key. */
  readonly webhookSecret: string;
  /** A message that is not found so long after its commit was begun may be committed again, ms; 5 s unless given. */
  readonly settlingMs?: number;
}

const SETTLING_MS = 5_000;
/** What only an operator can mend is asked again after a minute: soon enough, and no flood. */
const ACCOUNT_PAUSE_MS = 60_000;
/** A request number is taken once for good; nothing of ours goes on for longer than this. */
const GUARD_MS = 30 * 24 * 3_600_000;

/**
 * Popbill, whose request number is both guard and reference: it takes each number once, and tells by it what became of the
 * message. So a message that it does not show is committed again under the same number, however late the first call was.
 */
export class PopbillDealer implements Dealer {
  readonly name = 'popbill';
  readonly capabilities: DealerCapabilities = {
    channels: ['alimtalk', 'sms', 'lms', 'mms'],
    rendersTemplates: false,
    alimtalkBodyLength: CONTENT_LIMITS.body,
    // Of its brand messages no document that we know describes the recipients and the buttons: none are sent by it.
    images: { mms: IMAGE_LIMITS.mms },
    lookUpByKey: true,
    duplicateGuardMs: Infinity,
    receipts: 'both',
    ratePerSecond: null,
  };
  readonly #client: PopbillClient;
  readonly #webhookSecret: string;
  readonly #settlingMs: number;

  constructor(options: PopbillDealerOptions) {
    this.#client = new PopbillClient(options);
    this.#webhookSecret = options.webhookSecret;
    this.#settlingMs = options.settlingMs ?? SETTLING_MS;
  }

  /** A request number: 36 letters, digits and hyphens, as many as it may have. */
  prepare(): Promise<PrepareOutcome> {
    return Promise.resolve({ kind: 'prepared', groupId: randomUUID() });
  }

  async commit(groupId: string, message: DealerMessage): Promise<CallOutcome> {
    const { channel, pictures: [picture] = [] } = message;
    if (channel === 'brand') return unsupported(channel);
    const path = { alimtalk: '/ATS', sms: '/SMS', lms: '/LMS', mms: '/MMS' }[channel];
    const content = wireMessage(groupId, message);
    const answer = picture
      ? await this.#client.upload(path, content, picture)
      : await this.#client.call('POST', path, content);
    if (answer.kind === 'success') {
      const messageId = isRecord(answer.body) ? textOf(answer.body['receiptNum']) : undefined;
      return { kind: 'accepted', groupId, ...(messageId !== undefined && { messageId }) };
    }
    if (answer.kind === 'not-sent') return notSent(answer);
    if (answer.kind === 'no-token') return withoutToken(answer);
    if (answer.kind === 'lost') return { kind: 'unknown', code: answer.code };
    return refusal(answer);
  }

  async lookUp(question: LookUpQuestion): Promise<LookUpOutcome> {
    const { groupId, channel, calledAt, settledSinceMs } = question;
    const answer = await this.#client.call('GET', pathOf(groupId, channel));
    const receipt = answer.kind === 'success' ? receiptIn(answer.body, question) : undefined;
    if (receipt) {
      const { messageId } = receipt;
      return receipt.pending
        ? { kind: 'accepted', ...(messageId !== undefined && { messageId }) }
        : { kind: 'result', receipt };
    }
    const code = codeOfAnswer(answer);
    if (!showsNothing(answer)) return { kind: 'undecided', code };
    if (settledSinceMs < this.#settlingMs) return { kind: 'undecided', code: 'SETTLING' };
    return { kind: 'repeat', until: calledAt + GUARD_MS, code };
  }

  async receiptsOf(attempt: CommittedAttempt): Promise<DealerReceipt[]> {
    const answer = await this.#client.call('GET', pathOf(attempt.groupId, attempt.channel));
    const receipt = answer.kind === 'success' ? receiptIn(answer.body, attempt) : undefined;
    if (receipt) return [receipt];
    if (showsNothing(answer)) return [];
    throw new DealerUnavailable(codeOfAnswer(answer));
  }

  parseReceipts(headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
    return parsePopbillReceipts(this.#webhookSecret, headers, body);
  }
}

const pathOf = (groupId: string, channel: DealerMessage['channel']): string =>
  `/${channel === 'alimtalk' ? 'KakaoTalk' : 'Message'}/Get/${encodeURIComponent(groupId)}`;

/** 알림톡 come as one object with a list in it, texts as the list itself; a number of ours has one message. */
function receiptIn(
  body: unknown,
  { key, groupId }: Pick<CommittedAttempt, 'key' | 'groupId'>,
): DealerReceipt | undefined {
  const list: unknown = isRecord(body) ? body['msgs'] : body;
  const [receipt] = Array.isArray(list) ? (list as unknown[]).flatMap((item) => receiptOf(item) ?? []) : [];
  return receipt && { ...receipt, key, groupId };
}

/** It was asked and has no such message: an empty list, or a refusal of the question itself. */
function showsNothing(answer: Answer | NoToken): boolean {
  if (answer.kind === 'refused')
    return [400, 404].includes(answer.status) && refusalOfCode(refusalCode(answer.body) ?? '').class === 'unknown';
  if (answer.kind !== 'success') return false;
  const list: unknown = isRecord(answer.body) ? answer.body['msgs'] : answer.body;
  return Array.isArray(list) && list.length === 0;
}

/** The dealer's own fallback is switched off in every request that could have one: we own it. */
function wireMessage(requestNum: string, message: DealerMessage): Record<string, unknown> {
  const { channel, to, from, text, subject, template, key } = message;
  const common = { snd: from, requestNum, sndDT: '' };
  if (channel !== 'alimtalk') {
    const title = channel !== 'sms' && subject !== undefined ? { sjt: subject } : {};
    return { ...common, adsYN: false, msgs: [{ snd: from, rcv: to, msg: text, ...title, interOPRefKey: key }] };
  }
  if (!template) throw new TypeError('An alimtalk needs its template.');
  const { emphasize, buttons = [] } = template.rendered ?? {};
  return {
    ...common,
    templateCode: template.id,
    altSendType: '',
    msgs: [{ rcv: to, msg: text, interOPRefKey: key, ...(emphasize && { emphasizeTitle: emphasize.title }) }],
    btns: wireButtons(buttons),
  };
}

/** Not even a token: the call was never made. What Linkhub refuses is the account's affair. */
const withoutToken = ({ code, status = 0 }: NoToken): Transient => ({
  ...(status >= 400 && status < 500 && status !== 429 ? accountProblem(code) : transient(code)),
  unconnected: true,
});

function refusal(answer: Extract<Answer, { kind: 'refused' }>): CallOutcome {
  const number = refusalCode(answer.body);
  const code = number ?? `HTTP_${answer.status}`;
  if (answer.status === 429) return transient(code, answer.retryAfterMs);
  const known = refusalOfCode(number ?? '');
  if (known.class === 'transient') return transient(code);
  if (known.class === 'permanent-config' || [401, 402, 403].includes(answer.status)) return accountProblem(code);
  // A number that is not in the table may also say that this one was taken before.
  return { kind: 'unknown', code };
}

function codeOfAnswer(answer: Answer | NoToken): string {
  if (answer.kind === 'success') return showsNothing(answer) ? 'NOT_FOUND' : 'ANSWER_UNREADABLE';
  return answer.kind === 'refused' ? (refusalCode(answer.body) ?? `HTTP_${answer.status}`) : answer.code;
}

const notSent = ({ code, unconnected }: Extract<Answer, { kind: 'not-sent' }>): Transient => ({
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
