import type { Moment } from '#libs/lifecycle/state.js';

/**
 * The two-person rule: which acts are done only once somebody else than whoever asked for them has approved, who somebody
 * else is, and how long an approval is waited for. Pure; moments are ms since 1970.
 */

/** Acts that a second word can be asked for. */
export const GUARDED_ACTS = [
  'publish-type',
  'event-to-many',
  'correct-messages',
  'resend-leak',
  'migrate-lifecycles',
  'loosen-rule',
] as const;
export type GuardedAct = (typeof GUARDED_ACTS)[number];

/** What a tenant asks for. */
export interface TwoPersonRule {
  /** A version of a lifecycle type goes live. */
  readonly publishing: boolean;
  /** One event for many affairs. */
  readonly events: boolean;
  /** Many wrong messages are put right. */
  readonly corrections: boolean;
  /** What had gone to a wrong number is sent once more. */
  readonly leakResends: boolean;
  /** Running affairs move to another version. */
  readonly migrations: boolean;
  /** From so many affairs or messages on an act is large; publishing is always. */
  readonly largeFrom: number;
}

/** As long as a tenant has chosen nothing: one key may do everything, as it could before there was a rule. */
export const RULE_OFF: TwoPersonRule = {
  publishing: false,
  events: false,
  corrections: false,
  leakResends: false,
  migrations: false,
  largeFrom: 100,
};

type Sized = 'events' | 'corrections' | 'leakResends' | 'migrations';

const SIZED: Readonly<Partial<Record<GuardedAct, Sized>>> = {
  'event-to-many': 'events',
  'correct-messages': 'corrections',
  'resend-leak': 'leakResends',
  'migrate-lifecycles': 'migrations',
};

const isOn = ({ publishing, events, corrections, leakResends, migrations }: TwoPersonRule): boolean =>
  publishing || events || corrections || leakResends || migrations;

/**
 * Whether an act needs a second word.
 * @param count affairs or messages that it reaches; says nothing of publishing and of the rule itself
 */
export function needsSecondWord(rule: TwoPersonRule, act: GuardedAct, count: number): boolean {
  // Whoever could loosen the rule alone would be bound by none of it.
  if (act === 'loosen-rule') return isOn(rule);
  if (act === 'publish-type') return rule.publishing;
  const sized = SIZED[act];
  return sized !== undefined && rule[sized] && count >= rule.largeFrom;
}

/** Whether some act that needed a second word before would need none afterwards. */
export function isLoosened(before: TwoPersonRule, after: TwoPersonRule): boolean {
  if (before.publishing && !after.publishing) return true;
  return Object.values(SIZED).some((sized) => before[sized] && (!after[sized] || after.largeFrom > before.largeFrom));
}

/** Who has drawn a key; null: it was drawn before that was written down. */
export type DrawnBy =
  | { readonly kind: 'operator'; /** The sign-in's name for them. */ readonly subject: string }
  | { readonly kind: 'api-key'; /** Of the key. */ readonly id: string }
  /** At the machine. */
  | { readonly kind: 'command' };

export interface KeyOrigin {
  readonly id: string;
  readonly drawnBy: DrawnBy | null;
  /** The key that it was drawn to take the place of. */
  readonly replaces: string | null;
}

/** A key is read by whoever draws it. Of these nobody knows who did: they count as one person's. */
const UNKNOWN = 'unknown';

const ofOperator = (subject: string): string => `operator:${subject}`;

/**
 * In whose hands a caller's credential is, as names that are only ever compared: an operator by their sign-in; a key by
 * itself, by whoever drew it, the key that it was drawn with and the one whose place it takes, and so on back. Two callers
 * that share a hand may be one person.
 * @param origins of the key and all that it goes back to; one that is missing counts as of unknown origin
 */
export function handsOf(
  by: { readonly kind: 'operator'; readonly subject: string } | { readonly kind: 'api-key'; readonly id: string },
  origins: readonly KeyOrigin[],
): readonly string[] {
  if (by.kind === 'operator') return [ofOperator(by.subject)];
  const known = new Map(origins.map((origin) => [origin.id, origin]));
  const hands = new Set<string>();
  const seen = new Set<string>();
  for (const left = [by.id]; left.length > 0;) {
    const id = left.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    hands.add(`key:${id}`);
    const { drawnBy = null, replaces = null } = known.get(id) ?? {};
    if (drawnBy === null) hands.add(UNKNOWN);
    else if (drawnBy.kind === 'operator') hands.add(ofOperator(drawnBy.subject));
    else if (drawnBy.kind === 'api-key') left.push(drawnBy.id);
    if (replaces !== null) left.push(replaces);
  }
  return [...hands].sort();
}

/** Whether two callers may be one person. */
export const areOne = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((hand) => other.includes(hand));

/** So long somebody's word is waited for, ms: a week has working days also around the longest holidays. */
export const WAITS_FOR_MS = 7 * 24 * 3_600_000;

export const APPROVAL_STATES = ['open', 'done', 'refused', 'withdrawn', 'expired'] as const;
/** `open`: waits; `done`: approved and carried out, which is one; the others: never carried out. */
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export interface WaitingAct {
  readonly state: ApprovalState;
  readonly expiresAt: Moment;
  /** Hands of whoever asked for it, when they did. */
  readonly requesterHands: readonly string[];
}

/** How it stands: what waits has expired from its moment on, whether or not that was written down. */
export const stateAt = ({ state, expiresAt }: Pick<WaitingAct, 'state' | 'expiresAt'>, now: Moment): ApprovalState =>
  state === 'open' && now >= expiresAt ? 'expired' : state;

export type Decision = 'approve' | 'refuse' | 'withdraw';
export type DecisionRefusal = 'APPROVAL_SETTLED' | 'APPROVAL_EXPIRED' | 'APPROVAL_OWN_ACT' | 'APPROVAL_NOT_YOURS';

/** Why somebody may not decide so; undefined: they may. Whether their scopes let them through is asked at the door. */
export function refusalOfDecision(
  act: WaitingAct,
  decision: Decision,
  hands: readonly string[],
  now: Moment,
): DecisionRefusal | undefined {
  const state = stateAt(act, now);
  if (state === 'expired') return 'APPROVAL_EXPIRED';
  if (state !== 'open') return 'APPROVAL_SETTLED';
  const own = areOne(act.requesterHands, hands);
  if (decision === 'withdraw') return own ? undefined : 'APPROVAL_NOT_YOURS';
  return own ? 'APPROVAL_OWN_ACT' : undefined;
}
