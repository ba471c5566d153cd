import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * The ledger of consents and refusals, by the keyed hash of a number: it is only ever added to, and outlives the erasure
 * of the person. Opt-outs that a dealer's webhook reports name the 080 number that was called; whose it is, is asked over
 * all tenants by a function that answers ids only (docs/adr/0004).
 */
export class Consents1795392000025 implements MigrationInterface {
  name = 'Consents1795392000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table consents (
  id uuid primary key,
  tenant_id text not null references tenants,
  phone_hash bytea not null check (octet_length(phone_hash) = 32),
  purpose text not null check (purpose in ('advertising', 'informational')),
  channel text not null check (channel in ('alimtalk', 'text', 'brand', 'all')),
  act text not null check (act in ('given', 'withdrawn', 'asked', 'reconfirmed')),
  night boolean not null default false,
  how text not null check (how in ('api', 'online', 'paper', 'phone', '080', 'dealer', 'link')),
  text_version text check (length(text_version) between 1 and 100),
  source text check (length(source) between 1 and 200),
  actor text check (length(actor) <= 100),
  note_ciphertext text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (tenant_id, id),
  check (purpose = 'advertising' or (not night and act in ('given', 'withdrawn'))),
  check (purpose = 'informational' or act <> 'given' or text_version is not null)
);
comment on column consents.phone_hash is 'keyed hash of the number; the number itself is not kept here';
comment on column consents.night is 'about advertising between 21:00 and 08:00 alone';
comment on column consents.source is 'names the news, so that it is written down once';
create index consents_number on consents (tenant_id, phone_hash, occurred_at);
create unique index consents_source on consents (tenant_id, phone_hash, source, purpose, channel, act, night)
  where source is not null;
${shutByTenant('consents')}
grant select, insert on consents to bongsu_app;

alter table tenants add column opt_out_number text generated always as (settings->>'optOutNumber') stored;
create index tenants_opt_out_number on tenants (opt_out_number) where opt_out_number is not null;
grant select (opt_out_number) on tenants to bongsu_crossing;

create function route_opt_out(called text) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id from public.tenants t where t.opt_out_number = route_opt_out.called order by t.id;
end;

grant create on schema public to bongsu_crossing;
alter function route_opt_out(text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function route_opt_out(text) from public;
grant execute on function route_opt_out(text) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function route_opt_out(text);
reset role;
revoke select (opt_out_number) on tenants from bongsu_crossing;
alter table tenants drop column opt_out_number;
drop table consents;
`);
  }
}
