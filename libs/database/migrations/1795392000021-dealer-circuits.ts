import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How dealers stand, and which messages wait for one. The circuit is of the platform's account and of no tenant; how much
 * waits over all tenants is answered by one function, as numbers without names (docs/adr/0004).
 */
export class DealerCircuits1795392000021 implements MigrationInterface {
  name = 'DealerCircuits1795392000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table dealer_circuits (
  dealer text not null primary key,
  per_second int not null check (per_second > 0),
  circuit jsonb not null,
  changed_at timestamptz not null
);
comment on column dealer_circuits.per_second is 'calls a second that the contract allows, as workers are configured';
comment on column dealer_circuits.circuit is 'libs/message/dealer-circuit.ts says what stands in it';
grant select, insert, update on dealer_circuits to bongsu_app;

create table dealer_calls (
  dealer text not null,
  place int not null check (place between 0 and 719),
  from_at timestamptz not null,
  calls int not null,
  failed int not null,
  slow int not null,
  primary key (dealer, place)
);
comment on table dealer_calls is 'what calls of five seconds came to, over all tenants; an hour of them, each in the place of the one of an hour before';
grant select, insert, update on dealer_calls to bongsu_app;

alter table messages add column awaits_dealer text;
alter table messages add column awaits_since timestamptz;
comment on column messages.awaits_dealer is 'the dealer whose outage it waits for';
create index messages_awaiting on messages (awaits_dealer, tenant_id, expires_at, planned_at, id)
  where awaits_dealer is not null and state = 'open';

grant select (tenant_id, state, awaits_dealer) on messages to bongsu_crossing;
create policy messages_crossing on messages for select to bongsu_crossing using (true);

-- How many messages of each tenant wait for a dealer. Numbers only: whose they are nobody is told.
create function dealer_backlog(dealer text) returns setof int
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select count(*)::int from public.messages m
  where m.awaits_dealer = dealer_backlog.dealer and m.state = 'open'
  group by m.tenant_id order by 1 desc;
end;

grant create on schema public to bongsu_crossing;
alter function dealer_backlog(text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function dealer_backlog(text) from public;
grant execute on function dealer_backlog(text) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function dealer_backlog(text);
reset role;
drop policy messages_crossing on messages;
revoke all (tenant_id, state, awaits_dealer) on messages from bongsu_crossing;
drop index messages_awaiting;
alter table messages drop column awaits_since;
alter table messages drop column awaits_dealer;
drop table dealer_calls;
drop table dealer_circuits;
`);
  }
}
