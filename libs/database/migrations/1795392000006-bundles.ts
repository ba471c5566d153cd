import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Bundles: one message for a person's like items. A bundle's id is that of its message, which belongs to no lifecycle;
 * each item keeps a message of its own, which names the bundle that it rides in. Of a person and a name one bundle at a
 * time is open. What an attempt tells of stands in the attempt, so that a text is never sent for items which have left
 * meanwhile. Which bundles are overdue is asked over all tenants, by a function that answers ids only (docs/adr/0004).
 */
export class Bundles1795392000006 implements MigrationInterface {
  name = 'Bundles1795392000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table bundles (
  id uuid primary key,
  tenant_id text not null,
  person_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  opened_by uuid not null,
  closes_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'closing', 'closed')),
  next_check_at timestamptz,
  created_at timestamptz not null,
  foreign key (tenant_id, person_id) references persons (tenant_id, id),
  foreign key (tenant_id, opened_by) references lifecycles (tenant_id, id),
  check ((state = 'closed') = (next_check_at is null))
);
comment on column bundles.opened_by is 'the lifecycle through which Temporal is told of it';
create unique index bundles_one_open on bundles (tenant_id, person_id, name) where state = 'open';
create index bundles_check on bundles (next_check_at) where next_check_at is not null;
${shutByTenant('bundles')}
grant select, insert, update (state, next_check_at) on bundles to bongsu_app;

alter table messages add column bundle_id uuid;
alter table messages drop constraint messages_state_check;
alter table messages add constraint messages_state_check check (state in
  ('open', 'bundled', 'withdrawn', 'dropped', 'handed-over', 'delivered', 'undeliverable', 'undecidable'));
alter table messages add constraint messages_bundled_check check (state <> 'bundled' or bundle_id is not null);
alter table message_items add column item_id uuid;
alter table attempts add column items uuid[];
alter table attempts add column silence_told_at timestamptz;
comment on column message_items.item_id is 'in a bundle: the item''s own message';
comment on column attempts.silence_told_at is 'when it was said that a text is due, because nobody has confirmed this one';
comment on column attempts.items is 'of a bundle: the items'' own messages that the text tells of';

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in
  ('start', 'event', 'undelivered', 'settings', 'calendar', 'bundle'));

grant select (id, tenant_id, next_check_at) on bundles to bongsu_crossing;
create policy bundles_crossing on bundles for select to bongsu_crossing using (true);

create function due_bundles(at timestamptz, max int) returns table (tenant_id text, bundle_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select b.tenant_id, b.id from public.bundles b
  where b.next_check_at is not null and b.next_check_at <= due_bundles.at
  order by b.next_check_at
  limit due_bundles.max;
end;

grant create on schema public to bongsu_crossing;
alter function due_bundles(timestamptz, int) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function due_bundles(timestamptz, int) from public;
grant execute on function due_bundles(timestamptz, int) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function due_bundles(timestamptz, int);
reset role;
alter table outbox no force row level security;
delete from outbox where kind = 'bundle';
alter table outbox force row level security;
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('start', 'event', 'undelivered', 'settings', 'calendar'));
alter table attempts drop column items, drop column silence_told_at;
alter table message_items drop column item_id;
alter table messages no force row level security;
update messages set state = 'dropped', settled_at = coalesce(settled_at, now()) where state = 'bundled';
alter table messages force row level security;
alter table messages drop constraint messages_bundled_check;
alter table messages drop constraint messages_state_check;
alter table messages add constraint messages_state_check check (state in
  ('open', 'withdrawn', 'dropped', 'handed-over', 'delivered', 'undeliverable', 'undecidable'));
alter table messages drop column bundle_id;
drop table bundles;
`);
  }
}
