import type { EntityManager } from 'typeorm';
import { dealerBacklog, waitingBefore } from '#libs/database/dealer-line.js';
import type { KnownDealer } from '#libs/database/dealer-store.js';
import type { OpenedMessage } from '#libs/database/delivery-store.js';
import { weightsOf } from '#libs/database/tenant-settings.js';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Dealer } from '#libs/dealers/dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { chooseDealer, isPressed, mayMove, standingOf, type CarriersOfMessage } from '#libs/message/dealer-choice.js';
import { HOUSE_DEALER } from '#libs/message/key-kind.js';
import { earliestRecovery } from '#libs/message/dealer-circuit.js';
import { leavesAt, lookAgainAt, slotOf } from '#libs/message/outage-drain.js';
import { channelOf, rulesOf, type Channel, type Decision, type PlannerInput } from '#libs/message/planner.js';
import { canCarry } from './letter-needs.js';
import type { DispatchParts } from './dispatch-parts.js';

export type DealersNow = ReadonlyMap<string, KnownDealer>;

/** Who carries what a decision wants to send. */
export type Carrier =
  | { readonly kind: 'dealer'; readonly dealer: string; readonly probe: boolean }
  /** A dealer's outage: nothing is called, nothing is counted as a try. */
  | { readonly kind: 'wait'; readonly dealer: string; readonly until: Moment; readonly reason: string };

/** A send that the planner decided, or would have but for a pause after a dealer's failure. */
export interface Sending {
  readonly message: OpenedMessage;
  readonly template: TemplateDefinition | undefined;
  readonly channel: Channel;
  /** The attempt that is gone on with. */
  readonly attempt: OpenedMessage['attempts'][number] | undefined;
  /** The planner lets it rest until then. */
  readonly restsUntil: Moment | undefined;
  readonly plan: PlannerInput;
}

/** How many wait is read again after this long, ms: a line of thousands does not change much sooner. */
const BACKLOG_FRESH_MS = 2_000;
const USUAL_RATE = 20;

/** Chooses dealers by how they stand now, and gives what waits for one its place in the line. */
export class Carriers {
  private readonly backlogs = new Map<string, { readonly at: number; readonly counts: readonly number[] }>();

  constructor(private readonly parts: DispatchParts) {}

  /** What the decision sends, if it sends anything that a dealer's standing bears on; undefined: as it was decided. */
  static sendingOf(
    decision: Decision,
    message: OpenedMessage,
    template: TemplateDefinition | undefined,
    plan: PlannerInput,
  ): Sending | undefined {
    const last = message.attempts.at(-1);
    const goesOn = last !== undefined && (last.state === 'reserved' || last.state === 'not-taken');
    if (decision.do === 'attempt') {
      const attempt = decision.resume ? message.attempts.find(({ number }) => number === decision.number) : undefined;
      return { message, template, channel: decision.channel, attempt, restsUntil: undefined, plan };
    }
    if (decision.do !== 'wait' || decision.reasonCode !== 'BACK_OFF' || !goesOn) return undefined;
    const channel = channelOf(last.channel);
    return { message, template, channel, attempt: last, restsUntil: decision.until, plan };
  }

  async carrierOf(tx: EntityManager, sending: Sending, dealers: DealersNow, now: Moment): Promise<Carrier> {
    const { message, attempt } = sending;
    if (message.begunBy.kind === 'test') return { kind: 'dealer', dealer: HOUSE_DEALER, probe: false };
    const { health, dealer: own } = this.parts;
    const pressed = isPressedNow(sending, now);
    const standings = Object.fromEntries(
      [...dealers].map(([dealer, { circuit }]) => [dealer, standingOf(circuit, now)]),
    );
    const of: CarriersOfMessage = {
      weights: weightsOf(message.settings, own.name),
      able: this.ableTo(sending),
      standings,
      seed: message.lifecycleId,
      ...(attempt && { attempt: { ...attempt, pressed } }),
    };
    for (;;) {
      const choice = chooseDealer(of);
      if (choice.kind === 'wait') return this.wait(tx, sending, choice.dealer, dealers, now);
      if (choice.kind === 'go') return { kind: 'dealer', dealer: choice.dealer, probe: false };
      // What rests rests: others are there for the probe.
      const rests = sending.restsUntil !== undefined && attempt?.dealer === choice.dealer;
      if (!rests && (await health?.claim(tx, choice.dealer)))
        return { kind: 'dealer', dealer: choice.dealer, probe: true };
      standings[choice.dealer] = { ...standings[choice.dealer]!, standing: 'down' };
    }
  }

  /** Dealers of this worker that have the channel, with its picture, and, for an 알림톡, the approved text. */
  private ableTo({ message, template, channel }: Sending): string[] {
    const { dealer, dealers = [dealer] } = this.parts;
    const has = ({ name, capabilities }: Dealer): boolean =>
      canCarry(capabilities, channel, template) && (channel !== 'alimtalk' || message.templates[name] !== undefined);
    return dealers.filter(has).map(({ name }) => name);
  }

  private async wait(
    tx: EntityManager,
    { message, plan, restsUntil = 0 }: Sending,
    dealer: string,
    dealers: DealersNow,
    now: Moment,
  ): Promise<Carrier> {
    const { circuit, perSecond = USUAL_RATE } = dealers.get(dealer) ?? {};
    const before = plan.message.urgent ? 0 : await waitingBefore(tx, dealer, message.messageId);
    const slot = slotOf({ before, waiting: await this.backlog(tx, dealer, now), seed: message.messageId });
    const from = circuit ? earliestRecovery(circuit, now) : now;
    const at = Math.max(restsUntil, leavesAt(slot, from, perSecond));
    const until = lookAgainAt(at, { rules: rulesOf(plan), expiresAt: plan.message.expiresAt, now });
    const since = formatKoreanMoment(circuit?.since ?? now);
    return { kind: 'wait', dealer, until, reason: `딜러사 장애(${since}부터)로 복구를 기다림` };
  }

  private async backlog(tx: EntityManager, dealer: string, now: Moment): Promise<readonly number[]> {
    const known = this.backlogs.get(dealer);
    if (known && now - known.at < BACKLOG_FRESH_MS) return known.counts;
    const counts = await dealerBacklog(tx, dealer);
    this.backlogs.set(dealer, { at: now, counts });
    return counts;
  }
}

/** Whether its own dealer would be asked again too late. */
function isPressedNow({ plan, restsUntil = 0, attempt }: Sending, now: Moment): boolean {
  const { callTimeoutMs } = plan.policy;
  const tries = attempt?.tries ?? 0;
  return isPressed({ tries, nextTryAt: Math.max(now, restsUntil), expiresAt: plan.message.expiresAt, callTimeoutMs });
}

export const movesTo = (attempt: Sending['attempt'], dealer: string): boolean =>
  attempt !== undefined && mayMove(attempt.state) && attempt.dealer !== dealer;
