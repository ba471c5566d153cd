import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  closeLeak,
  leakedMessages,
  listLeaks,
  noteTold,
  readLeak,
  type LeakedMessage,
  type StoredLeak,
} from '#libs/database/leak-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { closingRefusal, isOverdue } from '#libs/message/leak-term.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { cursorOfPlace, placeOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { inFuture } from '../quarantines/quarantine-input.js';
import type { CloseLeak, LeakAnswer, LeakPage, LeakSummary, LeakTold, ListLeaks } from './leak.schemas.js';

/** What had gone to wrong numbers, and what the law asks for then. */
@Injectable()
export class Leaks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(tenant: string, { limit, cursor }: ListLeaks): Promise<LeakPage> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const now = this.clock.now();
      const after = cursor === undefined ? {} : { after: placeOfCursor(cursor) };
      const { items, next } = await listLeaks(tx, this.keys, { limit, ...after });
      return { items: items.map((leak) => summaryOf(leak, now)), next: next ? cursorOfPlace(next) : null };
    });
  }

  /** Throws LEAK_NOT_FOUND. */
  get(tenant: string, id: string): Promise<LeakAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const leak = await this.find(tx, id);
      return { ...summaryOf(leak, this.clock.now()), sent: (await leakedMessages(tx, id)).map(sentView) };
    });
  }

  /** Throws LEAK_NOT_FOUND, LEAK_ALREADY_TOLD. */
  told(caller: Caller, id: string, body: LeakTold, idempotencyKey: string): Promise<LeakAnswer> {
    const { tenant } = caller;
    const now = this.clock.now();
    const at = pastMoment('toldAt', body.toldAt, now) ?? now;
    return this.once(caller, id, `leak told ${id}`, body, idempotencyKey, async (tx) => {
      const { state } = await this.find(tx, id, true);
      if (state !== 'open') throw new ProblemError('LEAK_ALREADY_TOLD');
      await noteTold(tx, this.keys, {
        tenant,
        id,
        at,
        actor: await nameOfCaller(tx, caller, body.actor),
        words: body.how,
      });
    });
  }

  /** Throws LEAK_NOT_FOUND, LEAK_NOT_TOLD, LEAK_NOT_REPORTED, LEAK_CLOSED. */
  close(caller: Caller, id: string, body: CloseLeak, idempotencyKey: string): Promise<LeakAnswer> {
    const { tenant } = caller;
    const at = this.clock.now();
    const reportedAt = pastMoment('reportedAt', body.reportedAt, at);
    return this.once(caller, id, `close leak ${id}`, body, idempotencyKey, async (tx) => {
      const refusal = closingRefusal(await this.find(tx, id, true), reportedAt);
      if (refusal) throw new ProblemError(refusal);
      const actor = await nameOfCaller(tx, caller, body.actor);
      await closeLeak(tx, this.keys, { tenant, id, at, actor, words: body.reason, reportedAt });
    });
  }

  private async once(
    { tenant }: Caller,
    id: string,
    operation: string,
    body: object,
    idempotencyKey: string,
    work: (tx: EntityManager) => Promise<void>,
  ): Promise<LeakAnswer> {
    await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, { tenant, idempotencyKey, operation, body }, async () => {
        await work(tx);
        return { status: 200, body: { id } };
      }),
    );
    return this.get(tenant, id);
  }

  private async find(tx: EntityManager, id: string, lock = false): Promise<StoredLeak> {
    const leak = await readLeak(tx, this.keys, id, lock);
    if (!leak) throw new ProblemError('LEAK_NOT_FOUND');
    return leak;
  }
}

function pastMoment(path: string, iso: string | undefined, now: Moment): Moment | undefined {
  const moment = iso === undefined ? undefined : momentOfIso(iso);
  const problems = inFuture(path, moment, now);
  if (problems.length > 0) throw inputError(problems);
  return moment;
}

function summaryOf(leak: StoredLeak, now: Moment): LeakSummary {
  const { id, quarantineId, state, sensitive, people, affairs, messages, toldAt, closedAt } = leak;
  return {
    id,
    quarantine: quarantineId,
    state,
    overdue: isOverdue(leak, now),
    learnedAt: isoKorean(leak.learnedAt),
    wrongSince: isoOrNull(leak.wrongSince),
    sensitive,
    people,
    lifecycles: affairs,
    messages,
    tellBy: isoKorean(leak.tellBy),
    reportBy: isoOrNull(leak.reportBy),
    told: toldAt === null ? null : { at: isoKorean(toldAt), by: leak.toldBy ?? '', how: leak.toldHow ?? '' },
    reportedAt: isoOrNull(leak.reportedAt),
    closed: closedAt === null ? null : { at: isoKorean(closedAt), by: leak.closedBy ?? '', reason: leak.closing ?? '' },
    links: { self: `/v1/leaks/${id}` },
  };
}

const sentView = ({
  messageId,
  lifecycleId,
  type,
  reference,
  personId,
  template,
  purpose,
  sentAt,
}: LeakedMessage): LeakAnswer['sent'][number] => ({
  message: messageId,
  lifecycle: { id: lifecycleId, type, reference },
  person: personId,
  template,
  purpose,
  sentAt: isoKorean(sentAt),
});
