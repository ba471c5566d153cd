import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What is decided of a message stands with it, in order; what a person decides stands with the attempt that it is about.
 * A message may follow another one, sent again or put right. Who did it and why is kept under the recipient's key.
 * Acts point at messages without a foreign key, so that old months of messages can be dropped.
 */
export class MessageActs1795392000016 implements MigrationInterface {
  name = 'MessageActs1795392000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table messages add column decisions jsonb not null default '[]' check (jsonb_typeof(decisions) = 'array');
comment on column messages.decisions is 'what was decided of it and why, oldest first; nothing personal';
alter table messages add column follows uuid;
alter table messages add column followed_as text check (followed_as in ('resend', 'correction'));
alter table messages add check ((follows is null) = (followed_as is null));
comment on column messages.follows is 'the message that this one repeats or puts right';
create index messages_of_tenant on messages (tenant_id, id);
create index messages_for_people on messages (tenant_id, id) where state in ('undecidable', 'undeliverable');
create index messages_person on messages (person_id, id);

alter table attempts add column decided text check (decided in ('send-again', 'let-be'));
comment on column attempts.decided is 'what a person decided, where nobody can tell whether it left';

create table message_corrections (
  id uuid primary key,
  tenant_id text not null references tenants,
  type text not null,
  template text not null,
  planned_from timestamptz not null,
  planned_until timestamptz not null check (planned_until > planned_from),
  correction text not null,
  per_minute int not null check (per_minute between 1 and 6000),
  reason text not null check (length(reason) between 1 and 500),
  actor text not null check (length(actor) <= 100),
  state text not null check (state in ('dry-run', 'running', 'stopped', 'completed')),
  total int not null check (total >= 0),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (tenant_id, id)
);
comment on column message_corrections.template is 'of the wrong messages';
comment on column message_corrections.correction is 'the template that puts them right';
create unique index message_corrections_one_at_work on message_corrections (tenant_id, type, template)
  where state in ('running', 'stopped');
${shutByTenant('message_corrections')}
grant select, insert, update (state, changed_at) on message_corrections to bongsu_app;

create table message_acts (
  id uuid primary key,
  tenant_id text not null references tenants,
  message_id uuid not null,
  kind text not null check (kind in ('send-again', 'let-be', 'resend', 'correction')),
  attempt_number int,
  followed_by uuid,
  correction_id uuid,
  at timestamptz not null,
  person_id uuid not null,
  words_ciphertext text not null,
  foreign key (tenant_id, person_id) references persons (tenant_id, id),
  foreign key (tenant_id, correction_id) references message_corrections (tenant_id, id),
  check ((kind in ('send-again', 'let-be')) = (attempt_number is not null)),
  check ((kind in ('resend', 'correction')) = (followed_by is not null)),
  check (correction_id is null or kind = 'correction')
);
comment on column message_acts.words_ciphertext is 'who did it and why, under the key of person_id';
create unique index message_acts_once on message_acts (message_id, attempt_number) where attempt_number is not null;
create unique index message_acts_once_a_correction on message_acts (correction_id, message_id)
  where correction_id is not null;
create index message_acts_message on message_acts (tenant_id, message_id);
${shutByTenant('message_acts')}
grant select, insert on message_acts to bongsu_app;

grant select (id, tenant_id, state) on message_corrections to bongsu_crossing;
create policy message_corrections_crossing on message_corrections for select to bongsu_crossing using (true);

create function running_corrections() returns table (tenant_id text, correction_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select c.tenant_id, c.id from public.message_corrections c where c.state = 'running' order by c.id;
end;

grant create on schema public to bongsu_crossing;
alter function running_corrections() owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function running_corrections() from public;
grant execute on function running_corrections() to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function running_corrections();
reset role;
drop table message_acts, message_corrections;
alter table attempts drop column decided;
drop index messages_person;
drop index messages_for_people;
drop index messages_of_tenant;
alter table messages drop column followed_as;
alter table messages drop column follows;
alter table messages drop column decisions;
`);
  }
}
