import type { Moment } from '#libs/lifecycle/state.js';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';
import type { DealerMessage } from '../dealer.js';
import { dayDigits, momentOfStamp } from '../korean-stamps.js';
import { codeOf, isRecord, safeFields, textOf } from '../receipt-fields.js';
import type { AligoAnswer, AligoClient } from './aligo-client.js';
import { alimtalkResultOf, textStateOf } from './result-codes.js';

type Channel = DealerMessage['channel'];
type Row = Readonly<Record<string, unknown>>;

/** One message as the history tells of it; without number and text. */
export interface Sending {
  readonly mid: string;
  readonly code: string;
  readonly class: ResultClass;
  readonly fallback: Fallback;
  readonly pending: boolean;
  readonly at: Moment | undefined;
  readonly safeBody: Readonly<Record<string, unknown>>;
}

export type HistoryAnswer =
  | { readonly kind: 'read'; readonly sendings: readonly Sending[] }
  | { readonly kind: 'unavailable'; readonly code: string };

/** What is known of a message whose answer was lost. Never logged. */
export interface Lost {
  readonly to: string;
  readonly text: string;
  readonly channel: Channel;
  readonly calledAt: Moment;
}

/** Their clock and ours differ, and they write whole seconds. */
const CLOCK_SKEW_MS = 60_000;
const PAGE = 500;
/** Beyond so many pages of two days, or sendings of one text within minutes, nothing is proven either way. */
const MOST_PAGES = 20;
const MOST_CANDIDATES = 50;
const SAFE_ALIMTALK = ['type', 'status', 'reqdate', 'sentdate', 'rsltdate', 'reportdate', 'rslt', 'tpl_code'] as const;
const SAFE_TEXT = ['type', 'sms_state', 'reg_date', 'send_date'] as const;

/** What Aligo has sent for us. Its two APIs keep a history each, which differ in every name. */
export class AligoHistory {
  readonly #client: AligoClient;
  readonly #callTimeoutMs: number;

  /** @param callTimeoutMs how long after it was begun a call may still have been taken */
  constructor(client: AligoClient, callTimeoutMs: number) {
    this.#client = client;
    this.#callTimeoutMs = callTimeoutMs;
  }

  /** What became of one sending; the dealer lists it only after a while. */
  async read(mid: string, channel: Channel): Promise<HistoryAnswer> {
    const rows = listOf(await this.#detail(mid, channel), channel);
    if (rows.kind === 'unavailable') return rows;
    return { kind: 'read', sendings: rows.rows.map((row) => sendingOf(mid, row, channel)) };
  }

  /** Every sending with this text, to this number, from the time of the call. */
  async find(lost: Lost): Promise<HistoryAnswer> {
    const candidates = await this.#candidates(lost);
    if (candidates.kind === 'unavailable') return candidates;
    const sendings: Sending[] = [];
    for (const mid of candidates.mids) {
      const rows = listOf(await this.#detail(mid, lost.channel), lost.channel);
      if (rows.kind === 'unavailable') return rows;
      const theirs = rows.rows.filter((row) => isTo(row, lost));
      sendings.push(...theirs.map((row) => sendingOf(mid, row, lost.channel)));
    }
    return { kind: 'read', sendings };
  }

  async #candidates(
    lost: Lost,
  ): Promise<{ kind: 'read'; mids: readonly string[] } | { kind: 'unavailable'; code: string }> {
    const from = lost.calledAt - CLOCK_SKEW_MS;
    const until = lost.calledAt + this.#callTimeoutMs + CLOCK_SKEW_MS;
    const mids: string[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.#list(page, lost.channel, { from, until });
      const rows = listOf(answer, lost.channel);
      if (rows.kind === 'unavailable') return rows;
      for (const row of rows.rows) {
        const at = momentOfStamp(row['regdate'] ?? row['reg_date']);
        const mid = codeOf(row['mid']);
        const fits = at !== undefined && at >= from && at <= until && sameText(row['mbody'] ?? row['msg'], lost.text);
        if (mid !== undefined && fits) mids.push(mid);
      }
      if (mids.length > MOST_CANDIDATES) return { kind: 'unavailable', code: 'TOO_MANY_ALIKE' };
      if (!hasMore(answer, page)) return { kind: 'read', mids };
    }
    return { kind: 'unavailable', code: 'HISTORY_TOO_LONG' };
  }

  #list(page: number, channel: Channel, span: { from: Moment; until: Moment }): Promise<AligoAnswer> {
    return channel === 'alimtalk'
      ? this.#client.kakao('/history/list/', {
          page: String(page),
          limit: String(PAGE),
          startdate: dayDigits(span.from),
          enddate: dayDigits(span.until),
        })
      : // Counted back from its last day, of which two are enough for any call.
        this.#client.text('/list/', {
          page: String(page),
          page_size: String(PAGE),
          start_date: dayDigits(span.until),
          limit_day: '2',
        });
  }

  #detail(mid: string, channel: Channel): Promise<AligoAnswer> {
    return channel === 'alimtalk'
      ? this.#client.kakao('/history/detail/', { mid, page: '1', limit: '50' })
      : this.#client.text('/sms_list/', { mid, page: '1', page_size: '50' });
  }
}

type Rows = { kind: 'rows'; rows: readonly Row[] } | { kind: 'unavailable'; code: string };

function listOf(answer: AligoAnswer, channel: Channel): Rows {
  if (answer.kind !== 'said') return { kind: 'unavailable', code: nameOf(answer) };
  if (answer.code !== (channel === 'alimtalk' ? '0' : '1'))
    return { kind: 'unavailable', code: `HISTORY_${answer.code}`.slice(0, 40) };
  const { list } = answer.body;
  return Array.isArray(list)
    ? { kind: 'rows', rows: (list as unknown[]).filter(isRecord) }
    : { kind: 'unavailable', code: 'ANSWER_UNREADABLE' };
}

function nameOf(answer: Exclude<AligoAnswer, { kind: 'said' }>): string {
  if (answer.kind === 'unreadable') return 'ANSWER_UNREADABLE';
  return answer.kind === 'refused' ? `HTTP_${answer.status}` : answer.code;
}

/** One API counts its pages, the other says whether there is a next one. */
const hasMore = (answer: AligoAnswer, page: number): boolean =>
  answer.kind === 'said' && (answer.body['next_yn'] === 'Y' || Number(answer.body['totalPage'] ?? 0) > page);

/** The text of a 알림톡 stands with each recipient too; that of an SMS only with the sending. */
const isTo = (row: Row, { to, text, channel }: Lost): boolean =>
  channel === 'alimtalk'
    ? digitsOf(row['phone']) === to && sameText(row['message'], text)
    : digitsOf(row['receiver']) === to;

const digitsOf = (value: unknown): string => (codeOf(value) ?? '').replaceAll(/\D/g, '');
/** Line ends are theirs to choose. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
const sameText = (given: unknown, text: string): boolean => plain(textOf(given) ?? '') === plain(text);

function sendingOf(mid: string, row: Row, channel: Channel): Sending {
  const at = ['rsltdate', 'reportdate', 'sentdate', 'send_date'].map((name) => momentOfStamp(row[name]));
  const common = { mid, at: at.find((moment) => moment !== undefined) };
  if (channel !== 'alimtalk') {
    const state = textOf(row['sms_state'])?.slice(0, 40) ?? 'STATE_MISSING';
    const { class: resultClass, fallback } = textStateOf(state);
    return {
      ...common,
      code: state,
      class: resultClass,
      fallback,
      pending: resultClass === 'accepted',
      safeBody: { mid, ...safeFields(row, SAFE_TEXT) },
    };
  }
  const rslt = codeOf(row['rslt'])?.slice(0, 40);
  // The number of what is still under way begins with Q, and there is no result yet.
  const pending = rslt === undefined || (codeOf(row['msgid']) ?? '').startsWith('Q');
  const { class: resultClass, fallback } = pending
    ? ({ class: 'accepted', fallback: 'no' } as const)
    : alimtalkResultOf(rslt);
  return {
    ...common,
    code: pending ? 'PENDING' : rslt,
    class: resultClass,
    fallback,
    pending,
    safeBody: { mid, ...safeFields(row, SAFE_ALIMTALK) },
  };
}
