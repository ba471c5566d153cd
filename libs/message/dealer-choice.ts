import type { Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';
import { fraction } from './back-off.js';
import { probeIsDue, type DealerCircuit } from './dealer-circuit.js';

/** How much of a tenant's messages each dealer is given, as against the others. 0: only while no other can be called. */
export type DealerWeights = Readonly<Record<string, number>>;

/** How a dealer stands at a moment. */
export type Standing = 'well' | 'probe-due' | 'down';

export interface DealerStanding {
  readonly standing: Standing;
  /** Percent of its weight, as its circuit has it. */
  readonly share: number;
}

export type DealerChoice =
  | { readonly kind: 'go'; readonly dealer: string }
  /** Only if this message is made the probe of its circuit; else choose again, with this dealer down. */
  | { readonly kind: 'probe'; readonly dealer: string }
  /** Nobody who may carry it can be called: it waits for this one. */
  | { readonly kind: 'wait'; readonly dealer: string };

/** What the choice depends on. */
export interface CarriersOfMessage {
  readonly weights: DealerWeights;
  /** Dealers that can carry it: configured, with the channel, and with the text approved. */
  readonly able: readonly string[];
  readonly standings: Readonly<Record<string, DealerStanding>>;
  /** The attempt that is to be gone on with, if there is one. */
  readonly attempt?: {
    readonly dealer: string;
    readonly state: AttemptState;
    /** Its own dealer could not be reached, and the next try there would come too late (`isPressed`). */
    readonly pressed?: boolean;
  };
  /** What goes together (a lifecycle): all of it goes to the same dealer, as long as nothing is out. */
  readonly seed: string;
}

export const standingOf = (circuit: DealerCircuit | undefined, now: Moment): DealerStanding => {
  if (!circuit) return { standing: 'well', share: 100 };
  const { state, share } = circuit;
  return { standing: state === 'closed' ? 'well' : probeIsDue(circuit, now) ? 'probe-due' : 'down', share };
};

/**
 * Whether an attempt may be given to another dealer: only while no call of it has reached anybody. What is under way, in
 * doubt, or was called before stays where it is, for a first call that comes late would make two.
 */
export const mayMove = (state: AttemptState): boolean => state === 'reserved';

/**
 * Whether another try at its own dealer would come too late: an attempt that was tried there in vain, and whose deadline comes
 * before the next try is sure to be over. A try has two calls, of which each may use up its time. Pure.
 */
export function isPressed(of: {
  readonly tries: number;
  /** Its next try at its own dealer, at the earliest. */
  readonly nextTryAt: Moment;
  readonly expiresAt: Moment | null | undefined;
  readonly callTimeoutMs: number;
}): boolean {
  const { tries, nextTryAt, expiresAt, callTimeoutMs } = of;
  return tries > 0 && expiresAt != null && nextTryAt + 2 * callTimeoutMs >= expiresAt;
}

/**
 * Who carries a message. An attempt of which a call may have reached its dealer waits for that one; one of which none has goes
 * on with the dealer that it was reserved for as long as that one can be called and its deadline leaves the time for it. Pure.
 */
export function chooseDealer(of: CarriersOfMessage): DealerChoice {
  const { attempt, standings } = of;
  const order = attempt && !mayMove(attempt.state) ? [attempt.dealer] : inOrder(of);
  for (const dealer of order) {
    const standing = standings[dealer]?.standing ?? 'well';
    if (standing === 'well') return { kind: 'go', dealer };
    if (standing === 'probe-due') return { kind: 'probe', dealer };
  }
  return { kind: 'wait', dealer: order[0]! };
}

/** The tenant's dealers by preference; the one that an attempt was reserved for comes first. */
function inOrder({ weights, able, standings, attempt, seed }: CarriersOfMessage): readonly string[] {
  const ranked = preferred(weights, seed, (dealer) => standings[dealer]?.share ?? 100).filter((dealer) =>
    able.includes(dealer),
  );
  if (!attempt) return ranked.length > 0 ? ranked : preferred(weights, seed);
  const others = ranked.filter((dealer) => dealer !== attempt.dealer);
  if (!attempt.pressed) return [attempt.dealer, ...others];
  const isWell = (dealer: string): boolean => (standings[dealer]?.standing ?? 'well') === 'well';
  return [...others.filter(isWell), attempt.dealer, ...others.filter((dealer) => !isWell(dealer))];
}

/**
 * Dealers in the order in which one seed prefers them: the first is each one's with a likelihood in proportion to its
 * weight (weighted rendezvous hashing), so that a changed weight moves no more than it must. Those of weight 0 come last.
 */
export function preferred(
  weights: DealerWeights,
  seed: string,
  shareOf: (dealer: string) => number = () => 100,
): string[] {
  const scored = Object.entries(weights).map(([dealer, weight]) => {
    const drawn = 1 - fraction(`${seed}/${dealer}`);
    return {
      dealer,
      stands: weight > 0,
      score: -Math.log(drawn) / (Math.max(weight, 1) * shareOf(dealer)),
    };
  });
  return scored
    .sort((a, b) => Number(b.stands) - Number(a.stands) || a.score - b.score || (a.dealer < b.dealer ? -1 : 1))
    .map(({ dealer }) => dealer);
}
