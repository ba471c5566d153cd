import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Endpoints of senders, and what they are told of. An event is written by the database itself in the transaction that makes
 * it true, so that no path forgets it; it is numbered and handed out to endpoints afterwards, so that whoever sends messages
 * waits for nobody (docs/adr, on callback endpoints). What waits over all tenants is asked by functions that answer ids only
 * (docs/adr/0004).
 */
export class CallbackEndpoints1795392000038 implements MigrationInterface {
  name = 'CallbackEndpoints1795392000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table callback_endpoints (
  id uuid primary key,
  tenant_id text not null references tenants,
  url text not null check (length(url) <= 500),
  description text not null check (length(description) <= 200),
  kinds text[],
  lifecycle_types text[],
  state text not null default 'enabled' check (state in ('enabled', 'disabled', 'suspended')),
  created_at timestamptz not null,
  deleted_at timestamptz,
  suspended_at timestamptz,
  failures int not null default 0 check (failures >= 0),
  failing_since timestamptz,
  rest_until timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_result text,
  last_status int,
  told_at timestamptz,
  drained_at timestamptz,
  drained_by uuid,
  draining_until timestamptz,
  unique (tenant_id, id),
  check ((state = 'suspended') = (suspended_at is not null))
);
create index callback_endpoints_of on callback_endpoints (tenant_id, id) where deleted_at is null;
comment on column callback_endpoints.kinds is 'kinds of events that it wants; null: all';
comment on column callback_endpoints.lifecycle_types is 'of events of lifecycles those of these types; null: all';
comment on column callback_endpoints.failures is 'rounds in a row in which several affairs were tried and none arrived';
comment on column callback_endpoints.failing_since is 'when the first call failed after the last one that arrived';
comment on column callback_endpoints.told_at is 'when Temporal was last told that something waits';
comment on column callback_endpoints.draining_until is 'by the clock of the database: one at a time calls it, so that order is kept';
${shutByTenant('callback_endpoints')}
grant select, insert, update on callback_endpoints to bongsu_app;

create table callback_endpoint_secrets (
  id uuid primary key,
  tenant_id text not null,
  endpoint_id uuid not null,
  secret_ciphertext text not null,
  created_at timestamptz not null default now(),
  replaced_at timestamptz,
  foreign key (tenant_id, endpoint_id) references callback_endpoints (tenant_id, id)
);
create unique index callback_endpoint_secrets_current on callback_endpoint_secrets (endpoint_id) where replaced_at is null;
create index callback_endpoint_secrets_of on callback_endpoint_secrets (endpoint_id, replaced_at);
${shutByTenant('callback_endpoint_secrets')}
grant select, insert, update (replaced_at) on callback_endpoint_secrets to bongsu_app;

create sequence callback_positions;
grant usage on sequence callback_positions to bongsu_app;

create table callback_events (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  event_id uuid not null default gen_random_uuid(),
  kind text not null,
  affair text not null,
  lifecycle_id uuid,
  data jsonb not null,
  at timestamptz not null default clock_timestamp(),
  sequence int check (sequence > 0),
  position bigint,
  check ((sequence is null) = (position is null))
);
create index callback_events_unnumbered on callback_events (tenant_id, id) where sequence is null;
create unique index callback_events_position on callback_events (tenant_id, position) where position is not null;
create unique index callback_events_event on callback_events (tenant_id, event_id);
create index callback_events_age on callback_events (tenant_id, at);
comment on column callback_events.event_id is 'the webhook-id, the same for every try at every endpoint';
comment on column callback_events.affair is 'what it is about: order is kept, and numbers are given, in each';
comment on column callback_events.data is 'ids, references and codes; nothing personal';
comment on column callback_events.position is 'the order in which a tenant''s events were numbered; without a foreign key anywhere, so that old ones can be deleted';
${shutByTenant('callback_events')}
grant select, insert, delete, update (sequence, position) on callback_events to bongsu_app;

create table callback_affairs (
  tenant_id text not null,
  affair text not null,
  sequence int not null check (sequence > 0),
  primary key (tenant_id, affair)
);
comment on table callback_affairs is 'the last number given in each affair: it outlives the events';
${shutByTenant('callback_affairs')}
grant select, insert, update (sequence) on callback_affairs to bongsu_app;

create table callback_deliveries (
  endpoint_id uuid not null,
  position bigint not null,
  tenant_id text not null,
  affair text not null,
  sequence int not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given-up')),
  tries int not null default 0 check (tries >= 0),
  first_tried_at timestamptz,
  last_tried_at timestamptz,
  next_try_at timestamptz not null,
  last_result text,
  last_status int,
  settled_at timestamptz,
  primary key (endpoint_id, position),
  foreign key (tenant_id, endpoint_id) references callback_endpoints (tenant_id, id),
  check ((state = 'pending') = (settled_at is null))
);
create index callback_deliveries_heads on callback_deliveries (endpoint_id, affair, sequence) where state = 'pending';
create index callback_deliveries_due on callback_deliveries (endpoint_id, next_try_at) where state = 'pending';
create index callback_deliveries_of_event on callback_deliveries (tenant_id, position);
${shutByTenant('callback_deliveries')}
grant select, insert, update, delete on callback_deliveries to bongsu_app;

-- Only senders who listen pay for it.
create function tell_callback(tenant text, kind text, affair text, lifecycle uuid, data jsonb) returns void
language sql set search_path = pg_catalog, public, pg_temp
begin atomic
  insert into public.callback_events (tenant_id, kind, affair, lifecycle_id, data)
  select tell_callback.tenant, tell_callback.kind, tell_callback.affair, tell_callback.lifecycle, tell_callback.data
  where exists (
    select from public.callback_endpoints e where e.tenant_id = tell_callback.tenant and e.deleted_at is null);
end;

create function tell_of_lifecycle() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform public.tell_callback(new.tenant_id, 'lifecycle.started', 'lifecycle/' || new.id, new.id,
      jsonb_build_object('stage', new.stage));
    return null;
  end if;
  if new.stage is distinct from old.stage then
    perform public.tell_callback(new.tenant_id, 'lifecycle.stage-changed', 'lifecycle/' || new.id, new.id,
      jsonb_build_object('stage', new.stage, 'from', old.stage));
  end if;
  if new.state is distinct from old.state then
    if new.state <> 'open' then
      perform public.tell_callback(new.tenant_id, 'lifecycle.' || new.state, 'lifecycle/' || new.id, new.id,
        jsonb_build_object('stage', new.stage));
    end if;
  elsif (new.paused_at is null) <> (old.paused_at is null) then
    perform public.tell_callback(new.tenant_id, case when new.paused_at is null then 'lifecycle.resumed'
        else 'lifecycle.paused' end, 'lifecycle/' || new.id, new.id, jsonb_build_object('stage', new.stage));
  end if;
  return null;
end $$;
create trigger lifecycles_started after insert on lifecycles for each row execute function tell_of_lifecycle();
create trigger lifecycles_moved after update on lifecycles for each row
  when (new.stage is distinct from old.stage or new.state is distinct from old.state
    or (new.paused_at is null) <> (old.paused_at is null))
  execute function tell_of_lifecycle();

-- A bundle's message is told of in each affair that its text told of.
create function tell_of_message(tenant text, message uuid, items uuid[], kind text, detail jsonb) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  told record;
begin
  if not exists (
    select from public.callback_endpoints e where e.tenant_id = tenant and e.deleted_at is null) then
    return;
  end if;
  for told in
    select distinct coalesce(m.lifecycle_id, i.lifecycle_id) as lifecycle_id, m.template_code
    from public.messages m
    left join public.message_items i on m.lifecycle_id is null and i.message_id = m.id
      and case when items is null then i.withdrawn_at is null else i.item_id = any(items) end
    where m.id = message order by 1
  loop
    insert into public.callback_events (tenant_id, kind, affair, lifecycle_id, data)
    values (tenant, kind, coalesce('lifecycle/' || told.lifecycle_id, 'message/' || message), told.lifecycle_id,
      jsonb_build_object('messageId', message, 'template', told.template_code) || detail);
  end loop;
end $$;

create function tell_of_attempt() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  kind text := case
    when new.state in ('failed', 'rejected') then 'message.failed'
    when new.state = 'calling' then 'message.fell-back'
    else 'message.' || new.state end;
begin
  if new.state = 'calling' and not exists (
    select from public.attempts a where a.message_id = new.message_id and a.number < new.number
      and a.channel in ('alimtalk', 'brand') <> (new.channel in ('alimtalk', 'brand'))
  ) then
    return null;
  end if;
  perform public.tell_of_message(new.tenant_id, new.message_id, new.items, kind,
    jsonb_build_object('attempt', new.number, 'channel', new.channel, 'dealer', new.dealer)
    || case when kind = 'message.failed' then jsonb_build_object('code', new.result_code, 'class', new.class)
       else '{}'::jsonb end);
  return null;
end $$;
create trigger attempts_told after update on attempts for each row
  when (new.state is distinct from old.state
    and (new.state in ('accepted', 'delivered', 'unconfirmed', 'failed', 'rejected', 'undecidable')
      or new.state = 'calling' and old.state = 'reserved' and new.number > 1))
  execute function tell_of_attempt();

create function tell_of_message_itself() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.double_contact and not old.double_contact then
    perform public.tell_of_message(new.tenant_id, new.id, null, 'message.double-contact', '{}');
  end if;
  if new.state = 'undeliverable' and old.state <> 'undeliverable' then
    perform public.tell_of_message(new.tenant_id, new.id, null, 'message.unreached', '{}');
  end if;
  return null;
end $$;
create trigger messages_told after update on messages for each row
  when (new.double_contact and not old.double_contact or new.state = 'undeliverable' and old.state <> 'undeliverable')
  execute function tell_of_message_itself();

create function tell_of_template() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform public.tell_callback(new.tenant_id, 'template.state-changed', 'template/' || new.code, null,
    jsonb_build_object('template', new.code, 'templateVersion', new.version, 'dealer', new.dealer, 'state', new.status,
      'from', old.status, 'blocked', new.blocked, 'dormant', new.dormant));
  return null;
end $$;
create trigger templates_told after update on templates for each row
  when (new.status is distinct from old.status or new.blocked is distinct from old.blocked
    or new.dormant is distinct from old.dormant)
  execute function tell_of_template();

revoke execute on function tell_callback(text, text, text, uuid, jsonb), tell_of_message(text, uuid, uuid[], text, jsonb),
  tell_of_lifecycle(), tell_of_attempt(), tell_of_message_itself(), tell_of_template() from public;
grant execute on function tell_callback(text, text, text, uuid, jsonb), tell_of_message(text, uuid, uuid[], text, jsonb),
  tell_of_lifecycle(), tell_of_attempt(), tell_of_message_itself(), tell_of_template() to bongsu_app;

grant select (id, tenant_id, at, sequence) on callback_events to bongsu_crossing;
create policy callback_events_crossing on callback_events for select to bongsu_crossing using (true);
grant select (id, tenant_id, state, deleted_at, rest_until, told_at, drained_at, draining_until)
  on callback_endpoints to bongsu_crossing;
create policy callback_endpoints_crossing on callback_endpoints for select to bongsu_crossing using (true);
grant select (endpoint_id, affair, sequence, state, next_try_at) on callback_deliveries to bongsu_crossing;
create policy callback_deliveries_crossing on callback_deliveries for select to bongsu_crossing using (true);

-- Tenants who have events to be numbered, or an endpoint for which something is due that Temporal has not been told of.
create function callback_work(at timestamptz, told_before timestamptz, max int) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select w.tenant_id from (
    (select distinct v.tenant_id from public.callback_events v where v.sequence is null)
    union
    (select e.tenant_id from public.callback_endpoints e
     where e.state = 'enabled' and e.deleted_at is null
       and (e.rest_until is null or e.rest_until <= callback_work.at)
       and (e.draining_until is null or e.draining_until < now())
       and (e.told_at is null or e.drained_at >= e.told_at or e.told_at < callback_work.told_before)
       and exists (
         select from public.callback_deliveries d
         where d.endpoint_id = e.id and d.state = 'pending' and d.next_try_at <= callback_work.at
           and not exists (
             select from public.callback_deliveries h
             where h.endpoint_id = d.endpoint_id and h.affair = d.affair and h.state = 'pending'
               and h.sequence < d.sequence)))
  ) w limit callback_work.max;
end;

create function old_callback_events(before timestamptz, max int) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select distinct v.tenant_id from public.callback_events v where v.at < old_callback_events.before
  limit old_callback_events.max;
end;

grant create on schema public to bongsu_crossing;
alter function callback_work(timestamptz, timestamptz, int) owner to bongsu_crossing;
alter function old_callback_events(timestamptz, int) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function callback_work(timestamptz, timestamptz, int), old_callback_events(timestamptz, int) from public;
grant execute on function callback_work(timestamptz, timestamptz, int), old_callback_events(timestamptz, int) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function callback_work(timestamptz, timestamptz, int);
drop function old_callback_events(timestamptz, int);
reset role;
drop trigger templates_told on templates;
drop trigger messages_told on messages;
drop trigger attempts_told on attempts;
drop trigger lifecycles_moved on lifecycles;
drop trigger lifecycles_started on lifecycles;
drop function tell_of_template();
drop function tell_of_message_itself();
drop function tell_of_attempt();
drop function tell_of_message(text, uuid, uuid[], text, jsonb);
drop function tell_of_lifecycle();
drop function tell_callback(text, text, text, uuid, jsonb);
drop table callback_deliveries, callback_affairs, callback_events, callback_endpoint_secrets, callback_endpoints;
drop sequence callback_positions;
`);
  }
}
