import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What a key to the API may do, and of which kind it is. Affairs and their messages keep the kind of the key that began
 * them: by it the database itself parts them for whoever asks within a key's scope, and refuses that anything but the
 * dealer of the house is called for what a test key began, or that one for anything else.
 */
export class Keys1795392000036 implements MigrationInterface {
  name = 'Keys1795392000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table api_keys add column kind text not null default 'live' check (kind in ('live', 'team', 'test'));
alter table api_keys add column scopes text[] not null default '{*:write}' check (cardinality(scopes) between 1 and 40);
alter table api_keys add column lifecycle_types text[] check (cardinality(lifecycle_types) between 1 and 100);
alter table api_keys add column allowed_from cidr[] check (cardinality(allowed_from) between 1 and 50);
alter table api_keys add column last_used_at timestamptz;
alter table api_keys add column replaces uuid;
alter table api_keys add foreign key (replaces) references api_keys (id);
comment on column api_keys.scopes is 'resource:read or resource:write, which includes reading; * stands for every resource';
comment on column api_keys.lifecycle_types is 'of which types it may see and change affairs; null: of all';
comment on column api_keys.allowed_from is 'from where it may be used; null: from anywhere';
comment on column api_keys.last_used_at is 'written at most every ten minutes';
comment on column api_keys.replaces is 'the key that it was drawn to take the place of';
grant update (last_used_at) on api_keys to bongsu_app;

set local role bongsu_crossing;
drop function find_api_key(bytea);
reset role;
grant select (kind, scopes, lifecycle_types, allowed_from, last_used_at) on api_keys to bongsu_crossing;
create function find_api_key(hash bytea) returns table (key_id uuid, tenant_id text, kind text, scopes text[],
  lifecycle_types text[], allowed_from cidr[], last_used_at timestamptz, expires_at timestamptz)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select k.id, k.tenant_id, k.kind, k.scopes, k.lifecycle_types, k.allowed_from, k.last_used_at,
    k.expires_at
  from public.api_keys k where k.key_hash = find_api_key.hash and k.revoked_at is null;
end;
grant create on schema public to bongsu_crossing;
alter function find_api_key(bytea) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function find_api_key(bytea) from public;
grant execute on function find_api_key(bytea) to bongsu_app;
reset role;

alter table lifecycles add column key_kind text not null default 'live' check (key_kind in ('live', 'team', 'test'));
alter table lifecycles alter column key_kind set default coalesce(nullif(current_setting('bongsu.key_kind', true), ''), 'live');
comment on column lifecycles.key_kind is 'of the key that began it; never changes';
drop index lifecycles_open_reference;
create unique index lifecycles_open_reference on lifecycles (tenant_id, type, reference, key_kind) where state = 'open';
-- Functions, and these ones' denials, because of how they are estimated: a comparison of settings looks to the planner as if
-- it let hardly any row through, and whole tables are then read to find them.
create function outside_key_scope(kind text, type text) returns boolean
language plpgsql stable parallel safe as $$
declare
  scope_kind text := current_setting('bongsu.key_kind', true);
  scope_types text := current_setting('bongsu.lifecycle_types', true);
begin
  return coalesce(scope_kind, '') not in ('', kind)
    or (coalesce(scope_types, '') <> '' and type <> all (string_to_array(scope_types, ',')));
end $$;
create policy lifecycles_key_scope on lifecycles as restrictive to bongsu_app using (not outside_key_scope(key_kind, type));

alter table messages add column key_kind text not null default 'live' check (key_kind in ('live', 'team', 'test'));
comment on column messages.key_kind is 'of the key that began its affair; of a bundle''s: of all its affairs';
create function message_outside_key_scope(kind text, message uuid, lifecycle uuid) returns boolean
language plpgsql stable parallel safe as $$
begin
  if coalesce(current_setting('bongsu.key_kind', true), '') not in ('', kind) then return true; end if;
  if coalesce(current_setting('bongsu.lifecycle_types', true), '') = '' then return false; end if;
  return not exists (select from public.lifecycles l
    where l.id = coalesce(lifecycle, (select b.opened_by from public.bundles b where b.id = message)));
end $$;
create policy messages_key_scope on messages as restrictive to bongsu_app
  using (not message_outside_key_scope(key_kind, id, lifecycle_id));
revoke execute on function outside_key_scope(text, text), message_outside_key_scope(text, uuid, uuid) from public;
grant execute on function outside_key_scope(text, text), message_outside_key_scope(text, uuid, uuid) to bongsu_app;

create function begin_as_affair() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  select l.key_kind into new.key_kind from public.lifecycles l where l.id = new.lifecycle_id;
  -- Without a lifecycle it is left to the foreign key, which says what is wrong.
  new.key_kind := coalesce(new.key_kind, 'live');
  return new;
end $$;
create trigger messages_begun before insert on messages
  for each row when (new.lifecycle_id is not null) execute function begin_as_affair();

create function keep_in_house() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if (new.dealer = 'test') is distinct from (select m.key_kind = 'test' from public.messages m where m.id = new.message_id) then
    raise exception 'What a test key began is for the dealer of the house, and that one for nothing else.'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger attempts_in_house before update on attempts
  for each row when (new.state = 'calling') execute function keep_in_house();
revoke execute on function begin_as_affair(), keep_in_house() from public;
grant execute on function begin_as_affair(), keep_in_house() to bongsu_app;

insert into listed_prices (dealer, channel, valid_from, krw, source) values
  ('test', 'alimtalk', '2020-01-01', 0, 'dealer'), ('test', 'sms', '2020-01-01', 0, 'dealer'),
  ('test', 'lms', '2020-01-01', 0, 'dealer'), ('test', 'mms', '2020-01-01', 0, 'dealer'),
  ('test', 'brand', '2020-01-01', 0, 'dealer');

create table team_numbers (
  id uuid primary key,
  tenant_id text not null references tenants,
  phone_hash bytea not null check (octet_length(phone_hash) = 32),
  number_ciphertext text not null,
  label text not null check (length(label) between 1 and 100),
  added_at timestamptz not null,
  removed_at timestamptz,
  unique (tenant_id, phone_hash)
);
comment on table team_numbers is 'to whom messages of affairs that team keys began are really sent';
comment on column team_numbers.number_ciphertext is 'for the tenant; empty once it is taken off the list';
${shutByTenant('team_numbers')}
grant select, insert, update (number_ciphertext, label, added_at, removed_at) on team_numbers to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table team_numbers;
delete from listed_prices where dealer = 'test';
drop trigger attempts_in_house on attempts;
drop trigger messages_begun on messages;
drop function keep_in_house();
drop function begin_as_affair();
drop policy messages_key_scope on messages;
drop function message_outside_key_scope(text, uuid, uuid);
alter table messages drop column key_kind;
drop policy lifecycles_key_scope on lifecycles;
drop function outside_key_scope(text, text);
drop index lifecycles_open_reference;
alter table lifecycles drop column key_kind;
create unique index lifecycles_open_reference on lifecycles (tenant_id, type, reference) where state = 'open';
set local role bongsu_crossing;
drop function find_api_key(bytea);
reset role;
revoke select (kind, scopes, lifecycle_types, allowed_from, last_used_at) on api_keys from bongsu_crossing;
create function find_api_key(hash bytea) returns table (key_id uuid, tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select k.id, k.tenant_id from public.api_keys k
  where k.key_hash = find_api_key.hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;
grant create on schema public to bongsu_crossing;
alter function find_api_key(bytea) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function find_api_key(bytea) from public;
grant execute on function find_api_key(bytea) to bongsu_app;
reset role;
alter table api_keys drop column replaces, drop column last_used_at, drop column allowed_from,
  drop column lifecycle_types, drop column scopes, drop column kind;
`);
  }
}
