import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { institutionNameOf } from '#libs/content/institution-name.js';
import { groupedBy } from '#libs/database/grouped-by.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { countOpenByVersion, currentVersions, listVersions } from '#libs/database/lifecycle-type-store.js';
import { reviewStates } from '#libs/database/template-store.js';
import { getTenant } from '#libs/database/tenant-store.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { CONFIGURATION } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import {
  awaitedBy,
  currentType,
  named,
  ownType,
  shippedTypes,
  waitingTypes,
  type RegisteredType,
  type VersionAddress,
} from './lifecycle-type-registry.js';
import { typeSummaryOf, typeViewOf, type lifecycleType, type lifecycleTypeList } from './lifecycle-type-view.js';
import { previewOf, readPreview, type TemplatePreview } from './template-preview.js';
import { openApiOfType } from './type-openapi.js';

/** What there is to be started, and everything that follows from it. */
@Injectable()
export class LifecycleTypeReads {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  list(tenant: string): Promise<z.output<typeof lifecycleTypeList>> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const types = [...shippedTypes(), ...(await currentVersions(tx)).map(ownType)];
      const versions = groupedBy(await listVersions(tx), ({ name }) => name);
      const uses = groupedBy(await countOpenByVersion(tx), ({ type }) => type);
      const waiting = await waitingTypes(tx, types);
      const current = new Map<string, string>();
      for (const { definition, hash, retired } of types) {
        const { name } = definition;
        const chosen = waiting.has(name) ? await currentType(tx, name) : undefined;
        if (!waiting.has(name) && retired === null) current.set(name, hash);
        else if (chosen && takesStarts(chosen)) current.set(name, chosen.type.hash);
      }
      const items = types.map((type) => {
        const { name } = type.definition;
        return typeSummaryOf(type, {
          versions: versions.get(name) ?? [],
          uses: uses.get(name) ?? [],
          current: current.get(name),
        });
      });
      return { items: items.sort((a, b) => (a.name < b.name ? -1 : 1)) };
    });
  }

  /** Throws LIFECYCLE_TYPE_NOT_FOUND, also for a version that there is not. */
  get(tenant: string, name: string, version?: VersionAddress): Promise<z.output<typeof lifecycleType>> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const type = found(await named(tx, name, version));
      const current = await currentType(tx, name);
      const around = {
        versions: (await listVersions(tx)).filter((each) => each.name === name),
        uses: await countOpenByVersion(tx, name),
        current: takesStarts(current) ? current?.type.hash : undefined,
      };
      const reviews = await reviewStates(tx, contentsToRegister(type.definition));
      return typeViewOf(type, around, { reviews, awaits: await awaitedBy(tx, type) }, this.configuration.linkBase);
    });
  }

  /** Throws also TEMPLATE_NOT_FOUND. `data`: what fills the template, as it was sent; without it its places stay. */
  preview(
    tenant: string,
    name: string,
    code: string,
    { version, language }: { readonly version: VersionAddress | undefined; readonly language?: string | undefined },
    data?: { readonly body: unknown },
  ): Promise<TemplatePreview> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { definition } = found(await named(tx, name, version));
      const values = data ? readPreview(definition, data.body) : { fields: {}, parties: {} };
      const sender = data && (await getTenant(tx));
      return previewOf(
        definition,
        code,
        { ...values, language },
        { linkBase: this.configuration.linkBase, institution: sender && institutionNameOf(sender) },
      );
    });
  }

  openApi(tenant: string, name: string, version?: VersionAddress): Promise<Readonly<Record<string, unknown>>> {
    return inTenant(this.dataSource, tenant, async (tx) => openApiOfType(found(await named(tx, name, version))));
  }
}

/** A start that names no version is accepted by it. */
const takesStarts = (
  current: { readonly type: RegisteredType; readonly awaits: readonly string[] } | undefined,
): boolean => current !== undefined && current.type.retired === null && current.awaits.length === 0;

function found(type: RegisteredType | undefined): RegisteredType {
  if (!type) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
  return type;
}
