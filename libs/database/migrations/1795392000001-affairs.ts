import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Tenants, people and their affairs. Foreign keys carry the tenant wherever the table above them has one, because
 * referential checks look past row-level security. Only the tables at the top refer to `tenants` itself: every insert
 * there takes a share of the tenant's row, which `changeSettings` relies on.
 */
export class Affairs1795392000001 implements MigrationInterface {
  name = 'Affairs1795392000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter default privileges revoke execute on functions from public;

create table tenants (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null check (length(name) between 1 and 100),
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now()
);
${shutByTenant('tenants', 'id')}
grant select, insert, update (name, settings) on tenants to bongsu_app;

create table api_keys (
  id uuid primary key,
  tenant_id text not null references tenants,
  label text not null check (length(label) between 1 and 100),
  key_hash bytea not null unique check (octet_length(key_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_tenant on api_keys (tenant_id, id);
${shutByTenant('api_keys')}
grant select, insert, update (label, expires_at, revoked_at) on api_keys to bongsu_app;

create table templates (
  tenant_id text not null references tenants,
  code text not null check (length(code) between 1 and 30),
  version int not null check (version > 0),
  dealer text not null,
  dealer_template_id text not null,
  channel_id text not null,
  content jsonb not null,
  status text not null check (status in ('draft', 'inspecting', 'approved', 'rejected')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, code, version)
);
${shutByTenant('templates')}
grant select, insert, update (dealer_template_id, status) on templates to bongsu_app;

create table persons (
  id uuid primary key,
  tenant_id text not null references tenants,
  name_ciphertext text not null,
  phone_ciphertext text not null,
  identity_hash bytea check (octet_length(identity_hash) = 32),
  phone_hash bytea check (octet_length(phone_hash) = 32),
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  unique (tenant_id, identity_hash),
  check ((identity_hash is null) = (phone_hash is null))
);
create index persons_phone on persons (tenant_id, phone_hash);
comment on column persons.identity_hash is 'keyed hash of name and phone; null once the person is erased';
${shutByTenant('persons')}
grant select, insert, update (name_ciphertext, phone_ciphertext, identity_hash, phone_hash) on persons to bongsu_app;

create table person_keys (
  person_id uuid primary key,
  tenant_id text not null,
  wrapped_key text,
  destroyed_at timestamptz,
  foreign key (tenant_id, person_id) references persons (tenant_id, id),
  check ((wrapped_key is null) = (destroyed_at is not null))
);
${shutByTenant('person_keys')}
grant select, insert, update (wrapped_key, destroyed_at) on person_keys to bongsu_app;

create table lifecycle_definitions (
  tenant_id text not null references tenants,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  definition jsonb not null check (jsonb_typeof(definition) = 'object'),
  created_at timestamptz not null default now(),
  primary key (tenant_id, hash)
);
${shutByTenant('lifecycle_definitions')}
grant select, insert on lifecycle_definitions to bongsu_app;

create table lifecycles (
  id uuid primary key,
  tenant_id text not null references tenants,
  type text not null,
  definition_hash text not null,
  reference text not null check (length(reference) between 1 and 100),
  state text not null default 'open' check (state in ('open', 'ended', 'cancelled', 'failed')),
  stage text not null,
  data_ciphertext text not null,
  data_person_id uuid not null,
  started_at timestamptz not null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  close_reason_ciphertext text,
  close_explanation text,
  plan jsonb,
  plan_decision int not null default 0,
  next_due_at timestamptz,
  events_accepted int not null default 0 check (events_accepted >= 0),
  run_id text,
  telling_until timestamptz,
  telling_by uuid,
  unique (tenant_id, id),
  foreign key (tenant_id, definition_hash) references lifecycle_definitions,
  foreign key (tenant_id, data_person_id) references persons (tenant_id, id),
  check ((state = 'open') = (closed_at is null)),
  check ((telling_until is null) = (telling_by is null))
);
create unique index lifecycles_open_reference on lifecycles (tenant_id, type, reference) where state = 'open';
create index lifecycles_reference on lifecycles (tenant_id, reference, id);
create index lifecycles_type on lifecycles (tenant_id, type, id);
create index lifecycles_stage on lifecycles (tenant_id, stage, id);
create index lifecycles_state on lifecycles (tenant_id, state, id);
${shutByTenant('lifecycles')}
grant select, insert, update on lifecycles to bongsu_app;

create table parties (
  tenant_id text not null,
  lifecycle_id uuid not null,
  role text not null,
  person_id uuid not null,
  primary key (lifecycle_id, role),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id)
);
create index parties_person on parties (tenant_id, person_id, lifecycle_id);
${shutByTenant('parties')}
grant select, insert, update (person_id) on parties to bongsu_app;

create table events (
  id uuid primary key,
  tenant_id text not null,
  lifecycle_id uuid not null,
  event_id text not null check (length(event_id) between 1 and 100),
  kind text not null check (kind in ('event', 'cancel')),
  type text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  data_ciphertext text not null,
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  state text not null default 'pending' check (state in ('pending', 'accepted', 'refused')),
  sequence int check (sequence > 0),
  answer jsonb,
  answered_at timestamptz,
  unique (lifecycle_id, event_id),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  check ((state = 'pending') = (answered_at is null)),
  check ((state = 'pending') = (answer is null)),
  check ((state = 'accepted') = (sequence is not null))
);
create unique index events_sequence on events (lifecycle_id, sequence) where sequence is not null;
${shutByTenant('events')}
grant select, insert, update (state, sequence, answer, answered_at) on events to bongsu_app;

create table journal (
  tenant_id text not null,
  lifecycle_id uuid not null,
  key text not null,
  number int not null,
  at timestamptz not null,
  kind text not null,
  text text not null,
  detail jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (lifecycle_id, key),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id)
);
${shutByTenant('journal')}
grant select, insert on journal to bongsu_app;

create table outbox (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  lifecycle_id uuid not null,
  kind text not null check (kind in ('start', 'event', 'undelivered', 'settings', 'calendar')),
  payload jsonb not null,
  created_at timestamptz not null default now(),
  told_at timestamptz,
  tries int not null default 0,
  next_try_at timestamptz not null default now(),
  last_error text,
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id)
);
create index outbox_due on outbox (next_try_at) where told_at is null;
create index outbox_untold on outbox (lifecycle_id, id) where told_at is null;
${shutByTenant('outbox')}
grant select, insert, update (told_at, tries, next_try_at, last_error) on outbox to bongsu_app;

create table idempotency_keys (
  tenant_id text not null references tenants,
  key text not null check (length(key) between 1 and 255),
  operation text not null,
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  status int not null check (status between 200 and 599),
  resource_id uuid,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key)
);
${shutByTenant('idempotency_keys')}
grant select, insert on idempotency_keys to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table idempotency_keys, outbox, journal, events, parties, lifecycles, lifecycle_definitions, person_keys, persons,
  templates, api_keys, tenants;
alter default privileges grant execute on functions to public;
`);
  }
}
