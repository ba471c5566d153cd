import { randomUUID } from 'node:crypto';
import { CONTENT_LIMITS } from '#libs/content/alimtalk.js';
import { IMAGE_LIMITS } from '#libs/content/image-rules.js';
import {
  DealerUnavailable,
  ReceiptRejected,
  type CallOutcome,
  type CommittedAttempt,
  type Dealer,
  type DealerCapabilities,
  type DealerMessage,
  type DealerReceipt,
  type LookUpOutcome,
  type LookUpQuestion,
  type PrepareOutcome,
  type Transient,
} from '../dealer.js';
import type { Answer } from '../exchange.js';
import { isRecord, textOf, codeOf } from '../receipt-fields.js';
import { AligoClient, type AligoAnswer, type AligoClientOptions, type FormPicture } from './aligo-client.js';
import { AligoHistory, type Sending } from './aligo-history.js';
import { buttonsJson } from './buttons.js';
import { refusalOfCode } from './result-codes.js';
import { unsupported } from '../unsupported-channel.js';

export interface AligoDealerOptions extends AligoClientOptions {
  /** A sending that is not in the history so long after its call is left to a person, ms; 10 minutes unless given. */
  readonly historyPatienceMs?: number;
}

const HISTORY_PATIENCE_MS = 10 * 60_000;
/** What only an operator can mend is asked again after a minute: soon enough, and no flood. */
const ACCOUNT_PAUSE_MS = 60_000;
/** Wanted by the dealer, and shown to nobody but its own users. */
const SENDING_TITLE = '안내';

/**
 * Aligo, which knows no key of its caller's and refuses no repetition. So every message is a sending of its own, and one
 * whose answer was lost is looked for in the history by number, text and time: exactly one that fits proves that it was
 * taken, none proves nothing, since a sending may show there a day later, and several prove nothing either.
 */
export class AligoDealer implements Dealer {
  readonly name = 'aligo';
  readonly capabilities: DealerCapabilities = {
    channels: ['alimtalk', 'sms', 'lms', 'mms'],
    rendersTemplates: false,
    alimtalkBodyLength: CONTENT_LIMITS.body,
    // Its page names no size: what every carrier takes. Of brand messages it says nothing, and none are sent by it.
    images: { mms: IMAGE_LIMITS.mms },
    lookUpByKey: false,
    duplicateGuardMs: null,
    receipts: 'polling',
    ratePerSecond: null,
  };
  readonly #client: AligoClient;
  readonly #history: AligoHistory;
  readonly #options: AligoDealerOptions;

  constructor(options: AligoDealerOptions) {
    this.#client = new AligoClient(options);
    this.#history = new AligoHistory(this.#client, options.timeoutMs);
    this.#options = options;
  }

  /** Nothing to prepare there: the reference is ours, and the dealer never hears of it. */
  prepare(): Promise<PrepareOutcome> {
    return Promise.resolve({ kind: 'prepared', groupId: randomUUID() });
  }

  async commit(groupId: string, message: DealerMessage): Promise<CallOutcome> {
    if (!this.capabilities.channels.includes(message.channel)) return unsupported(message.channel);
    const alimtalk = message.channel === 'alimtalk';
    const answer = alimtalk
      ? await this.#client.kakao('/alimtalk/send/', alimtalkForm(message))
      : await this.#client.text('/send/', textForm(message), picturesIn(message));
    if (answer.kind !== 'said') return withoutWord(answer);
    if (answer.code !== (alimtalk ? '0' : '1')) return refusal(answer.code);
    const { info, msg_id: textId } = answer.body;
    const mid = codeOf(alimtalk ? (isRecord(info) ? info['mid'] : undefined) : textId);
    // Without the dealer's number for it nobody could ever ask what became of it: it is looked for like a lost answer.
    return mid === undefined
      ? { kind: 'unknown', code: 'ANSWER_UNREADABLE' }
      : { kind: 'accepted', groupId, messageId: mid };
  }

  async lookUp(question: LookUpQuestion): Promise<LookUpOutcome> {
    const { messageId } = question;
    if (messageId !== undefined) return this.#known(question, messageId);
    const told = await question.recall();
    if (!told) return { kind: 'undecidable', code: 'TEXT_GONE' };
    const found = await this.#history.find({ ...told, channel: question.channel, calledAt: question.calledAt });
    if (found.kind === 'unavailable') return { kind: 'undecided', code: found.code };
    const [sending, ...others] = found.sendings;
    if (others.length > 0) return { kind: 'undecidable', code: 'SEVERAL_IN_HISTORY' };
    if (sending) return outcomeOf(sending, question);
    const patience = this.#options.historyPatienceMs ?? HISTORY_PATIENCE_MS;
    return this.#options.now() - question.calledAt >= patience
      ? { kind: 'undecidable', code: 'NOT_IN_HISTORY' }
      : { kind: 'undecided', code: 'NOT_IN_HISTORY' };
  }

  async receiptsOf(attempt: CommittedAttempt): Promise<DealerReceipt[]> {
    const { messageId, channel } = attempt;
    if (messageId === undefined) return [];
    const read = await this.#history.read(messageId, channel);
    if (read.kind === 'unavailable') throw new DealerUnavailable(read.code);
    return read.sendings.slice(0, 1).map((sending) => receiptOf(sending, attempt));
  }

  /** Aligo calls nobody back: whatever is posted in its name is not from there. */
  parseReceipts(): DealerReceipt[] {
    throw new ReceiptRejected('secret');
  }

  async #known(question: LookUpQuestion, messageId: string): Promise<LookUpOutcome> {
    const read = await this.#history.read(messageId, question.channel);
    if (read.kind === 'unavailable') return { kind: 'undecided', code: read.code };
    const [sending] = read.sendings;
    return sending ? outcomeOf(sending, question) : { kind: 'accepted', messageId };
  }
}

function outcomeOf(sending: Sending, attempt: CommittedAttempt): LookUpOutcome {
  const receipt = receiptOf(sending, attempt);
  return receipt.pending ? { kind: 'accepted', messageId: sending.mid } : { kind: 'result', receipt };
}

function receiptOf(sending: Sending, { key, groupId }: Pick<CommittedAttempt, 'key' | 'groupId'>): DealerReceipt {
  const { mid, code, class: resultClass, fallback, pending, at, safeBody } = sending;
  return {
    key,
    groupId,
    messageId: mid,
    code,
    class: resultClass,
    fallback,
    pending,
    ...(at !== undefined && { at }),
    dedupeKey: `${mid}:${code}`,
    safeBody,
  };
}

/** The dealer's own fallback is switched off in every request that could have one: we own it. */
function alimtalkForm({ to, from, text, template }: DealerMessage): Record<string, string> {
  if (!template) throw new TypeError('An alimtalk needs its template.');
  const { emphasize, buttons = [] } = template.rendered ?? {};
  return {
    senderkey: template.channelId,
    tpl_code: template.id,
    sender: from,
    receiver_1: to,
    subject_1: SENDING_TITLE,
    message_1: text,
    ...(emphasize && { emtitle_1: emphasize.title }),
    ...(buttons.length > 0 && { button_1: buttonsJson(buttons) }),
    failover: 'N',
  };
}

const textForm = ({ channel, to, from, text, subject }: DealerMessage): Record<string, string> => ({
  sender: from,
  receiver: to,
  msg: text,
  msg_type: channel.toUpperCase(),
  ...(channel !== 'sms' && subject !== undefined && { title: subject }),
});

/** `image1`, as its page on texts has it (`image` is another name of the same); its own client knows no second one. */
const picturesIn = ({ channel, pictures = [] }: DealerMessage): FormPicture[] =>
  channel === 'mms' ? pictures.map(({ format, bytes }) => ({ field: 'image1', format, bytes })) : [];

/** No readable word of the dealer's own: what is known is what the connection showed. */
function withoutWord(answer: Exclude<AligoAnswer, { kind: 'said' }>): CallOutcome {
  if (answer.kind === 'unreadable') return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
  if (answer.kind === 'not-sent') return notSent(answer);
  if (answer.kind === 'lost') return { kind: 'unknown', code: answer.code };
  const code = `HTTP_${answer.status}`;
  if (answer.status === 429) return transient(code, answer.retryAfterMs);
  // Turned away at the door: an address that is not allowed, or no such door.
  if ([401, 403, 404].includes(answer.status)) return accountProblem(code);
  return { kind: 'unknown', code };
}

/** A number that is not in the table may mean anything, also that it was sent. */
function refusal(given: string): CallOutcome {
  const code = textOf(given.slice(0, 20)) ?? 'CODE_EMPTY';
  const { class: resultClass, fallback, meaning } = refusalOfCode(given);
  if (resultClass === 'unknown') return { kind: 'unknown', code };
  if (resultClass === 'permanent-config') return accountProblem(code);
  return { kind: 'rejected', class: resultClass, code, fallback, detail: meaning };
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
