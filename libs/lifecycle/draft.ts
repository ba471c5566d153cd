/** A step under way: the one place in which the engine changes anything, and only what it made itself. */
import { isoKorean } from '#libs/calendar/korean-time.js';
import { clockState, isStopped } from './clocks.js';
import { messageOf } from './decided-message.js';
import type { Action, CallAction, ClockAction, SendAction, ValueExpression } from './definition.js';
import { momentOf, withComputed } from './moments.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import type {
  CallEffect,
  ClockState,
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
import { holds, isCopied, operandOf, valueOf } from './values.js';

export interface Draft {
  state: EngineState;
  /** Whether `state` is the draft's own, to be changed in place; the one that it began from belongs to whoever gave it. */
  isOwn: boolean;
  readonly sends: SendEffect[];
  readonly journal: JournalEntry[];
  /** While it is being resumed: since when nothing fell due, so that what runs late does not count as past. */
  pausedSince?: Moment;
}

export const draftOf = (state: EngineState): Draft => ({ state, isOwn: false, sends: [], journal: [] });

export const stepOf = ({ state, sends, journal }: Draft, refusal?: Refusal): Step => ({
  state,
  sends,
  journal,
  ...(refusal && { refusal }),
});

/** The draft's state, to be written to. */
export function own(draft: Draft): { -readonly [K in keyof EngineState]: EngineState[K] } {
  if (!draft.isOwn) {
    draft.state = { ...draft.state };
    draft.isOwn = true;
  }
  return draft.state;
}

export function note(
  draft: Draft,
  key: string,
  kind: JournalKind,
  at: Moment,
  text: string,
  detail: Readonly<Record<string, FieldValue>> = {},
  call?: CallEffect,
): void {
  const number = draft.state.entries + 1;
  const entry = { key, number, at, kind, text, detail };
  draft.journal.push(call ? { ...entry, call } : entry);
  own(draft).entries = number;
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
  if (actions === undefined) return;
  for (const [index, action] of actions.entries()) {
    if (!holds(ctx, action.when, draft.state.fields, cause.data, cause.at)) continue;
    const key = `${cause.key}#${index}`;
    if ('send' in action) tell(ctx, draft, action, key, cause);
    else if ('alert' in action) note(draft, `alert:${key}`, 'alert', cause.at, action.text, { alert: action.alert });
    else if ('call' in action) callSender(ctx, draft, action, key, cause);
    else turnClock(ctx, draft, action, key, cause);
  }
}

/**
 * Writes fields; a value that hangs on something absent leaves its field as it was. First what is merely copied, all of it
 * from the fields as they were; then what is reckoned, which sees the copies and nothing else that is reckoned with it.
 */
export function write(
  ctx: EngineContext,
  draft: Draft,
  values: Readonly<Record<string, ValueExpression>> | undefined,
  data: Fields,
  at: Moment,
): void {
  if (values === undefined) return;
  for (const written of writingOrder(values)) {
    const sight = { bearings: draft.state, data, at };
    const fields: Record<string, FieldValue> = { ...draft.state.fields };
    for (const [name, expression] of written) {
      const value = valueOf(ctx, expression, sight);
      if (value !== undefined) fields[name] = value;
    }
    if (written.length > 0) own(draft).fields = fields;
  }
}

/** What is copied, and what is reckoned. */
const writingOrder = onceFor((values: Readonly<Record<string, ValueExpression>>) => {
  const all = Object.entries(values);
  return [all.filter(([, value]) => isCopied(value)), all.filter(([, value]) => !isCopied(value))].filter(
    ({ length }) => length > 0,
  );
});

function tell(ctx: EngineContext, draft: Draft, action: SendAction, key: string, cause: Cause): void {
  const message = messageOf(ctx, draft.state, action, key, cause);
  if (!draft.state.absentParties?.includes(message.party)) {
    draft.sends.push(message);
    return;
  }
  const title = ctx.definition.templates[action.send]?.title ?? action.send;
  note(draft, `skipped:${key}`, 'skipped', cause.at, `받는 이가 없어 보내지 않음: ${title}`, { party: message.party });
}

function callSender(ctx: EngineContext, draft: Draft, action: CallAction, key: string, { at, data }: Cause): void {
  const fields = withComputed(ctx, draft.state.fields);
  const values: Record<string, FieldValue> = {};
  const wanted: Record<string, string> = {};
  for (const [name, operand] of Object.entries(action.data ?? {})) {
    const value = operandOf(operand, fields, data, at);
    if (value !== undefined) values[name] = value;
    else if (typeof operand === 'object' && 'field' in operand) wanted[name] = operand.field;
  }
  const call = { name: action.call, stage: draft.state.stage, values, wanted };
  note(draft, `call:${key}`, 'callback', at, `기관 시스템에 알림: ${action.call}`, { call: action.call }, call);
}

/** What is asked of a clock that does it already changes nothing. */
function turnClock(ctx: EngineContext, draft: Draft, action: ClockAction, key: string, cause: Cause): void {
  const name =
    'stopClock' in action ? action.stopClock : 'resumeClock' in action ? action.resumeClock : action.extendClock;
  const before = clockState(draft.state, name);
  const turned = turnedClock(action, before, isStopped(draft.state, name), draft.state.fields, cause);
  if (turned === undefined) return;
  own(draft).clocks = { ...draft.state.clocks, [name]: turned.clock };
  const title = ctx.definition.clocks?.[name]?.title ?? name;
  const endsAt = momentOf(ctx, draft.state, { clock: name });
  note(draft, `clock:${key}`, 'clock', cause.at, `${title}: ${turned.words}`, {
    clock: name,
    ...(endsAt !== undefined && { endsAt: shown(endsAt) }),
  });
}

function turnedClock(
  action: ClockAction,
  { stops, extended }: ClockState,
  stopped: boolean,
  fields: Fields,
  { data, at }: Cause,
): { readonly clock: ClockState; readonly words: string } | undefined {
  if ('stopClock' in action)
    return stopped ? undefined : { clock: { stops: [...stops, { from: at }], extended }, words: '멈춤' };
  if ('resumeClock' in action) {
    const last = stops.at(-1);
    if (!stopped || last === undefined) return undefined;
    const resumed = { from: last.from, to: Math.max(last.from, at) };
    return { clock: { stops: [...stops.slice(0, -1), resumed], extended }, words: '다시 감' };
  }
  const by = operandOf(action.by, fields, data);
  if (typeof by !== 'number' || by <= 0) return undefined;
  return { clock: { stops, extended: extended + by }, words: `${by}만큼 늘림` };
}

/** How moments stand in a journal's details. */
export const shown = (moment: Moment): string => isoKorean(moment);
