import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Migrations of running lifecycles to another version of their definition. What becomes of each lifecycle stands with its
 * event of kind `migrate`, whose id follows from the migration's: so it is moved once, and nothing is counted twice.
 * A message keeps the definition by which it was decided, an event that by which it was accepted, a lifecycle that by
 * which it was started: all of them may have to be read again.
 */
export class DefinitionMigrations1795392000008 implements MigrationInterface {
  name = 'DefinitionMigrations1795392000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table definition_migrations (
  id uuid primary key,
  tenant_id text not null references tenants,
  type text not null,
  from_hash text check (from_hash ~ '^[0-9a-f]{64}$'),
  to_hash text not null,
  stages jsonb not null check (jsonb_typeof(stages) = 'object'),
  fields jsonb not null check (jsonb_typeof(fields) = 'object'),
  per_minute int not null check (per_minute between 1 and 6000),
  reason text not null check (length(reason) between 1 and 500),
  actor text not null check (length(actor) <= 100),
  state text not null check (state in ('dry-run', 'running', 'stopped', 'completed')),
  total int not null check (total >= 0),
  report jsonb not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  foreign key (tenant_id, to_hash) references lifecycle_definitions (tenant_id, hash)
);
comment on column definition_migrations.from_hash is 'null: every version but the new one';
create unique index definition_migrations_one_at_work on definition_migrations (tenant_id, type)
  where state in ('running', 'stopped');
create index definition_migrations_type on definition_migrations (tenant_id, type, id);
${shutByTenant('definition_migrations')}
grant select, insert, update (state, changed_at) on definition_migrations to bongsu_app;

alter table events add column definition_hash text;
comment on column events.definition_hash is 'the definition that it was accepted under';
grant update (definition_hash) on events to bongsu_app;
create index events_migration on events (tenant_id, event_id) where kind = 'migrate';
alter table lifecycles add column first_definition_hash text;
comment on column lifecycles.first_definition_hash is 'the definition that it was started by, once it has been moved';
alter table messages add column definition_hash text;
comment on column messages.definition_hash is 'the definition that it was decided by, where that is no longer its lifecycle''s';

grant select (id, tenant_id, state) on definition_migrations to bongsu_crossing;
create policy definition_migrations_crossing on definition_migrations for select to bongsu_crossing using (true);

create function running_migrations() returns table (tenant_id text, migration_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select m.tenant_id, m.id from public.definition_migrations m where m.state = 'running' order by m.id;
end;

grant create on schema public to bongsu_crossing;
alter function running_migrations() owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function running_migrations() from public;
grant execute on function running_migrations() to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function running_migrations();
reset role;
drop index events_migration;
alter table messages drop column definition_hash;
alter table lifecycles drop column first_definition_hash;
alter table events drop column definition_hash;
drop table definition_migrations;
`);
  }
}
