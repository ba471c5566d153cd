import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Every try to tell an endpoint of an event, with what was answered and how long it took: for senders who ask why their system
 * did not hear of something. A try is written when it begins, so that one that a crash cut off is seen to have been made. It
 * goes with its delivery, after as many days as events are kept.
 */
export class CallbackTries1795392000048 implements MigrationInterface {
  name = 'CallbackTries1795392000048';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table callback_deliveries add column tried int not null default 0 check (tried >= 0);
alter table callback_deliveries add column last_took_ms int check (last_took_ms >= 0);
alter table callback_deliveries no force row level security;
update callback_deliveries set tried = tries where tries > 0;
alter table callback_deliveries force row level security;
comment on column callback_deliveries.tries is 'since it was last asked for: a replay, and enabling its endpoint, begin anew';
comment on column callback_deliveries.tried is 'all tries there ever were';
create index callback_deliveries_unsettled on callback_deliveries (endpoint_id, state, position) where state <> 'delivered';
create index callback_events_lifecycle on callback_events (lifecycle_id) where lifecycle_id is not null;

create table callback_tries (
  endpoint_id uuid not null,
  position bigint not null,
  number int not null check (number > 0),
  tenant_id text not null,
  began_at timestamptz not null,
  result text,
  status int,
  took_ms int check (took_ms >= 0),
  primary key (endpoint_id, position, number),
  foreign key (endpoint_id, position) references callback_deliveries on delete cascade,
  check ((result is null) = (took_ms is null))
);
comment on column callback_tries.result is 'null: it is being made, or whoever made it did not come to say what came of it';
comment on column callback_tries.took_ms is 'until it was answered, or given up';
${shutByTenant('callback_tries')}
grant select, insert, update (result, status, took_ms) on callback_tries to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table callback_tries;
drop index callback_events_lifecycle;
drop index callback_deliveries_unsettled;
alter table callback_deliveries drop column last_took_ms, drop column tried;
comment on column callback_deliveries.tries is null;
`);
  }
}
