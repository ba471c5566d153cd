import type { EntityManager } from 'typeorm';
import { momentOfId } from '#libs/contracts/ids.js';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  monthDueAt,
  nextDue,
  RETENTION_KINDS,
  type Month,
  type MonthlyKind,
  type RetentionKind,
  type RetentionTerms,
} from '#libs/message/retention.js';
import { ms } from './message-view.js';
import { countOfMonth, countPeople, monthsOfMessages, readMarks, type StoredMark } from './retention-store.js';

/** What comes to its term, before it does; nothing is changed. */

/** How one kind stands. */
export interface RetentionLook {
  readonly kind: RetentionKind;
  readonly days: number;
  /** What a round would remove now: messages that have it, or people. */
  readonly due: number;
  /** Messages whose month has come to its term and that are still needed. */
  readonly held: number;
  /** Months with something due. */
  readonly months: readonly { readonly month: Month; readonly due: number; readonly held: number }[];
  /** The next month that comes to its term; undefined for people, and where there is none. */
  readonly next: { readonly month: Month; readonly at: Moment; readonly messages: number } | undefined;
  /** Texts, receipts, messages or people that have been removed so far. */
  readonly removed: number;
  readonly lastRemovedAt: Moment | undefined;
}

/** As it would be under these terms, for the transaction's tenant. */
export async function lookAtRetention(
  tx: EntityManager,
  tenant: string,
  terms: RetentionTerms,
  now: Moment,
): Promise<RetentionLook[]> {
  const months = await monthsOfMessages(tx, tenant);
  const marks = await readMarks(tx);
  const looks: RetentionLook[] = [];
  for (const kind of RETENTION_KINDS) looks.push(await look(tx, kind, { tenant, terms, now }, months, marks));
  return looks;
}

interface Asked {
  readonly tenant: string;
  readonly terms: RetentionTerms;
  readonly now: Moment;
}

async function look(
  tx: EntityManager,
  kind: RetentionKind,
  asked: Asked,
  months: readonly Month[],
  marks: readonly StoredMark[],
): Promise<RetentionLook> {
  const ofKind = marks.filter((mark) => mark.kind === kind);
  const removals = ofKind.flatMap(({ removedAt }) => removedAt ?? []);
  const known = {
    kind,
    days: asked.terms[kind],
    removed: ofKind.reduce((sum, { removed }) => sum + removed, 0),
    lastRemovedAt: removals.length > 0 ? Math.max(...removals) : undefined,
  };
  if (kind === 'people') return { ...known, ...(await countPeople(tx, asked)), held: 0, months: [], next: undefined };
  const counted: { month: Month; due: number; held: number }[] = [];
  for (const month of months.filter((each) => monthDueAt(each, asked.terms[kind]) <= asked.now))
    counted.push({ month, ...(await countOfMonth(tx, kind, month, asked)) });
  return {
    ...known,
    due: counted.reduce((sum, { due }) => sum + due, 0),
    held: counted.reduce((sum, { held }) => sum + held, 0),
    months: counted.filter(({ due, held }) => due + held > 0),
    next: await comingNext(tx, kind, asked, months),
  };
}

async function comingNext(
  tx: EntityManager,
  kind: MonthlyKind,
  asked: Asked,
  months: readonly Month[],
): Promise<RetentionLook['next']> {
  const next = nextDue(months, asked.terms[kind], asked.now);
  if (!next) return undefined;
  const { due, held } = await countOfMonth(tx, kind, next.month, asked);
  return { ...next, messages: due + held };
}

/** When messages of the month in which one with this id was planned came to their term; undefined where none has. */
export async function whenRemoved(tx: EntityManager, messageId: string): Promise<Moment | undefined> {
  const [row] = await tx.query<{ at: Moment }[]>(
    `select ${ms('removed_at')}::float8 as at from retention_marks
     where kind = 'attempts' and removed_at is not null
       -- Reckoned here: any id may be asked for, also one whose moment lies beyond the years that days are written of.
       and month = date_trunc('month', to_timestamp($1::double precision / 1000.0) at time zone interval '9 hours')::date`,
    [momentOfId(messageId)],
  );
  return row?.at;
}
