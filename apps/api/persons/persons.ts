import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePersonAndAffairs } from '#libs/database/person-erasure.js';
import { exportPerson } from '#libs/database/person-export.js';
import { personById, personsAtNumber } from '#libs/database/person-reads.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import type { Clock } from '#libs/platform/clock.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { Teller } from '../telling/teller.js';
import { exportView, personView } from './person-view.js';
import type { ErasedAnswer, ExportAnswer, PersonAnswer, WithReason } from './person.schemas.js';

/** What is held on somebody, and its end. */
@Injectable()
export class Persons {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async search(tenant: string, given: string): Promise<{ readonly items: PersonAnswer[] }> {
    const phone = normalisePhone(given);
    if ('problem' in phone) throw inputError([phoneProblem('phone')]);
    const found = await inTenant(this.dataSource, tenant, (tx) => personsAtNumber(tx, this.keys, tenant, phone.number));
    return { items: found.map(personView) };
  }

  get(tenant: string, personId: string): Promise<PersonAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const found = await personById(tx, this.keys, personId);
      if (!found) throw new ProblemError('PERSON_NOT_FOUND');
      return personView(found);
    });
  }

  export(tenant: string, personId: string): Promise<ExportAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      try {
        const held = await exportPerson(tx, this.keys, tenant, personId);
        if (!held) throw new ProblemError('PERSON_NOT_FOUND');
        return exportView(held, this.clock.now());
      } catch (error) {
        if (error instanceof PersonErased) throw new ProblemError('PERSON_ERASED');
        throw error;
      }
    });
  }

  /** Once it is answered nothing of them can be read any more; their affairs are told at once, and end as soon as they can. */
  async erase(tenant: string, personId: string, body: WithReason, idempotencyKey: string): Promise<ErasedAnswer> {
    const now = this.clock.now();
    let ending: readonly string[] = [];
    const answer = await inTenant(this.dataSource, tenant, async (tx) => {
      const request = { tenant, idempotencyKey, operation: `erase person ${personId}`, body };
      const answered = await answeredOnce(tx, this.keys, request, async () => {
        if (!(await personById(tx, this.keys, personId))) throw new ProblemError('PERSON_NOT_FOUND');
        const erasure = await erasePersonAndAffairs(tx, this.keys, { tenant, personId, at: now });
        if (!erasure) throw new ProblemError('PERSON_ERASED');
        ending = erasure.lifecycleIds;
        const erased = { id: personId, erasedAt: isoKorean(now), lifecyclesEnding: ending.length };
        return { status: 200, body: erased };
      });
      return answered.body;
    });
    this.teller.tellSoon(ending.map((lifecycleId) => ({ tenant, lifecycleId })));
    return answer;
  }
}
