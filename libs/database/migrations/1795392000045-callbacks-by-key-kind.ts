import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An event says of which kind the key was that began its affair, and endpoints choose of which kinds they are told: live ones
 * alone unless they ask for others, so that nobody's rehearsal turns up in a system that takes it for real. A trigger writes
 * it, as that of messages does (docs/adr/0028), so that nothing that writes events can forget it.
 */
export class CallbacksByKeyKind1795392000045 implements MigrationInterface {
  name = 'CallbacksByKeyKind1795392000045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table callback_endpoints add column key_kinds text[] not null default '{live}'
  check (key_kinds <@ '{live,team,test}' and cardinality(key_kinds) between 1 and 3);
comment on column callback_endpoints.key_kinds is 'of affairs that keys of these kinds began; what is about none is told to all';

alter table callback_events add column key_kind text check (key_kind in ('live', 'team', 'test'));
comment on column callback_events.key_kind is 'of the key that began the affair; null: it is about none';
alter table callback_events no force row level security;
alter table lifecycles no force row level security;
update callback_events v set key_kind = l.key_kind from lifecycles l where l.id = v.lifecycle_id;
alter table lifecycles force row level security;
alter table callback_events force row level security;

create function tell_of_key_kind() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.lifecycle_id is not null then
    select l.key_kind into new.key_kind from public.lifecycles l where l.id = new.lifecycle_id;
  else
    select m.key_kind into new.key_kind from public.messages m where m.id = substr(new.affair, length('message/') + 1)::uuid;
  end if;
  return new;
end $$;
create trigger callback_events_of_key_kind before insert on callback_events
  for each row when (new.lifecycle_id is not null or new.affair like 'message/%') execute function tell_of_key_kind();
revoke execute on function tell_of_key_kind() from public;
grant execute on function tell_of_key_kind() to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop trigger callback_events_of_key_kind on callback_events;
drop function tell_of_key_kind();
alter table callback_events drop column key_kind;
alter table callback_endpoints drop column key_kinds;
`);
  }
}
