import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Numbers that are not their people's any more, and people who have died: nothing leaves for them until that is lifted. What
 * had gone to a wrong number is a leak, with the terms that the law sets. Reasons are under the tenant's key: they belong to
 * the act, and outlive the person as the audit log does.
 */
export class Quarantines1795392000044 implements MigrationInterface {
  name = 'Quarantines1795392000044';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table quarantines (
  id uuid primary key,
  tenant_id text not null references tenants,
  kind text not null check (kind in ('number', 'deceased')),
  phone_hash bytea check (octet_length(phone_hash) = 32),
  person_id uuid,
  state text not null default 'open' check (state in ('open', 'lifted')),
  reason_ciphertext text not null,
  actor text not null check (length(actor) <= 200),
  opened_at timestamptz not null,
  lifted_at timestamptz,
  lifted_as text check (lifted_as in ('mistaken', 'corrected')),
  lifted_by text check (length(lifted_by) <= 200),
  lift_reason_ciphertext text,
  taken_over_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id),
  check ((kind = 'number') = (phone_hash is not null)),
  check ((kind = 'deceased') = (person_id is not null)),
  check ((state = 'lifted') = (lifted_at is not null)),
  check ((state = 'lifted') = (lifted_as is not null)),
  check (kind = 'deceased' or taken_over_at is null)
);
comment on column quarantines.phone_hash is 'keyed hash of the number that is not its people''s; null of somebody who has died';
comment on column quarantines.person_id is 'who has died; null of a number';
comment on column quarantines.taken_over_at is 'when somebody last took the place of whoever has died; it stays open for them';
create unique index quarantines_number on quarantines (tenant_id, phone_hash) where kind = 'number' and state = 'open';
create unique index quarantines_person on quarantines (person_id) where kind = 'deceased' and state = 'open';
${shutByTenant('quarantines')}
grant select, insert, update (state, lifted_at, lifted_as, lifted_by, lift_reason_ciphertext, taken_over_at)
  on quarantines to bongsu_app;

create table quarantine_affairs (
  quarantine_id uuid not null,
  tenant_id text not null,
  lifecycle_id uuid not null,
  act text not null check (act in ('paused', 'was-paused', 'cancelled')),
  event_row_id uuid,
  primary key (quarantine_id, lifecycle_id),
  foreign key (tenant_id, quarantine_id) references quarantines (tenant_id, id),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  check ((act = 'was-paused') = (event_row_id is null))
);
comment on table quarantine_affairs is 'which open affairs it stopped; those that somebody had paused before stay so when it is lifted';
comment on column quarantine_affairs.event_row_id is 'the event that stops it, which another quarantine may have begun';
create index quarantine_affairs_lifecycle on quarantine_affairs (lifecycle_id);
${shutByTenant('quarantine_affairs')}
grant select, insert on quarantine_affairs to bongsu_app;

create table leaks (
  id uuid primary key,
  tenant_id text not null references tenants,
  quarantine_id uuid not null unique,
  learned_at timestamptz not null,
  wrong_since timestamptz,
  sensitive boolean not null,
  people int not null check (people > 0),
  affairs int not null check (affairs > 0),
  messages int not null check (messages > 0),
  tell_by timestamptz not null,
  report_by timestamptz,
  state text not null default 'open' check (state in ('open', 'told', 'closed')),
  told_at timestamptz,
  told_by text check (length(told_by) <= 200),
  told_how_ciphertext text,
  reported_at timestamptz,
  closed_at timestamptz,
  closed_by text check (length(closed_by) <= 200),
  closing_ciphertext text,
  unique (tenant_id, id),
  foreign key (tenant_id, quarantine_id) references quarantines (tenant_id, id),
  check ((state = 'open') = (told_at is null)),
  check ((state = 'closed') = (closed_at is not null))
);
comment on column leaks.wrong_since is 'since when the number was not theirs; null: not known, so that everything counts';
create index leaks_order on leaks (tenant_id, id);
${shutByTenant('leaks')}
grant select, insert, update (state, told_at, told_by, told_how_ciphertext, reported_at, closed_at, closed_by, closing_ciphertext)
  on leaks to bongsu_app;

create table leaked_messages (
  leak_id uuid not null,
  message_id uuid not null,
  tenant_id text not null,
  lifecycle_id uuid not null,
  person_id uuid not null,
  template text,
  purpose text not null,
  sent_at timestamptz not null,
  primary key (leak_id, message_id),
  foreign key (tenant_id, leak_id) references leaks (tenant_id, id),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id)
);
comment on table leaked_messages is 'what went to the wrong number; without a foreign key to the message, which retention drops first';
comment on column leaked_messages.person_id is 'whom it tells of';
create index leaked_messages_person on leaked_messages (person_id);
${shutByTenant('leaked_messages')}
grant select, insert on leaked_messages to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table leaked_messages, leaks, quarantine_affairs, quarantines;`);
  }
}
