import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Links in messages that are events, by the hash of their token, and where an event came from. Nothing marks a link as
 * used but the event itself, whose id within its lifecycle follows from the link. Whose a token is must be asked over all
 * tenants: one function that answers that and no more, as in the crossings before.
 */
export class Links1795392000009 implements MigrationInterface {
  name = 'Links1795392000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table event_links (
  hash bytea primary key check (octet_length(hash) = 32),
  tenant_id text not null,
  lifecycle_id uuid not null,
  message_id uuid not null,
  person_id uuid not null,
  link text not null check (length(link) between 1 and 40),
  event_type text not null,
  data_ciphertext text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id)
);
create index event_links_lifecycle on event_links (lifecycle_id);
comment on column event_links.person_id is 'whom the message went to: a recipient who was wrong asks for nothing';
comment on column event_links.hash is 'SHA-256 of the token, which is kept nowhere';
${shutByTenant('event_links')}
grant select, insert on event_links to bongsu_app;

alter table events add column source text not null default 'sender' check (source in ('sender', 'link'));

grant select (hash, tenant_id) on event_links to bongsu_crossing;
create policy event_links_crossing on event_links for select to bongsu_crossing using (true);

create function find_event_link(hash bytea) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select k.tenant_id from public.event_links k where k.hash = find_event_link.hash;
end;

grant create on schema public to bongsu_crossing;
alter function find_event_link(bytea) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function find_event_link(bytea) from public;
grant execute on function find_event_link(bytea) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function find_event_link(bytea);
reset role;
alter table events drop column source;
drop table event_links;
`);
  }
}
