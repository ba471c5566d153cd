import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What the engine says to others: calls to the sender's system, and the operators' list of alerts. Both are written with
 * the journal entry that they come from, once by its key. A call is told to Temporal through the outbox as all else is.
 * Which calls nobody seems to deliver any more is asked over all tenants, by a function that answers ids only
 * (docs/adr/0004).
 */
export class CallsAndAlerts1795392000011 implements MigrationInterface {
  name = 'CallsAndAlerts1795392000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table callbacks (
  id uuid primary key,
  tenant_id text not null,
  lifecycle_id uuid not null,
  key text not null,
  name text not null,
  sequence int not null check (sequence > 0),
  call jsonb not null,
  at timestamptz not null,
  created_at timestamptz not null default now(),
  state text not null check (state in ('pending', 'delivered', 'given-up', 'no-endpoint')),
  round int not null default 1 check (round > 0),
  tries int not null default 0,
  next_try_at timestamptz,
  last_tried_at timestamptz,
  last_result text check (last_result in
    ('delivered', 'redirected', 'refused', 'failed', 'timed-out', 'unreachable', 'not-allowed')),
  last_status int,
  told_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (lifecycle_id, key),
  unique (lifecycle_id, sequence),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  check ((state in ('delivered', 'given-up')) = (settled_at is not null))
);
create index callbacks_all on callbacks (tenant_id, id);
create index callbacks_state on callbacks (tenant_id, state, id);
create index callbacks_pending on callbacks (told_at) where state = 'pending';
comment on column callbacks.id is 'the webhook-id, the same for every try';
comment on column callbacks.sequence is 'from 1 in each lifecycle: calls may arrive in another order';
comment on column callbacks.call is 'stage, values that the engine decided, and names of the fields that are filled in when it is made';
comment on column callbacks.round is 'how often delivery was begun anew; tries are those of the round';
comment on column callbacks.told_at is 'when Temporal was last to be told of it';
${shutByTenant('callbacks')}
grant select, insert, update (state, round, tries, next_try_at, last_tried_at, last_result, last_status, told_at, settled_at)
  on callbacks to bongsu_app;

create table callback_secrets (
  id uuid primary key,
  tenant_id text not null references tenants,
  secret_ciphertext text not null,
  created_at timestamptz not null default now(),
  replaced_at timestamptz
);
create unique index callback_secrets_current on callback_secrets (tenant_id) where replaced_at is null;
${shutByTenant('callback_secrets')}
grant select, insert, update (replaced_at) on callback_secrets to bongsu_app;

create table alerts (
  id uuid primary key,
  tenant_id text not null,
  lifecycle_id uuid not null,
  key text not null,
  name text not null,
  text text not null,
  at timestamptz not null,
  created_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  acknowledgement_ciphertext text,
  unique (lifecycle_id, key),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  check (acknowledged_at is not null or acknowledgement_ciphertext is null)
);
create index alerts_open on alerts (tenant_id, id) where acknowledged_at is null;
create index alerts_all on alerts (tenant_id, id);
comment on column alerts.acknowledgement_ciphertext is 'who took note of it, and in which words; null once the person was erased';
${shutByTenant('alerts')}
grant select, insert, update (acknowledged_at, acknowledgement_ciphertext) on alerts to bongsu_app;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in
  ('start', 'event', 'undelivered', 'settings', 'calendar', 'bundle', 'callback'));

grant select (id, tenant_id, state, told_at, last_tried_at, next_try_at) on callbacks to bongsu_crossing;
create policy callbacks_crossing on callbacks for select to bongsu_crossing using (true);

create function due_callbacks(silent_since timestamptz, max int) returns table (tenant_id text, callback_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select c.tenant_id, c.id from public.callbacks c
  where c.state = 'pending' and c.told_at < due_callbacks.silent_since
    and greatest(c.last_tried_at, c.next_try_at, c.told_at) < due_callbacks.silent_since
  order by c.told_at
  limit due_callbacks.max;
end;

grant create on schema public to bongsu_crossing;
alter function due_callbacks(timestamptz, int) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function due_callbacks(timestamptz, int) from public;
grant execute on function due_callbacks(timestamptz, int) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function due_callbacks(timestamptz, int);
reset role;
alter table outbox no force row level security;
delete from outbox where kind = 'callback';
alter table outbox force row level security;
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in
  ('start', 'event', 'undelivered', 'settings', 'calendar', 'bundle'));
drop table callbacks, callback_secrets, alerts;
`);
  }
}
