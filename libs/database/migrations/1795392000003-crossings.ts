import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What must be asked over all tenants: whose key this is, what waits to be told or asked for, whose receipt this is.
 * Each question is one function that answers ids only. They belong to `bongsu_crossing`, which cannot log in, may read
 * nothing but the columns named here, and has a policy for reading on just these tables (docs/adr/0004).
 */
export class Crossings1795392000003 implements MigrationInterface {
  name = 'Crossings1795392000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
grant select (id, tenant_id, key_hash, expires_at, revoked_at) on api_keys to bongsu_crossing;
create policy api_keys_crossing on api_keys for select to bongsu_crossing using (true);
grant select (id, tenant_id, lifecycle_id, told_at, next_try_at) on outbox to bongsu_crossing;
create policy outbox_crossing on outbox for select to bongsu_crossing using (true);
grant select (id, tenant_id, telling_until) on lifecycles to bongsu_crossing;
create policy lifecycles_crossing on lifecycles for select to bongsu_crossing using (true);
grant select (message_id, number, tenant_id, dealer, dealer_group_id, next_check_at) on attempts to bongsu_crossing;
create policy attempts_crossing on attempts for select to bongsu_crossing using (true);

create function find_api_key(hash bytea) returns table (key_id uuid, tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select k.id, k.tenant_id from public.api_keys k
  where k.key_hash = find_api_key.hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;

-- Lifecycles of which the oldest thing not yet told is due and which nobody is telling, the longest due first. Few are
-- due of very many, so each is looked up by index: hashing would read all lifecycles at every sweep.
create function due_outbox(max int) returns table (tenant_id text, lifecycle_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
set enable_hashjoin = off set enable_mergejoin = off
begin atomic
  select o.tenant_id, o.lifecycle_id
  from public.outbox o join public.lifecycles l on l.id = o.lifecycle_id
  where o.told_at is null and o.next_try_at <= now() and (l.telling_until is null or l.telling_until < now())
    and not exists (
      select from public.outbox e where e.lifecycle_id = o.lifecycle_id and e.told_at is null and e.id < o.id)
  order by o.next_try_at
  limit due_outbox.max;
end;

create function due_attempts(at timestamptz, max int) returns table (tenant_id text, message_id uuid, number int)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select a.tenant_id, a.message_id, a.number from public.attempts a
  where a.next_check_at is not null and a.next_check_at <= due_attempts.at
  order by a.next_check_at
  limit due_attempts.max;
end;

create function route_receipt(dealer text, group_id text) returns table (tenant_id text, message_id uuid, number int)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select a.tenant_id, a.message_id, a.number from public.attempts a
  where a.dealer = route_receipt.dealer and a.dealer_group_id = route_receipt.group_id;
end;

grant create on schema public to bongsu_crossing;
alter function find_api_key(bytea) owner to bongsu_crossing;
alter function due_outbox(int) owner to bongsu_crossing;
alter function due_attempts(timestamptz, int) owner to bongsu_crossing;
alter function route_receipt(text, text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function find_api_key(bytea), due_outbox(int), due_attempts(timestamptz, int),
  route_receipt(text, text) from public;
grant execute on function find_api_key(bytea), due_outbox(int), due_attempts(timestamptz, int),
  route_receipt(text, text) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function find_api_key(bytea);
drop function due_outbox(int);
drop function due_attempts(timestamptz, int);
drop function route_receipt(text, text);
reset role;
drop policy api_keys_crossing on api_keys;
drop policy outbox_crossing on outbox;
drop policy lifecycles_crossing on lifecycles;
drop policy attempts_crossing on attempts;
revoke all on api_keys, outbox, lifecycles, attempts from bongsu_crossing;
revoke all (id, tenant_id, key_hash, expires_at, revoked_at) on api_keys from bongsu_crossing;
revoke all (id, tenant_id, lifecycle_id, told_at, next_try_at) on outbox from bongsu_crossing;
revoke all (id, tenant_id, telling_until) on lifecycles from bongsu_crossing;
revoke all (message_id, number, tenant_id, dealer, dealer_group_id, next_check_at) on attempts from bongsu_crossing;
`);
  }
}
