import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * The published versions of a tenant's own lifecycle types. What a version says stands in `lifecycle_definitions` under
 * its hash, which nobody may change; of a version itself only its retirement may be written, once it is there.
 */
export class LifecycleTypes1795392000005 implements MigrationInterface {
  name = 'LifecycleTypes1795392000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table lifecycle_type_versions (
  tenant_id text not null,
  name text not null check (starts_with(name, tenant_id || '/')),
  number int not null check (number > 0),
  hash text not null,
  published_at timestamptz not null,
  retired_at timestamptz,
  retired_reason text check (length(retired_reason) between 1 and 500),
  primary key (tenant_id, name, number),
  unique (tenant_id, hash),
  foreign key (tenant_id, hash) references lifecycle_definitions,
  check ((retired_at is null) = (retired_reason is null))
);
${shutByTenant('lifecycle_type_versions')}
grant select, insert, update (retired_at, retired_reason) on lifecycle_type_versions to bongsu_app;

-- How many open lifecycles run by each version, without reading them.
create index lifecycles_open_version on lifecycles (tenant_id, type, definition_hash) where state = 'open';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index lifecycles_open_version;
drop table lifecycle_type_versions;
`);
  }
}
