/** A step under way: the one place in which the engine changes anything, and only what it made itself. */
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Action, Comparison, SendAction } from './definition.js';
import { later, momentOf, withComputed } from './moments.js';
import type { EngineContext } from './moments.js';
import type {
  EngineState,
  Fields,
  FieldValue,
  JournalEntry,
  JournalKind,
  Moment,
  Refusal,
  SendEffect,
  SendOrigin,
  Step,
} from './state.js';
import { valueOf } from './visibility.js';

export interface Draft {
  state: EngineState;
  readonly sends: SendEffect[];
  readonly journal: JournalEntry[];
}

export const draftOf = (state: EngineState): Draft => ({ state, sends: [], journal: [] });

export const stepOf = ({ state, sends, journal }: Draft, refusal?: Refusal): Step => ({
  state,
  sends,
  journal,
  ...(refusal && { refusal }),
});

export function change(draft: Draft, changes: Partial<EngineState>): void {
  draft.state = { ...draft.state, ...changes };
}

export function note(
  draft: Draft,
  key: string,
  kind: JournalKind,
  at: Moment,
  text: string,
  detail: Readonly<Record<string, FieldValue>> = {},
): void {
  const number = draft.state.entries + 1;
  draft.journal.push({ key, number, at, kind, text, detail });
  change(draft, { entries: number });
}

/** Why actions are run: names what they lead to, and gives their messages moment, origin and standing. */
export interface Cause {
  /** `start`, `event:<id>`, `timer:<identity>` or `enter:<stage>:<cause>`. */
  readonly key: string;
  readonly at: Moment;
  readonly origin: SendOrigin;
  /** The lifecycle closes with what caused this, so its messages may leave afterwards. */
  readonly final: boolean;
  /** The event's data, for guards. */
  readonly data: Fields;
}

export function run(ctx: EngineContext, draft: Draft, actions: readonly Action[] | undefined, cause: Cause): void {
  actions?.forEach((action, index) => {
    if (!holds(ctx, draft.state.fields, cause.data, action.when)) return;
    const key = `${cause.key}#${index}`;
    if ('send' in action) draft.sends.push(messageOf(ctx, draft.state.fields, action, key, cause));
    else note(draft, `alert:${key}`, 'alert', cause.at, action.text, { alert: action.alert });
  });
}

function messageOf(ctx: EngineContext, fields: Fields, action: SendAction, key: string, cause: Cause): SendEffect {
  const expiresAt = action.expires && expiryOf(ctx, fields, action.expires, cause.at);
  return {
    key,
    template: action.send,
    party: action.party ?? Object.keys(ctx.definition.parties)[0] ?? '',
    purpose: action.purpose ?? 'informational',
    urgent: action.urgent ?? false,
    plannedAt: cause.at,
    ...(expiresAt !== undefined && { expiresAt }),
    night: action.night ?? 'after',
    origin: cause.origin,
    final: cause.final,
    fields: withComputed(ctx, fields),
  };
}

const expiryOf = (ctx: EngineContext, fields: Fields, expires: NonNullable<SendAction['expires']>, at: Moment) =>
  'field' in expires ? momentOf(ctx, fields, expires) : later(ctx, fields, at, expires);

/** Whether all comparisons hold; none hold for an absent field but `!=`. */
export const holds = (
  ctx: EngineContext,
  fields: Fields,
  data: Fields,
  comparisons: readonly Comparison[] | undefined,
): boolean => {
  if (comparisons === undefined) return true;
  const all = withComputed(ctx, fields);
  return comparisons.every(({ left, is, right }) =>
    compare(comparable(valueOf(left, all, data)), is, comparable(valueOf(right, all, data))),
  );
};

/** Moments compare by time, whatever zone they are written in; days and other texts by their characters. */
const comparable = (value: FieldValue | undefined): FieldValue | undefined =>
  typeof value === 'string' ? (momentOfIso(value) ?? value) : value;

function compare(left: FieldValue | undefined, is: Comparison['is'], right: FieldValue | undefined): boolean {
  if (is === '!=') return left !== right;
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (is === '==') return left === right;
  if (is === '<') return left < right;
  if (is === '<=') return left <= right;
  if (is === '>') return left > right;
  return left >= right;
}

/** How moments stand in a journal's details. */
export const shown = (moment: Moment): string => isoKorean(moment);
