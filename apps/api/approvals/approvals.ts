import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { permits, type RequiredScope } from '#libs/contracts/key-scopes.js';
import { scopesOfRoles } from '#libs/contracts/operator-roles.js';
import { concerns } from '#libs/database/acting.js';
import { scopesOfKey } from '#libs/database/api-key-store.js';
import {
  listApprovals,
  readApproval,
  settleApproval,
  type OpenedApproval,
  type Settlement,
} from '#libs/database/approval-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { operatorNamed } from '#libs/database/operator-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { refusalOfDecision, type Decision, type GuardedAct } from '#libs/message/two-person-rule.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller, CallerIdentity } from '../authentication/authentication.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { LeakResends } from '../leaks/leak-resends.js';
import { LifecycleEvents } from '../lifecycle-events/lifecycle-events.js';
import { LifecycleTypeChanges } from '../lifecycle-types/lifecycle-type-changes.js';
import { cursorOfPlace, placeOfCursor } from '../lifecycles/cursor.js';
import { MessageCorrections } from '../message-corrections/message-corrections.js';
import { Migrations } from '../migrations/migrations.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { SettingsChanges } from '../settings/settings-changes.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from './approved-act.js';
import type { Approve, ApprovalDetail, ApprovalPage, ListApprovals } from './approval.schemas.js';
import { actorOf, approvalView, handsOfCaller, SecondWord } from './second-word.js';

/** What whoever asks for an act has to be allowed, when they ask and still when it is carried out. */
const NEEDS: Readonly<Record<GuardedAct, RequiredScope>> = {
  'publish-type': 'types:write',
  'event-to-many': 'lifecycles:write',
  'correct-messages': 'corrections:write',
  'resend-leak': 'messages:write',
  'migrate-lifecycles': 'types:write',
  'loosen-rule': 'settings:write',
};

const STATES = { approve: 'done', refuse: 'refused', withdraw: 'withdrawn' } as const;

/** Acts that wait for a second word are looked at and decided about, by somebody else, once. */
@Injectable()
export class Approvals {
  private readonly acts: Readonly<Record<GuardedAct, CarriesOut>>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    @Inject(CLOCK) private readonly clock: Clock,
    types: LifecycleTypeChanges,
    events: LifecycleEvents,
    corrections: MessageCorrections,
    resends: LeakResends,
    migrations: Migrations,
    settings: SettingsChanges,
  ) {
    this.acts = {
      'publish-type': types,
      'event-to-many': events,
      'correct-messages': corrections,
      'resend-leak': resends,
      'migrate-lifecycles': migrations,
      'loosen-rule': settings,
    };
  }

  list(tenant: string, { limit, cursor }: ListApprovals): Promise<ApprovalPage> {
    const now = this.clock.now();
    const after = cursor === undefined ? {} : { after: placeOfCursor(cursor) };
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { items, next } = await listApprovals(tx, { limit, now, ...after });
      return { items: items.map((each) => approvalView(each, now)), next: next ? cursorOfPlace(next) : null };
    });
  }

  /** Throws APPROVAL_NOT_FOUND. */
  get(tenant: string, id: string): Promise<ApprovalDetail> {
    return inTenant(this.dataSource, tenant, async (tx) => this.detail(await this.find(tx, id)));
  }

  /**
   * Carries out what was asked for and writes down who approved it, in one transaction: neither is there without the other,
   * and of two who approve at once the second finds it settled. What the act itself is refused with leaves it open.
   * Throws APPROVAL_NOT_FOUND, APPROVAL_EXPIRED, APPROVAL_SETTLED, APPROVAL_OWN_ACT, APPROVAL_CONTENT_CHANGED,
   * APPROVAL_REQUESTER_GONE, APPROVAL_OUTDATED, and whatever the act throws.
   */
  async approve(caller: Caller, id: string, body: Approve, idempotencyKey: string): Promise<ApprovalDetail> {
    let carried: CarriedOut | undefined;
    const answer = await this.decide(caller, id, 'approve', body, idempotencyKey, async (tx, approval) => {
      const act = await this.unchanged(tx, approval, body.contentHash);
      const requester = await this.requester(tx, approval);
      carried = await this.acts[approval.act].carryOut(tx, requester, act);
      return carried.outcome;
    });
    await carried?.afterwards?.();
    return answer;
  }

  /** Throws APPROVAL_NOT_FOUND, APPROVAL_EXPIRED, APPROVAL_SETTLED, APPROVAL_OWN_ACT. */
  refuse(caller: Caller, id: string, reason: string, idempotencyKey: string): Promise<ApprovalDetail> {
    return this.decide(caller, id, 'refuse', { reason }, idempotencyKey);
  }

  /** Throws APPROVAL_NOT_FOUND, APPROVAL_EXPIRED, APPROVAL_SETTLED, APPROVAL_NOT_YOURS. */
  withdraw(caller: Caller, id: string, reason: string | undefined, idempotencyKey: string): Promise<ApprovalDetail> {
    return this.decide(caller, id, 'withdraw', { reason }, idempotencyKey);
  }

  private async decide(
    caller: Caller,
    id: string,
    decision: Decision,
    body: { readonly reason?: string | undefined },
    idempotencyKey: string,
    carryOut?: (tx: EntityManager, approval: OpenedApproval) => Promise<object>,
  ): Promise<ApprovalDetail> {
    const { tenant } = caller;
    const request = { tenant, idempotencyKey, operation: `${decision} approval ${id}`, body };
    await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        const approval = await this.find(tx, id, true);
        const at = this.clock.now();
        const refusal = refusalOfDecision(approval, decision, await handsOfCaller(tx, caller), at);
        if (refusal) throw new ProblemError(refusal);
        const { act, requestedBy } = approval;
        concerns({ subject: { act, requestedBy: requestedBy.id, requestedByLabel: requestedBy.label } });
        const outcome = await carryOut?.(tx, approval);
        const settlement: Settlement = {
          state: STATES[decision],
          by: await actorOf(tx, caller),
          words: body.reason,
          at,
          ...(outcome && { outcome }),
        };
        await settleApproval(tx, this.keys, approval, settlement);
        return { status: 200, body: { id } };
      }),
    );
    // Read anew for each answer: reasons are kept nowhere in clear.
    return inTenant(this.dataSource, tenant, async (tx) => this.detail(await this.find(tx, id)));
  }

  /** What is about to be carried out is what was shown: to whoever approves, and when it was asked for. */
  private async unchanged(tx: EntityManager, approval: OpenedApproval, seen: string): Promise<ApprovedAct> {
    const { id, payload, count, contentHash, requestedAt, facts } = approval;
    if (payload === null) throw new Error('An act that is open has no body.');
    const body = JSON.parse(payload) as object;
    const now = await this.secondWord.contentHash(tx, approval, body);
    if (!now.equals(contentHash) || now.toString('hex') !== seen) throw new ProblemError('APPROVAL_CONTENT_CHANGED');
    return { approvalId: id, body, count, facts, requestedAt };
  }

  /** Whoever asked, as they are now: who has been withdrawn or revoked meanwhile has nothing carried out. */
  private async requester(tx: EntityManager, { tenant, act, requestedBy }: OpenedApproval): Promise<Caller> {
    const found = await this.identityOf(tx, requestedBy);
    if (!found || !permits(found.scopes, NEEDS[act])) throw new ProblemError('APPROVAL_REQUESTER_GONE');
    return { tenant, by: found.by, kind: 'live', scopes: found.scopes, lifecycleTypes: null, allowedFrom: null };
  }

  private async identityOf(
    tx: EntityManager,
    { kind, id }: OpenedApproval['requestedBy'],
  ): Promise<{ readonly by: CallerIdentity; readonly scopes: readonly string[] } | undefined> {
    if (kind === 'api-key') {
      const scopes = await scopesOfKey(tx, id, this.clock.now());
      return scopes && { by: { kind, id }, scopes };
    }
    const found = await operatorNamed(tx, id);
    return found && { by: { kind, id: found.id, subject: id, label: found.label }, scopes: scopesOfRoles(found.roles) };
  }

  private async find(tx: EntityManager, id: string, lock = false): Promise<OpenedApproval> {
    const approval = await readApproval(tx, this.keys, id, lock);
    if (!approval) throw new ProblemError('APPROVAL_NOT_FOUND');
    return approval;
  }

  private detail(approval: OpenedApproval): ApprovalDetail {
    const { facts, payload, reason, decision, outcome } = approval;
    const view = approvalView(approval, this.clock.now());
    const body = payload === null || view.state !== 'open' ? null : (JSON.parse(payload) as Record<string, unknown>);
    return { ...view, facts, body, reason, decision, outcome };
  }
}
