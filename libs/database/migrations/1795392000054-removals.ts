import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How messages go (docs/adr/0043). The application may delete none of these rows: it asks the owner's functions, to which row-level
 * security applies as to everybody, and which refuse what is young or belongs to an open affair, whatever they are asked.
 *
 * A month is dropped as a whole only by a transaction that has shut it to writers and has left a mark for every tenant with rows
 * in it: so that nothing goes of anybody who was not looked at, nor anything that came meanwhile.
 */
export class Removals1795392000054 implements MigrationInterface {
  name = 'Removals1795392000054';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
grant select (id) on messages to bongsu_crossing;
grant select (retention) on tenants to bongsu_crossing;
grant select (tenant_id, kind, month, state, transaction_id) on retention_marks to bongsu_crossing;
create policy retention_marks_crossing on retention_marks for select to bongsu_crossing using (true);

-- What each tenant has chosen; null: as usual.
create function retention_tenants() returns table (tenant_id text, retention jsonb)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id, t.retention from public.tenants t order by t.id;
end;

-- Tenants with messages of a Korean month: one probe of an index for each of them.
create function month_tenants(month date) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  with bounds as (
    select public.id_floor(month_tenants.month::timestamp at time zone interval '9 hours') as first,
           public.id_floor((month_tenants.month + interval '1 month') at time zone interval '9 hours') as beyond
  )
  select t.id from public.tenants t, bounds b
  where exists (select from public.messages m where m.tenant_id = t.id and m.id >= b.first and m.id < b.beyond)
  order by t.id;
end;

-- Tenants of a month whom the present transaction has not looked through to the end.
create function month_unmarked(month date, kind text) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.tenant_id from public.month_tenants(month_unmarked.month) t
  where not exists (
    select from public.retention_marks r
    where r.tenant_id = t.tenant_id and r.kind = month_unmarked.kind and r.month = month_unmarked.month
      and r.state = 'done' and r.transaction_id = pg_current_xact_id_if_assigned()::text::bigint);
end;

grant create on schema public to bongsu_crossing;
alter function retention_tenants() owner to bongsu_crossing;
alter function month_tenants(date) owner to bongsu_crossing;
alter function month_unmarked(date, text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
grant execute on function id_floor(timestamptz) to bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function retention_tenants(), month_tenants(date), month_unmarked(date, text) from public;
grant execute on function retention_tenants(), month_tenants(date) to bongsu_app;
grant execute on function month_unmarked(date, text) to bongsu_owner;
reset role;

-- Parts of a month, in the order in which they can go. Empty unless it has them: what has none is in the default part. Of receipts
-- there may be none any more, where they went before the messages.
create function parts_of_month(month date, kind text) returns text[]
language sql stable strict set search_path = pg_catalog, public, pg_temp
return (
  select case when bool_and(c.oid is not null or p.parent = 'receipts' and parts_of_month.kind = 'attempts')
    then coalesce(array_agg(p.parent order by p.nth) filter (where c.oid is not null), '{}') else '{}' end
  from unnest(case parts_of_month.kind when 'receipts' then array['receipts']
    else array['receipts', 'attempts', 'message_items', 'messages'] end) with ordinality as p(parent, nth)
  left join pg_class c on c.relnamespace = 'public'::regnamespace and c.relispartition
    and c.relname = p.parent || to_char(parts_of_month.month, '_YYYY_MM')
);

-- Shuts the parts of a month to whoever writes, until the transaction ends; readers are let through. Answers of which
-- tables; empty: it has none.
create function shut_month(month date, kind text) returns text[]
language plpgsql strict security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  parents text[] := public.parts_of_month(month, kind);
  parent text;
begin
  foreach parent in array parents loop
    execute format('lock table public.%I in share row exclusive mode', parent || to_char(month, '_YYYY_MM'));
  end loop;
  return parents;
end $$;

-- Drops the parts of a month that is shut and looked through. Answers how many.
create function drop_month(month date, kind text) returns int
language plpgsql strict security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  parents text[] := public.parts_of_month(month, kind);
  parent text;
  part text;
begin
  if extract(day from month) <> 1 or kind not in ('receipts', 'attempts') then
    raise exception 'drop_month: the first day of a month, and receipts or attempts' using errcode = 'invalid_parameter_value';
  end if;
  if (month + interval '1 month') at time zone interval '9 hours' > now() - interval '60 days' then
    raise exception 'drop_month: the month is not old enough' using errcode = 'object_not_in_prerequisite_state';
  end if;
  if exists (select from public.month_unmarked(month, kind)) then
    raise exception 'drop_month: not everybody of the month has been looked at'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  foreach parent in array parents loop
    part := parent || to_char(month, '_YYYY_MM');
    execute format('alter table public.%I detach partition public.%I', parent, part);
    execute format('drop table public.%I', part);
  end loop;
  return cardinality(parents);
end $$;

-- Of these messages those that may go whatever else is known of them: not young, and of no open affair.
create function removable(ids uuid[]) returns uuid[]
language sql stable strict set search_path = pg_catalog, public, pg_temp
return (
  select coalesce(array_agg(m.id order by m.id), '{}') from public.messages m
  where m.id = any(removable.ids) and m.state <> 'open' and m.id < public.id_floor(now() - interval '60 days')
    and not exists (
      select from public.lifecycles l
      where l.state = 'open' and l.id in (
        select m.lifecycle_id union all select i.lifecycle_id from public.message_items i where i.message_id = m.id))
);

create function remove_receipts(ids uuid[]) returns int
language plpgsql strict security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone int;
begin
  delete from public.receipts where message_id = any(public.removable(ids));
  get diagnostics gone = row_count;
  return gone;
end $$;

create function remove_messages(ids uuid[]) returns int
language plpgsql strict security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  those uuid[] := public.removable(ids);
  gone int;
begin
  delete from public.receipts where message_id = any(those);
  delete from public.attempts where message_id = any(those);
  delete from public.message_items where message_id = any(those);
  delete from public.messages where id = any(those);
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke execute on function parts_of_month(date, text), shut_month(date, text), drop_month(date, text), removable(uuid[]),
  remove_receipts(uuid[]), remove_messages(uuid[]) from public;
grant execute on function shut_month(date, text), drop_month(date, text), remove_receipts(uuid[]), remove_messages(uuid[])
  to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function remove_messages(uuid[]), remove_receipts(uuid[]), removable(uuid[]), drop_month(date, text), shut_month(date, text),
  parts_of_month(date, text);
revoke execute on function id_floor(timestamptz) from bongsu_crossing;
set local role bongsu_crossing;
drop function month_unmarked(date, text), month_tenants(date), retention_tenants();
reset role;
drop policy retention_marks_crossing on retention_marks;
revoke select (tenant_id, kind, month, state, transaction_id) on retention_marks from bongsu_crossing;
revoke select (retention) on tenants from bongsu_crossing;
revoke select (id) on messages from bongsu_crossing;
`);
  }
}
