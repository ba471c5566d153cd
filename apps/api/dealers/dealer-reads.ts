import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { dealerBacklog, waitingFor, waitingForDealers, type WaitingMessage } from '#libs/database/dealer-line.js';
import { callsSince, readDealers, receiptCounts, type KnownDealer } from '#libs/database/dealer-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { policyOfMessage } from '#libs/database/policy-of-message.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import { getTenant } from '#libs/database/tenant-store.js';
import {
  CIRCUIT_RULES,
  earliestRecovery,
  type CallCounts,
  type DealerCircuit,
  type OutageCause,
} from '#libs/message/dealer-circuit.js';
import { leavings } from '#libs/message/outage-drain.js';
import { isSlow, type ReceiptCounts } from '#libs/message/receipt-slowness.js';
import type { WindowRules } from '#libs/message/send-window.js';
import type { Clock } from '#libs/platform/clock.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { DealerAnswer, DrainPlanAnswer } from './dealer.schemas.js';

/** What calls of the last so many ms came to is shown. */
const SHOWN_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** A plan reckons with no more of a tenant's messages. */
const MOST_PLANNED = 10_000;

const STATES = { closed: 'well', open: 'out', 'half-open': 'tried-again' } as const satisfies Record<
  DealerCircuit['state'],
  DealerAnswer['state']
>;
const REASONS: Readonly<Record<OutageCause, string>> = {
  errors: '호출의 절반 넘게 실패함',
  slow: '응답이 지나치게 늦음',
  account: '딜러사가 계정을 거부함(인증키나 잔액 확인 필요)',
};

/**
 * How dealers stand, and what of a tenant's messages waits for them. Accounts are shared by all tenants, so calls are told
 * as parts of a hundred: numbers would tell how much the others send.
 */
@Injectable()
export class DealerReads {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(tenant: string): Promise<{ dealers: DealerAnswer[] }> {
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const calls = new Map((await callsSince(tx, now - SHOWN_MS)).map((each) => [each.dealer, each]));
      const waiting = new Map((await waitingForDealers(tx)).map((each) => [each.dealer, each]));
      const receipts = await receiptCounts(tx, now);
      const dealers = await readDealers(tx);
      return {
        dealers: dealers.map((each) => ({
          ...view(each, calls.get(each.dealer), waiting.get(each.dealer)),
          lateReceiptsPercent: lateOf(receipts.get(each.dealer)),
        })),
      };
    });
  }

  drainPlan(tenant: string, name: string, limit: number): Promise<DrainPlanAnswer> {
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const known = (await readDealers(tx)).find(({ dealer }) => dealer === name);
      if (!known) throw new ProblemError('DEALER_NOT_FOUND');
      const settings = (await getTenant(tx))?.settings;
      const line = await waitingFor(tx, name, MOST_PLANNED);
      const own = (await waitingForDealers(tx)).find(({ dealer }) => dealer === name)?.messages ?? 0;
      const from = earliestRecovery(known.circuit, now);
      const found = leavings(
        line.map(({ messageId, expiresAt, send }) => ({
          messageId,
          expiresAt,
          rules: hoursOf(send, settings),
        })),
        { waiting: await dealerBacklog(tx, name), from, perSecond: known.perSecond, now },
      );
      const planned = line.map((message, index) => ({ ...message, ...found[index]! })).sort((a, b) => a.at - b.at);
      const leaving = planned.filter(({ expires }) => !expires);
      return {
        dealer: name,
        from: isoKorean(from),
        perSecond: known.perSecond,
        waiting: own,
        planned: planned.length,
        expiring: planned.length - leaving.length,
        lastLeavesAt: isoOrNull(leaving.at(-1)?.at ?? null),
        minutes: byMinute(leaving.map(({ at }) => at)),
        messages: planned
          .slice(0, limit)
          .map(({ messageId, lifecycleId, template, since, expiresAt, at, expires }) => ({
            messageId,
            lifecycleId,
            template,
            waitsSince: isoKorean(since),
            expiresAt: isoOrNull(expiresAt),
            leavesAt: expires ? null : isoKorean(at),
          })),
      };
    });
  }
}

/** The hours in which a message may leave. */
const hoursOf = (send: WaitingMessage['send'], settings: TenantSettings | undefined): WindowRules => {
  const { policy } = policyOfMessage(settings ?? { quietHours: null, undecidable: 'ask' }, send);
  const { quietHours, moreQuietHours = [], dealerLatencyMs } = policy;
  const { purpose, urgent } = send;
  return { purpose, urgent, quietHours, moreQuietHours, latencyMs: dealerLatencyMs };
};

function view(
  { dealer, perSecond, circuit }: KnownDealer,
  calls: CallCounts | undefined,
  waiting: { readonly messages: number; readonly since: number } | undefined,
): Omit<DealerAnswer, 'lateReceiptsPercent'> {
  const { state, since, cause, nextProbeAt, share } = circuit;
  return {
    name: dealer,
    state: STATES[state],
    since: isoKorean(since),
    cause,
    reason: cause && REASONS[cause],
    nextTrialAt: isoOrNull(nextProbeAt),
    perSecond,
    sharePercent: share,
    failedPercent: partOf(calls?.failed, calls?.calls),
    slowPercent: partOf(calls?.slow, calls?.calls),
    waiting: { messages: waiting?.messages ?? 0, since: isoOrNull(waiting?.since ?? null) },
  };
}

const lateOf = (receipts: ReceiptCounts | undefined): number | null =>
  receipts === undefined || isSlow(receipts) === undefined
    ? null
    : Math.round((100 * receipts.slow) / receipts.handedOver);

const partOf = (some = 0, all = 0): number | null =>
  all < CIRCUIT_RULES.leastCalls ? null : Math.round((100 * some) / all);

function byMinute(moments: readonly number[]): DrainPlanAnswer['minutes'] {
  const counts = new Map<number, number>();
  for (const at of moments) {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts].map(([from, messages]) => ({ from: isoKorean(from), messages }));
}
