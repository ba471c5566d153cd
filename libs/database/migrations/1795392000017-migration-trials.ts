import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration concerns the versions by which something ran when it was asked for, and no other: those its mapping was
 * checked for. What is published while it is under way starts lifecycles that it leaves alone. And the report of a
 * migration that concerns many is worked out in pages, so it says how far it has come.
 */
export class MigrationTrials1795392000017 implements MigrationInterface {
  name = 'MigrationTrials1795392000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table definition_migrations
  add column from_hashes text[],
  add column tried boolean not null default true,
  add column tried_through uuid;
alter table definition_migrations no force row level security;
alter table lifecycle_definitions no force row level security;
update definition_migrations m set report = m.report || '{"complete": true}', from_hashes = case
  when m.from_hash is not null then array[m.from_hash]
  else array(select d.hash from lifecycle_definitions d
    where d.tenant_id = m.tenant_id and d.name = m.type and d.hash <> m.to_hash order by d.hash) end;
alter table lifecycle_definitions force row level security;
alter table definition_migrations force row level security;
alter table definition_migrations alter column from_hashes set not null;
comment on column definition_migrations.from_hash is 'the version that was asked for; null: every one but the new';
comment on column definition_migrations.from_hashes is 'the versions that it moves, as they were when it was asked for';
comment on column definition_migrations.tried is 'the report covers every lifecycle that it concerns';
comment on column definition_migrations.tried_through is 'up to here, by id, the report covers them';
grant update (report, tried, tried_through) on definition_migrations to bongsu_app;

grant select (tried) on definition_migrations to bongsu_crossing;
grant create on schema public to bongsu_crossing;
set local role bongsu_crossing;
create or replace function running_migrations() returns table (tenant_id text, migration_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select m.tenant_id, m.id from public.definition_migrations m
  where m.state = 'running' or (m.state = 'dry-run' and not m.tried) order by m.id;
end;
reset role;
revoke create on schema public from bongsu_crossing;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
grant create on schema public to bongsu_crossing;
set local role bongsu_crossing;
create or replace function running_migrations() returns table (tenant_id text, migration_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select m.tenant_id, m.id from public.definition_migrations m where m.state = 'running' order by m.id;
end;
reset role;
revoke create on schema public from bongsu_crossing;
revoke select (tried) on definition_migrations from bongsu_crossing;
alter table definition_migrations drop column tried_through, drop column tried, drop column from_hashes;
comment on column definition_migrations.from_hash is 'null: every version but the new one';
`);
  }
}
