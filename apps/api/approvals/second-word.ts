import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { concerns } from '#libs/database/acting.js';
import { originsOfKey } from '#libs/database/api-key-store.js';
import {
  digestOfSubjects,
  expireApprovals,
  keepApproval,
  openSame,
  type Actor,
  type StoredApproval,
} from '#libs/database/approval-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { handsOf, needsSecondWord, stateAt, WAITS_FOR_MS, type GuardedAct } from '#libs/message/two-person-rule.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { whatWords, type ActFacts } from './approval-words.js';
import type { ApprovalAnswer } from './approval.schemas.js';

/** An act as it is to be kept until somebody else has decided. */
export interface AskedAct<A extends GuardedAct> {
  readonly act: A;
  readonly facts: ActFacts[A];
  /** All that carrying it out needs, as JSON; may be personal. */
  readonly body: object;
  readonly reason?: string | undefined;
  /** Keeps whom it reaches under the id that it is given, and says how many. Absent: it is about nobody. */
  readonly keep?: (approvalId: string) => Promise<number>;
  /** Whether asking for the same once more while it waits is the same asking: where the caller gives no Idempotency-Key. */
  readonly askedOnce?: boolean;
}

/** In place of what the act would have been answered with. */
export interface Waits {
  readonly status: 202;
  readonly body: ApprovalAnswer;
}

/** What services ask before they do what may need somebody else's word, within the transaction that would do it. */
@Injectable()
export class SecondWord {
  constructor(
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param count affairs or messages that the act would reach; only counted where the answer hangs on it */
  async isNeeded(
    tx: EntityManager,
    { kind }: Caller,
    act: GuardedAct,
    count: () => number | Promise<number> = () => 0,
  ): Promise<boolean> {
    // What team and test keys began reaches nobody but the tenant itself.
    if (kind !== 'live') return false;
    const tenant = await getTenant(tx);
    if (!tenant || !needsSecondWord(tenant.settings.twoPersonRule, act, Infinity)) return false;
    return needsSecondWord(tenant.settings.twoPersonRule, act, await count());
  }

  /** Keeps the act whole instead of doing it. */
  async ask<A extends GuardedAct>(tx: EntityManager, caller: Caller, asked: AskedAct<A>): Promise<Waits> {
    const { tenant } = caller;
    const { act, body, facts } = asked;
    const now = this.clock.now();
    // What has expired does not stand in the way of the same.
    await expireApprovals(tx, now);
    const sameAs = asked.askedOnce ? this.keys.fingerprint(tenant, canonicalJson({ sameAs: act, body })) : null;
    const same = sameAs && (await openSame(tx, tenant, sameAs));
    if (same) return waits(same, now);
    const id = newId();
    const count = (await asked.keep?.(id)) ?? null;
    const kept = await keepApproval(tx, this.keys, {
      id,
      tenant,
      act,
      facts,
      count,
      contentHash: await this.contentHash(tx, { id, tenant, act }, body),
      sameAs,
      payload: JSON.stringify(body),
      reason: asked.reason,
      by: await actorOf(tx, caller),
      hands: await handsOfCaller(tx, caller),
      at: now,
      expiresAt: now + WAITS_FOR_MS,
    });
    return waits(kept, now);
  }

  /** Of an act as it stands in the database now, all of it. */
  async contentHash(
    tx: EntityManager,
    { id, tenant, act }: Pick<StoredApproval, 'id' | 'tenant' | 'act'>,
    body: unknown,
  ): Promise<Buffer> {
    const subjects = await digestOfSubjects(tx, id);
    return this.keys.fingerprint(tenant, canonicalJson({ approval: id, act, body, subjects }));
  }
}

function waits(approval: StoredApproval, now: Moment): Waits {
  concerns({ subject: { approval: approval.id } });
  return { status: 202, body: approvalView(approval, now) };
}

export async function actorOf(tx: EntityManager, caller: Caller): Promise<Actor> {
  const { by } = caller;
  const label = await nameOfCaller(tx, caller, undefined);
  return { kind: by.kind, id: by.kind === 'operator' ? by.subject : by.id, label };
}

export const handsOfCaller = async (tx: EntityManager, { by }: Caller): Promise<readonly string[]> =>
  handsOf(by, by.kind === 'operator' ? [] : await originsOfKey(tx, by.id));

export function approvalView(approval: StoredApproval, now: Moment): ApprovalAnswer {
  const { id, act, facts, count, contentHash, requestedBy, decidedBy } = approval;
  return {
    id,
    act,
    state: stateAt(approval, now),
    what: whatWords(act, facts, count),
    count,
    contentHash: contentHash.toString('hex'),
    requestedBy,
    requestedAt: isoKorean(approval.requestedAt),
    expiresAt: isoKorean(approval.expiresAt),
    decidedBy,
    settledAt: isoOrNull(approval.settledAt),
    links: { self: `/v1/approvals/${id}` },
  };
}
