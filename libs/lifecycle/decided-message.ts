/**
 * The message that an action decides to send. What its definition says of it is worked out once; expiry, bundle, links and
 * clocks hang on the state.
 */
import { dayOf, HOUR, MINUTE, momentAt } from '#libs/calendar/korean-time.js';
import { clockEndsShown, clocksSent } from './clock-ends.js';
import type { Bundle, Definition, LinkDefinition, SendAction } from './definition.js';
import { saidOfDelivery } from './delivery-terms.js';
import type { Cause } from './draft.js';
import { later, momentOf, timeOfDay, withComputed } from './moments.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import { DEFAULT_VISIT_SETTLE_MS } from './state.js';
import type { EngineState, Fields, Moment, SendEffect } from './state.js';
import { linksOf } from './template-links.js';

/** While it is being made. */
type Own<T> = { -readonly [K in keyof T]: T[K] };

/** What every message of an action says. */
type StandingPart = Pick<
  SendEffect,
  'template' | 'party' | 'purpose' | 'urgent' | 'night' | 'channels' | 'textAfterMs' | 'policy' | 'fresh'
>;

/** What a definition says of an action's messages, whatever the state. */
interface Standing {
  readonly part: StandingPart;
  /** The links that its template holds, and how long each is good for. */
  readonly links: readonly (readonly [name: string, expires: LinkDefinition['expires']])[];
  /** The clocks whose ends its templates show. */
  readonly clocks: readonly string[];
}

const standings = onceFor((_: Definition) => new WeakMap<SendAction, Standing>());

function standingOf(definition: Definition, action: SendAction): Standing {
  const known = standings(definition);
  let standing = known.get(action);
  if (!standing)
    known.set(
      action,
      (standing = {
        part: standingPart(definition, action),
        links: linksSent(definition, action),
        clocks: clocksSent(definition, action),
      }),
    );
  return standing;
}

function standingPart({ delivery, parties }: Definition, action: SendAction): StandingPart {
  const policy = saidOfDelivery(delivery, action);
  return {
    template: action.send,
    party: action.party ?? Object.keys(parties)[0] ?? '',
    purpose: action.purpose ?? 'informational',
    urgent: action.urgent ?? false,
    night: action.night ?? 'after',
    ...(action.channels && { channels: action.channels }),
    ...(typeof action.textAfterSeconds === 'number' && { textAfterMs: action.textAfterSeconds * 1000 }),
    ...(policy && { policy }),
    ...(action.fresh !== undefined && { fresh: action.fresh }),
  };
}

function linksSent({ links = {}, templates }: Definition, { send }: SendAction): Standing['links'] {
  const names = Object.hasOwn(templates, send) ? linksOf(templates[send]!) : [];
  return names.filter((name) => Object.hasOwn(links, name)).map((name) => [name, links[name]!.expires] as const);
}

/** Written part by part: a parcel of optional parts spread one after the other takes several times as long. */
export function messageOf(
  ctx: EngineContext,
  state: EngineState,
  action: SendAction,
  key: string,
  cause: Cause,
): SendEffect {
  const { part, links, clocks } = standingOf(ctx.definition, action);
  const message: Own<SendEffect> = {
    key,
    template: part.template,
    party: part.party,
    purpose: part.purpose,
    urgent: part.urgent,
    plannedAt: cause.at,
    night: part.night,
    origin: cause.origin,
    final: cause.final,
    fields: withComputed(ctx, state.fields),
  };
  if (part.channels) message.channels = part.channels;
  if (part.textAfterMs !== undefined) message.textAfterMs = part.textAfterMs;
  if (part.policy) message.policy = part.policy;
  if (part.fresh !== undefined) message.fresh = part.fresh;
  setExpiry(message, ctx, state, action);
  const bundle = action.bundle && bundleOf(ctx, state.fields, action.bundle, cause.at);
  if (bundle) message.bundle = bundle;
  const linkExpiry = links.length > 0 ? linkExpiryOf(ctx, state, links, cause.at) : {};
  if (Object.keys(linkExpiry).length > 0) message.linkExpiry = linkExpiry;
  const clockEnds = clocks.length > 0 ? clockEndsShown(ctx, state, clocks) : {};
  if (Object.keys(clockEnds).length > 0) message.clockEnds = clockEnds;
  return message;
}

/** By the send's own word, also where that hangs on something absent; else by its lifecycle's. */
function setExpiry(message: Own<SendEffect>, ctx: EngineContext, state: EngineState, { expires }: SendAction): void {
  const { plannedAt } = message;
  if (expires) {
    const own = expiryOf(ctx, state, expires, plannedAt);
    if (own !== undefined) message.expiresAt = own;
    return;
  }
  const hours = ctx.definition.delivery?.expiresAfterHours;
  if (hours === undefined) return;
  message.expiresAt = plannedAt + hours * HOUR;
  message.expiresBy = 'lifecycle';
}

function expiryOf(ctx: EngineContext, state: EngineState, expires: NonNullable<SendAction['expires']>, at: Moment) {
  const isMoment = 'field' in expires || 'since' in expires || 'clock' in expires;
  return isMoment ? momentOf(ctx, state, expires) : later(ctx, state.fields, at, expires);
}

/** Reckoned here, because only the engine knows when a stage was entered and how its clocks stand. */
function linkExpiryOf(
  ctx: EngineContext,
  state: EngineState,
  links: Standing['links'],
  at: Moment,
): Record<string, Moment> {
  const moments: Record<string, Moment> = {};
  for (const [name, expires] of links) {
    const moment = expiryOf(ctx, state, expires, at);
    if (moment !== undefined) moments[name] = moment;
  }
  return moments;
}

/** Items that meet at a time of day are gathered for so long after it: all of them are parked at that very moment. */
const GATHERING_MS = MINUTE;

function bundleOf(ctx: EngineContext, fields: Fields, bundle: Bundle, at: Moment): SendEffect['bundle'] {
  const { name, plural } = bundle;
  if ('settle' in bundle) {
    const closesAt = settledAt(ctx, fields, bundle.settle, at);
    return closesAt === undefined || closesAt <= at ? undefined : { name, plural, closesAt };
  }
  const closesAt = momentAt(dayOf(at), timeOfDay(ctx, bundle.slot)) + GATHERING_MS;
  return closesAt <= at ? undefined : { name, plural, closesAt };
}

/** A tenant that lets nothing settle has each item told of by itself. */
const settledAt = (
  ctx: EngineContext,
  fields: Fields,
  settle: Extract<Bundle, { settle: unknown }>['settle'],
  at: Moment,
): Moment | undefined =>
  'setting' in settle ? at + (ctx.settings.visitSettleMs ?? DEFAULT_VISIT_SETTLE_MS) : later(ctx, fields, at, settle);
