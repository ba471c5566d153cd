import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTenant } from '#libs/database/in-tenant.js';
import { publishVersion, retireVersion } from '#libs/database/lifecycle-type-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { Clock } from '#libs/platform/clock.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { readDefinition, refuseForeignAdvertising, refuseUnfitImages } from './definition-input.js';
import { readDefinitionText, type DefinitionFormat } from './definition-text.js';
import { publishedVersionOf, type PublishedVersion } from './lifecycle-type-view.js';

/** What a tenant does to its own lifecycle types. */
@Injectable()
export class LifecycleTypeChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** 201 for a new version, 200 for content that has been published before. Running lifecycles keep theirs. */
  publish(
    tenant: string,
    text: Uint8Array,
    format: DefinitionFormat,
    idempotencyKey: string,
  ): Promise<{ readonly status: number; readonly body: PublishedVersion }> {
    const definition = readDefinition(readDefinitionText(text, format), tenant);
    const request = { tenant, idempotencyKey, operation: 'publish lifecycle type', body: definition };
    return inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        refuseForeignAdvertising(definition, await getTenant(tx));
        await refuseUnfitImages(tx, tenant, definition);
        const { version, isNew } = await publishVersion(tx, { tenant, definition, at: this.clock.now() });
        return { status: isNew ? 201 : 200, body: publishedVersionOf(version, definition.title) };
      }),
    );
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
