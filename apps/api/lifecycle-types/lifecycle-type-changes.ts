import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTenant } from '#libs/database/in-tenant.js';
import { nextNumber, publishVersion, readVersion, retireVersion } from '#libs/database/lifecycle-type-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { getTenant } from '#libs/database/tenant-store.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import type { Clock } from '#libs/platform/clock.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import type { ApprovalAnswer } from '../approvals/approval.schemas.js';
import { differenceOf, type ActFacts } from '../approvals/approval-words.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { readDefinition, refuseForeignAdvertising, refuseUnfitImages } from './definition-input.js';
import { readDefinitionText, type DefinitionFormat } from './definition-text.js';
import { publishedVersionOf, type PublishedVersion } from './lifecycle-type-view.js';

/** What a tenant does to its own lifecycle types. */
@Injectable()
export class LifecycleTypeChanges implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * 201 for a new version, 200 for content that has been published before, 202 where somebody else has to approve it first.
   * Running lifecycles keep theirs.
   */
  publish(
    caller: Caller,
    text: Uint8Array,
    format: DefinitionFormat,
    idempotencyKey: string,
  ): Promise<{ readonly status: number; readonly body: PublishedVersion | ApprovalAnswer }> {
    const { tenant } = caller;
    const definition = readDefinition(readDefinitionText(text, format), tenant);
    const request = { tenant, idempotencyKey, operation: 'publish lifecycle type', body: definition };
    return inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce<PublishedVersion | ApprovalAnswer>(tx, this.keys, request, async () => {
        await this.refuseUnfit(tx, tenant, definition);
        const isThere = (await readVersion(tx, definition.name, definitionHash(definition))) !== undefined;
        if (!isThere && (await this.secondWord.isNeeded(tx, caller, 'publish-type')))
          return this.secondWord.ask(tx, caller, {
            act: 'publish-type',
            facts: await factsOf(tx, definition),
            body: { definition },
          });
        return this.write(tx, tenant, definition);
      }),
    );
  }

  /** Throws DEFINITION_INVALID, and APPROVAL_OUTDATED where another version has gone live since it was asked for. */
  async carryOut(tx: EntityManager, { tenant }: Caller, { body, facts }: ApprovedAct): Promise<CarriedOut> {
    // what publish gave to be kept
    const { definition } = body as { readonly definition: Definition };
    await this.refuseUnfit(tx, tenant, definition);
    const { body: outcome } = await this.write(tx, tenant, definition, facts as unknown as ActFacts['publish-type']);
    return { outcome };
  }

  private async refuseUnfit(tx: EntityManager, tenant: string, definition: Definition): Promise<void> {
    refuseForeignAdvertising(definition, await getTenant(tx));
    await refuseUnfitImages(tx, tenant, definition);
  }

  /** @param shown what it was approved for: it goes live in the place of what it was shown beside, or not at all */
  private async write(
    tx: EntityManager,
    tenant: string,
    definition: Definition,
    shown?: ActFacts['publish-type'],
  ): Promise<{ readonly status: number; readonly body: PublishedVersion }> {
    const before = shown && (await readVersion(tx, definition.name));
    const { version, isNew } = await publishVersion(tx, { tenant, definition, at: this.clock.now() });
    if (shown && (version.number !== shown.version || (isNew && before?.hash !== shown.replaces?.hash)))
      throw new ProblemError('APPROVAL_OUTDATED');
    return { status: isNew ? 201 : 200, body: publishedVersionOf(version, definition.title) };
  }

  /** Throws LIFECYCLE_TYPE_NOT_FOUND, LIFECYCLE_TYPE_SHIPPED. */
  retire(
    tenant: string,
    { name, number }: { readonly name: string; readonly number: number },
    reason: string,
    idempotencyKey: string,
  ): Promise<{ readonly status: number; readonly body: PublishedVersion }> {
    if (lifecycleNamed(name)) throw new ProblemError('LIFECYCLE_TYPE_SHIPPED');
    const request = { tenant, idempotencyKey, operation: `retire ${name} ${number}`, body: { reason } };
    return inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        const retired = await retireVersion(tx, { name, number, reason, at: this.clock.now() });
        if (!retired) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
        return { status: 200, body: publishedVersionOf(retired, retired.definition.title) };
      }),
    );
  }
}

/** What a definition is beside the version that affairs start by now. */
async function factsOf(tx: EntityManager, definition: Definition): Promise<ActFacts['publish-type']> {
  const { name, title } = definition;
  const before = await readVersion(tx, name);
  return {
    type: name,
    title,
    hash: definitionHash(definition),
    version: await nextNumber(tx, name),
    replaces: before ? { version: before.number, hash: before.hash } : null,
    stages: differenceOf(before?.definition.stages ?? {}, definition.stages, canonicalJson),
    templates: differenceOf(before?.definition.templates ?? {}, definition.templates, canonicalJson),
  };
}
