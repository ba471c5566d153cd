/** A step under way: the one place in which the engine changes anything, and only what it made itself. */
import { dayOf, isoKorean, MINUTE, momentAt } from '#libs/calendar/korean-time.js';
import { clockState, isStopped } from './clocks.js';
import type { Action, Bundle, CallAction, ClockAction, SendAction } from './definition.js';
import { later, momentOf, timeOfDay, withComputed } from './moments.js';
import type { EngineContext } from './moments.js';
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
import { linksOf } from './template-links.js';
import { holds, isCopied, operandOf, valueOf } from './values.js';
import type { ValueExpression } from './definition.js';

export interface Draft {
  state: EngineState;
  readonly sends: SendEffect[];
  readonly journal: JournalEntry[];
  /** While it is being resumed: since when nothing fell due, so that what runs late does not count as past. */
  pausedSince?: Moment;
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
  call?: CallEffect,
): void {
  const number = draft.state.entries + 1;
  draft.journal.push({ key, number, at, kind, text, detail, ...(call && { call }) });
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
    if (!holds(ctx, action.when, draft.state.fields, cause.data, cause.at)) return;
    const key = `${cause.key}#${index}`;
    if ('send' in action) tell(ctx, draft, action, key, cause);
    else if ('alert' in action) note(draft, `alert:${key}`, 'alert', cause.at, action.text, { alert: action.alert });
    else if ('call' in action) callSender(ctx, draft, action, key, cause);
    else turnClock(ctx, draft, action, key, cause);
  });
}

/**
 * Writes fields; a value that hangs on something absent leaves its field as it was. First what is merely copied, all of it
 * from the fields as they were; then what is reckoned, which sees the copies and nothing else that is reckoned with it.
 */
export function write(
  ctx: EngineContext,
  draft: Draft,
  values: Readonly<Record<string, ValueExpression>> | undefined,
  { data, at }: Pick<Cause, 'data' | 'at'>,
): void {
  if (values === undefined) return;
  const all = Object.entries(values);
  for (const written of [all.filter(([, value]) => isCopied(value)), all.filter(([, value]) => !isCopied(value))]) {
    const sight = { bearings: draft.state, data, at };
    const fields: Record<string, FieldValue> = { ...draft.state.fields };
    for (const [name, expression] of written) {
      const value = valueOf(ctx, expression, sight);
      if (value !== undefined) fields[name] = value;
    }
    if (written.length > 0) change(draft, { fields });
  }
}

function tell(ctx: EngineContext, draft: Draft, action: SendAction, key: string, cause: Cause): void {
  const message = messageOf(ctx, draft.state, action, key, cause);
  if (!draft.state.absentParties?.includes(message.party)) {
    draft.sends.push(message);
    return;
  }
  const title = ctx.definition.templates[action.send]?.title ?? action.send;
  note(draft, `skipped:${key}`, 'skipped', cause.at, `받는 이가 없어 보내지 않음: ${title}`, { party: message.party });
}

function messageOf(ctx: EngineContext, state: EngineState, action: SendAction, key: string, cause: Cause): SendEffect {
  const expiresAt = action.expires && expiryOf(ctx, state, action.expires, cause.at);
  const bundle = action.bundle && bundleOf(ctx, state.fields, action.bundle, cause.at);
  const linkExpiry = linkExpiryOf(ctx, state, action, cause.at);
  return {
    key,
    template: action.send,
    party: action.party ?? Object.keys(ctx.definition.parties)[0] ?? '',
    purpose: action.purpose ?? 'informational',
    urgent: action.urgent ?? false,
    plannedAt: cause.at,
    ...(expiresAt !== undefined && { expiresAt }),
    night: action.night ?? 'after',
    ...(action.channels && { channels: action.channels }),
    ...(action.textAfterSeconds !== undefined && { textAfterMs: action.textAfterSeconds * 1000 }),
    ...(bundle && { bundle }),
    ...(action.fresh !== undefined && { fresh: action.fresh }),
    ...(Object.keys(linkExpiry).length > 0 && { linkExpiry }),
    origin: cause.origin,
    final: cause.final,
    fields: withComputed(ctx, state.fields),
  };
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

function expiryOf(ctx: EngineContext, state: EngineState, expires: NonNullable<SendAction['expires']>, at: Moment) {
  const isMoment = 'field' in expires || 'since' in expires || 'clock' in expires;
  return isMoment ? momentOf(ctx, state, expires) : later(ctx, state.fields, at, expires);
}

/** Reckoned here, because only the engine knows when a stage was entered and how its clocks stand. */
function linkExpiryOf(ctx: EngineContext, state: EngineState, action: SendAction, at: Moment): Record<string, Moment> {
  const { links = {}, templates } = ctx.definition;
  const names = Object.hasOwn(templates, action.send) ? linksOf(templates[action.send]!) : [];
  const moments: Record<string, Moment> = {};
  for (const name of names) {
    const moment = Object.hasOwn(links, name) ? expiryOf(ctx, state, links[name]!.expires, at) : undefined;
    if (moment !== undefined) moments[name] = moment;
  }
  return moments;
}

/** Items that meet at a time of day are gathered for so long after it: all of them are parked at that very moment. */
const GATHERING_MS = MINUTE;

function bundleOf(ctx: EngineContext, fields: Fields, bundle: Bundle, at: Moment): SendEffect['bundle'] {
  const { name, plural } = bundle;
  if ('settle' in bundle) {
    const closesAt = later(ctx, fields, at, bundle.settle);
    return closesAt === undefined ? undefined : { name, plural, closesAt };
  }
  const closesAt = momentAt(dayOf(at), timeOfDay(ctx, bundle.slot)) + GATHERING_MS;
  return closesAt <= at ? undefined : { name, plural, closesAt };
}

/** What is asked of a clock that does it already changes nothing. */
function turnClock(ctx: EngineContext, draft: Draft, action: ClockAction, key: string, cause: Cause): void {
  const name =
    'stopClock' in action ? action.stopClock : 'resumeClock' in action ? action.resumeClock : action.extendClock;
  const before = clockState(draft.state, name);
  const turned = turnedClock(action, before, isStopped(draft.state, name), draft.state.fields, cause);
  if (turned === undefined) return;
  change(draft, { clocks: { ...draft.state.clocks, [name]: turned.clock } });
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
