import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Prices, what each attempt cost, and what a tenant may spend in a month (docs/adr: costs stand with the attempts).
 *
 * The database itself writes the price of an attempt down when it enters `calling`, and its cost whenever its state
 * changes: no path that moves attempts can forget it, none needs another round trip, and no later price changes it.
 * With it stands what reports ask for: of which affair it tells, by which template, and whose cost it is. So a report reads
 * one table, and says the same of a month whenever it is asked.
 *
 * What libs/message/cost.ts says of states and prices is said here once more in SQL; a test holds the two together.
 *
 * The sum of a month is kept in several rows, one of which a connection adds to, so that workers which accept messages at
 * the same moment do not wait for each other. It is added to once a statement and in the order of months, so that two
 * transactions never wait for each other crosswise.
 */
export class Costs1795392000023 implements MigrationInterface {
  name = 'Costs1795392000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table listed_prices (
  dealer text not null,
  channel text not null check (channel in ('alimtalk', 'sms', 'lms', 'mms', 'brand')),
  valid_from date not null,
  krw numeric(10, 2) not null check (krw >= 0),
  source text not null check (source in ('dealer', 'default')),
  set_at timestamptz not null default now(),
  primary key (dealer, channel, valid_from),
  check ((source = 'default') = (dealer = '*'))
);
comment on table listed_prices is 'what dealers charge whoever has no contract of their own, and what holds where no dealer says';
comment on column listed_prices.krw is 'without VAT';
insert into listed_prices (dealer, channel, valid_from, krw, source) values
  ('*', 'alimtalk', '2020-01-01', 7, 'default'), ('*', 'sms', '2020-01-01', 10, 'default'),
  ('*', 'lms', '2020-01-01', 26, 'default'), ('*', 'mms', '2020-01-01', 90, 'default'),
  ('*', 'brand', '2020-01-01', 25, 'default');
grant select, insert, update (krw, set_at) on listed_prices to bongsu_app;

create table prices (
  id uuid primary key,
  tenant_id text not null references tenants,
  dealer text not null,
  channel text not null check (channel in ('alimtalk', 'sms', 'lms', 'mms', 'brand')),
  valid_from date not null,
  krw numeric(10, 2) not null check (krw >= 0),
  set_at timestamptz not null,
  set_by text not null check (length(set_by) <= 100)
);
comment on table prices is 'what a tenant''s contracts say; nothing is changed or taken out, of several for a day the last counts';
create index prices_in_force on prices (tenant_id, dealer, channel, valid_from desc, id desc);
${shutByTenant('prices')}
grant select, insert on prices to bongsu_app;

create function price_on(tenant text, dealer text, channel text, day date)
returns table (krw numeric, source text)
language sql stable set search_path = pg_catalog, public, pg_temp
begin atomic
  select f.krw, f.source from (
    (select p.krw, 'operator' as source, 1 as rank from public.prices p
     where p.tenant_id = price_on.tenant and p.dealer = price_on.dealer and p.channel = price_on.channel
       and p.valid_from <= price_on.day
     order by p.valid_from desc, p.id desc limit 1)
    union all
    (select l.krw, l.source, 2 from public.listed_prices l
     where l.dealer = price_on.dealer and l.channel = price_on.channel and l.valid_from <= price_on.day
     order by l.valid_from desc limit 1)
    union all
    (select l.krw, l.source, 3 from public.listed_prices l
     where l.dealer = '*' and l.channel = price_on.channel and l.valid_from <= price_on.day
     order by l.valid_from desc limit 1)
  ) f order by f.rank limit 1;
end;

alter table attempts add column price_krw numeric(10, 2);
alter table attempts add column price_source text check (price_source in ('operator', 'dealer', 'default'));
alter table attempts add column lms_krw numeric(10, 2);
alter table attempts add column charged_on date;
alter table attempts add column lifecycle_type text;
alter table attempts add column template_code text;
alter table attempts add column department text;
alter table attempts add check ((price_krw is null) = (charged_on is null) and (price_krw is null) = (price_source is null)
  and (price_krw is null) = (lms_krw is null));
comment on column attempts.price_krw is 'without VAT, as it was when it was handed over';
comment on column attempts.lms_krw is 'what an LMS cost then: for comparison';
comment on column attempts.charged_on is 'the Korean day on which it was handed over';
comment on column attempts.lifecycle_type is 'that of its affair; of a bundle''s that of the affair which opened it, as department';
comment on column attempts.cost_krw is 'what it costs as it stands; null: it has never been handed over';
create index attempts_charged on attempts (tenant_id, charged_on) where charged_on is not null;

create table budgets (
  tenant_id text primary key references tenants,
  limit_krw numeric(14, 2) check (limit_krw >= 0),
  warn_percent int not null check (warn_percent between 1 and 100),
  at_stop text not null check (at_stop in ('hold', 'send')),
  set_at timestamptz not null,
  set_by text not null check (length(set_by) <= 100),
  warned_for date,
  exhausted_for date
);
comment on table budgets is 'what a tenant allows itself in a Korean month, without VAT';
comment on column budgets.limit_krw is 'null: as much as it costs';
comment on column budgets.warned_for is 'first day of the last month for which its operators were warned';
comment on column budgets.exhausted_for is 'the same of being told that nothing is left';
${shutByTenant('budgets')}
grant select, insert, update on budgets to bongsu_app;

create table spending (
  tenant_id text not null references tenants,
  month date not null check (extract(day from month) = 1),
  part smallint not null,
  charged_krw numeric(14, 2) not null default 0,
  perhaps_krw numeric(14, 2) not null default 0,
  primary key (tenant_id, month, part)
) with (fillfactor = 50);
comment on table spending is 'the cost of all attempts by the Korean month of their handing over; only the sum over the parts means something';
${shutByTenant('spending')}
grant select, insert, update on spending to bongsu_app;

create table held_by_budget (
  tenant_id text not null references tenants,
  message_id uuid not null,
  lifecycle_id uuid not null,
  since timestamptz not null,
  released_at timestamptz,
  primary key (tenant_id, message_id)
);
comment on table held_by_budget is 'messages that wait for a budget to be raised, to be told of it; without a foreign key, so that old months of messages can be dropped';
comment on column held_by_budget.released_at is 'when it was last told that there is money again; null: it has not been since it was held';
create index held_by_budget_now on held_by_budget (tenant_id, message_id) where released_at is null;
comment on column held_by_budget.lifecycle_id is 'through which Temporal is told';
${shutByTenant('held_by_budget')}
grant select, insert, update (since, released_at) on held_by_budget to bongsu_app;

create function price_attempt() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = 'calling' then
    new.charged_on := (new.calling_at at time zone interval '9 hours')::date;
    select p.krw, p.source into new.price_krw, new.price_source
      from public.price_on(new.tenant_id, new.dealer, new.channel, new.charged_on) p;
    select l.type, m.template_code, l.department into new.lifecycle_type, new.template_code, new.department
      from public.messages m
      left join public.bundles o on o.id = m.id
      left join public.lifecycles l on l.id = coalesce(m.lifecycle_id, o.opened_by)
      where m.id = new.message_id;
    select p.krw into new.lms_krw from public.price_on(new.tenant_id, new.dealer, 'lms', new.charged_on) p;
  end if;
  if new.price_krw is not null then
    new.cost_krw := case when new.state in ('accepted', 'delivered', 'unconfirmed', 'unknown', 'undecidable')
      then new.price_krw else 0 end;
  end if;
  return new;
end $$;

create function count_spending() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into public.spending as s (tenant_id, month, part, charged_krw, perhaps_krw)
  select d.tenant_id, d.month, pg_backend_pid() % 16,
    coalesce(sum(d.krw) filter (where d.state in ('accepted', 'delivered')), 0),
    coalesce(sum(d.krw) filter (where d.state not in ('accepted', 'delivered')), 0)
  from (
    select n.tenant_id, date_trunc('month', n.charged_on)::date as month, n.state, n.cost_krw as krw from new_rows n
    where n.cost_krw <> 0
    union all
    select o.tenant_id, date_trunc('month', o.charged_on)::date, o.state, -o.cost_krw from old_rows o
    where o.cost_krw <> 0
  ) d
  group by d.tenant_id, d.month
  having sum(d.krw) filter (where d.state in ('accepted', 'delivered')) <> 0
    or sum(d.krw) filter (where d.state not in ('accepted', 'delivered')) <> 0
  order by d.tenant_id, d.month
  on conflict (tenant_id, month, part) do update
    set charged_krw = s.charged_krw + excluded.charged_krw, perhaps_krw = s.perhaps_krw + excluded.perhaps_krw;
  return null;
end $$;

create trigger attempts_priced before update on attempts
  for each row when (new.state is distinct from old.state) execute function price_attempt();
create trigger attempts_counted after update on attempts
  referencing old table as old_rows new table as new_rows
  for each statement execute function count_spending();

revoke execute on function price_on(text, text, text, date), price_attempt(), count_spending() from public;
grant execute on function price_on(text, text, text, date), price_attempt(), count_spending() to bongsu_app;

alter table lifecycles add column department text check (length(department) between 1 and 60);
comment on column lifecycles.department is 'whose costs its messages are';

alter table alerts alter column lifecycle_id drop not null;
create unique index alerts_of_tenant on alerts (tenant_id, key) where lifecycle_id is null;
comment on column alerts.lifecycle_id is 'null: it concerns the tenant as a whole';

grant select (tenant_id, limit_krw, warn_percent, warned_for, exhausted_for) on budgets to bongsu_crossing;
create policy budgets_crossing on budgets for select to bongsu_crossing using (true);
grant select (tenant_id, month, charged_krw, perhaps_krw) on spending to bongsu_crossing;
create policy spending_crossing on spending for select to bongsu_crossing using (true);

-- Tenants whose operators are to be told that a month's budget is nearly or wholly used up, and have not been.
create function budgets_to_tell(month date) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select b.tenant_id from public.budgets b
  where b.limit_krw is not null and (b.warned_for is distinct from budgets_to_tell.month or b.exhausted_for is distinct from budgets_to_tell.month)
    and (select coalesce(sum(s.charged_krw + s.perhaps_krw), 0) from public.spending s
         where s.tenant_id = b.tenant_id and s.month = budgets_to_tell.month) * 100
      >= b.limit_krw * case when b.warned_for = budgets_to_tell.month then 100 else b.warn_percent end;
end;

grant create on schema public to bongsu_crossing;
alter function budgets_to_tell(date) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function budgets_to_tell(date) from public;
grant execute on function budgets_to_tell(date) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function budgets_to_tell(date);
reset role;
drop index alerts_of_tenant;
alter table alerts no force row level security;
delete from alerts where lifecycle_id is null;
alter table alerts force row level security;
alter table alerts alter column lifecycle_id set not null;
alter table lifecycles drop column department;
drop trigger attempts_counted on attempts;
drop trigger attempts_priced on attempts;
drop function count_spending();
drop function price_attempt();
drop table held_by_budget, spending, budgets;
drop index attempts_charged;
alter table attempts drop column department, drop column template_code, drop column lifecycle_type;
alter table attempts drop column charged_on, drop column lms_krw, drop column price_source, drop column price_krw;
drop function price_on(text, text, text, date);
drop table prices, listed_prices;
`);
  }
}
