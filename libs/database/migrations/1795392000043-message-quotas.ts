import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * How many messages a tenant decides in a Korean day, and where its own limit stops more lifecycles from being started
 * (docs/adr: a daily quota stops at the door).
 *
 * The database itself counts, so that no path that writes messages can forget it. What a start decides at once is counted when
 * it commits, by a deferred trigger: the row that makes starts of one tenant wait for each other is held for no longer than
 * the commit takes, and only where there is a limit. All other messages are counted when they are written and never refused;
 * that of a bundle is not, because each of its items was.
 *
 * What libs/message/quota.ts says of room is said here once more in SQL; a test holds the two together.
 */
export class MessageQuotas1795392000043 implements MigrationInterface {
  name = 'MessageQuotas1795392000043';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table tenants add column daily_message_limit int generated always as ((settings->>'dailyMessageLimit')::int) stored;

create table message_days (
  tenant_id text not null references tenants,
  day date not null,
  part smallint not null check (part between 0 and 16),
  messages int not null check (messages >= 0),
  primary key (tenant_id, day, part)
) with (fillfactor = 50);
comment on table message_days is 'messages of affairs that live keys began, by the Korean day on which they were decided; only the sum over the parts means something';
comment on column message_days.part is '16: starts of a tenant with a limit, which wait for each other at it; else by connection';
${shutByTenant('message_days')}
grant select, insert, update (messages) on message_days to bongsu_app;

alter table lifecycles add column start_messages int not null default 0 check (start_messages >= 0);
comment on column lifecycles.start_messages is 'how many messages its start decides at once, counted when it was let in; 0 of what did not come by the door';
alter table messages add column at_door boolean not null default false;
comment on column messages.at_door is 'decided by a start: counted with it, where that came by the door';

create function count_start() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  most int;
  today date := (new.started_at at time zone interval '9 hours')::date;
  total bigint;
begin
  select t.daily_message_limit into most from public.tenants t where t.id = new.tenant_id;
  insert into public.message_days as d (tenant_id, day, part, messages)
  values (new.tenant_id, today, case when most is null then pg_backend_pid() % 16 else 16 end, new.start_messages)
  on conflict (tenant_id, day, part) do update set messages = d.messages + excluded.messages;
  if most is null then return null; end if;
  -- A statement of its own: its snapshot is taken after the wait for the row.
  select sum(d.messages) into total from public.message_days d where d.tenant_id = new.tenant_id and d.day = today;
  if total > most then
    raise exception 'The messages of the day are used up.' using errcode = 'BQ429',
      detail = jsonb_build_object('used', total - new.start_messages, 'limit', most, 'messages', new.start_messages)::text;
  end if;
  return null;
end $$;
create constraint trigger lifecycles_counted after insert on lifecycles deferrable initially deferred
  for each row when (new.key_kind = 'live' and new.start_messages > 0) execute function count_start();

create function count_messages() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into public.message_days as d (tenant_id, day, part, messages)
  select n.tenant_id, (n.created_at at time zone interval '9 hours')::date, pg_backend_pid() % 16, count(*)
  from new_rows n join public.lifecycles l on l.id = n.lifecycle_id
  where n.state <> 'withdrawn' and n.key_kind = 'live' and not (n.at_door and l.start_messages > 0)
  group by 1, 2 order by 1, 2
  on conflict (tenant_id, day, part) do update set messages = d.messages + excluded.messages;
  return null;
end $$;
create trigger messages_counted after insert on messages
  referencing new table as new_rows for each statement execute function count_messages();
revoke execute on function count_start(), count_messages() from public;
grant execute on function count_start(), count_messages() to bongsu_app;

grant select (daily_message_limit) on tenants to bongsu_crossing;
grant select (tenant_id, day, messages) on message_days to bongsu_crossing;
create policy message_days_crossing on message_days for select to bongsu_crossing using (true);
grant select (tenant_id, key, lifecycle_id) on alerts to bongsu_crossing;
create policy alerts_crossing on alerts for select to bongsu_crossing using (lifecycle_id is null);

-- Tenants whose operators are to be told that a day's messages are nearly or all used up, and have not been.
create function quotas_to_tell(day date, warn_percent int) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id from public.tenants t
  where t.daily_message_limit is not null
    and not exists (select from public.alerts a where a.tenant_id = t.id and a.lifecycle_id is null
      and a.key = 'messageQuotaUsedUp:' || to_char(quotas_to_tell.day, 'YYYY-MM-DD'))
    and (select coalesce(sum(d.messages), 0) from public.message_days d
         where d.tenant_id = t.id and d.day = quotas_to_tell.day) * 100
      >= t.daily_message_limit::bigint * case when exists (select from public.alerts a where a.tenant_id = t.id
        and a.lifecycle_id is null and a.key = 'messageQuotaNearlyUsed:' || to_char(quotas_to_tell.day, 'YYYY-MM-DD'))
        then 100 else quotas_to_tell.warn_percent end;
end;
grant create on schema public to bongsu_crossing;
alter function quotas_to_tell(date, int) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function quotas_to_tell(date, int) from public;
grant execute on function quotas_to_tell(date, int) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function quotas_to_tell(date, int);
reset role;
drop policy alerts_crossing on alerts;
revoke select (tenant_id, key, lifecycle_id) on alerts from bongsu_crossing;
revoke select (daily_message_limit) on tenants from bongsu_crossing;
drop trigger messages_counted on messages;
drop trigger lifecycles_counted on lifecycles;
drop function count_messages();
drop function count_start();
alter table messages drop column at_door;
alter table lifecycles drop column start_messages;
drop table message_days;
alter table tenants drop column daily_message_limit;
`);
  }
}
