import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * The audit log: entries are written in the transaction of what they tell of, links chain them afterwards (docs/adr, "Audit
 * entries are written at once and chained afterwards"). Both are only ever added to. No foreign keys: an insert would take a
 * share of the tenant's row, for which settings wait, and what is logged has to outlive what it tells of.
 */
export class Audit1795392000040 implements MigrationInterface {
  name = 'Audit1795392000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table audit_entries (
  id uuid primary key,
  tenant_id text not null,
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  kind text not null check (kind in ('change', 'look')),
  actor_kind text not null check (actor_kind in ('api-key', 'operator', 'link', 'command', 'system')),
  actor_id text not null check (length(actor_id) <= 200),
  operation text not null check (length(operation) between 1 and 100),
  lifecycle_id uuid,
  message_id uuid,
  person_id uuid,
  subject jsonb not null check (jsonb_typeof(subject) = 'object'),
  reason_ciphertext text,
  reason_person_id uuid,
  request_id uuid
);
comment on column audit_entries.at is 'of PostgreSQL''s clock, which all processes share';
comment on column audit_entries.reason_person_id is 'under whose key the reason is; null: under the tenant''s';
create index audit_entries_at on audit_entries (tenant_id, at, id);
create index audit_entries_lifecycle on audit_entries (lifecycle_id, at, id) where lifecycle_id is not null;
create index audit_entries_person on audit_entries (person_id, at, id) where person_id is not null;
${shutByTenant('audit_entries')}
grant select, insert on audit_entries to bongsu_app;

create table audit_links (
  tenant_id text not null,
  number bigint not null check (number > 0),
  entry_id uuid not null unique,
  content bytea not null check (octet_length(content) = 32),
  previous bytea not null check (octet_length(previous) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, number)
);
${shutByTenant('audit_links')}
grant select, insert on audit_links to bongsu_app;

create table audit_heads (
  tenant_id text primary key,
  number bigint not null check (number > 0),
  hash bytea not null check (octet_length(hash) = 32),
  sealed_at timestamptz not null
);
comment on table audit_heads is 'where the chain of each tenant stands; whoever adds to it holds the row';
${shutByTenant('audit_heads')}
grant select, insert, update (number, hash, sealed_at) on audit_heads to bongsu_app;

-- Tenants with entries that no link chains yet, of the last day: what a process that died has left.
grant select (id, tenant_id, at) on audit_entries to bongsu_crossing;
create policy audit_entries_crossing on audit_entries for select to bongsu_crossing using (true);
grant select (tenant_id, entry_id) on audit_links to bongsu_crossing;
create policy audit_links_crossing on audit_links for select to bongsu_crossing using (true);
create index audit_entries_moment on audit_entries (at);

create function audit_to_seal() returns table (tenant_id text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select distinct e.tenant_id from public.audit_entries e
  where e.at > now() - interval '1 day'
    and not exists (select from public.audit_links l where l.entry_id = e.id);
end;

grant create on schema public to bongsu_crossing;
alter function audit_to_seal() owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function audit_to_seal() from public;
grant execute on function audit_to_seal() to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function audit_to_seal();
reset role;
drop table audit_heads, audit_links, audit_entries;
`);
  }
}
