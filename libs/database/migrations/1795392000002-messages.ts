import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Messages, their items, attempts and receipts, cut by month of the message id, whose first 48 bits are milliseconds
 * since 1970, so that their unique keys hold over all parts and old months are dropped whole. Nobody is granted anything
 * on a part, and a part has no policy, so reading one directly shows nothing even to its owner.
 */
export class Messages1795392000002 implements MigrationInterface {
  name = 'Messages1795392000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table messages (
  id uuid not null primary key,
  tenant_id text not null,
  lifecycle_id uuid,
  person_id uuid,
  party text,
  template_code text,
  send jsonb,
  final boolean not null default false,
  planned_at timestamptz not null,
  expires_at timestamptz,
  state text not null default 'open' check (state in
    ('open', 'withdrawn', 'dropped', 'handed-over', 'delivered', 'undeliverable', 'undecidable')),
  reason text,
  tombstoned_at timestamptz,
  held_until timestamptz,
  double_contact boolean not null default false,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id),
  check (state <> 'withdrawn' or tombstoned_at is not null),
  check (state <> 'open' or settled_at is null)
) partition by range (id);
create index messages_lifecycle on messages (lifecycle_id, id);
create table messages_default partition of messages default;
${shutByTenant('messages')}
grant select, insert, update on messages to bongsu_app;

create table message_items (
  message_id uuid not null references messages,
  tenant_id text not null,
  lifecycle_id uuid not null,
  key text not null,
  withdrawn_at timestamptz,
  primary key (message_id, lifecycle_id, key),
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id)
) partition by range (message_id);
create index message_items_lifecycle on message_items (lifecycle_id, message_id);
create table message_items_default partition of message_items default;
${shutByTenant('message_items')}
grant select, insert, update (withdrawn_at) on message_items to bongsu_app;

create table attempts (
  message_id uuid not null references messages,
  number int not null check (number between 1 and 99),
  tenant_id text not null,
  channel text not null check (channel in ('alimtalk', 'sms', 'lms')),
  dealer text not null,
  state text not null check (state in ('reserved', 'withdrawn', 'calling', 'accepted', 'delivered', 'failed',
    'unconfirmed', 'rejected', 'unknown', 'not-taken', 'undecidable')),
  class text,
  result_code text,
  fallback text check (fallback in ('yes', 'no', 'policy')),
  reason text,
  dealer_group_id text,
  dealer_message_id text,
  text_ciphertext text,
  reserved_at timestamptz not null,
  calling_at timestamptz,
  accepted_at timestamptz,
  settled_at timestamptz,
  tried_at timestamptz,
  not_before timestamptz,
  asked_at timestamptz,
  next_check_at timestamptz,
  tries int not null default 0 check (tries >= 0),
  cost_krw numeric(10, 2),
  primary key (message_id, number),
  check (state in ('reserved', 'withdrawn', 'rejected') or calling_at is not null)
) partition by range (message_id);
create unique index attempts_one_at_work on attempts (message_id) where state in ('reserved', 'calling');
create index attempts_group on attempts (dealer, dealer_group_id) where dealer_group_id is not null;
create index attempts_check on attempts (next_check_at) where next_check_at is not null;
create table attempts_default partition of attempts default;
${shutByTenant('attempts')}
grant select, insert, update on attempts to bongsu_app;

alter table messages_default enable row level security;
alter table messages_default force row level security;
alter table message_items_default enable row level security;
alter table message_items_default force row level security;
alter table attempts_default enable row level security;
alter table attempts_default force row level security;

create table receipts (
  message_id uuid not null,
  id uuid not null,
  tenant_id text not null,
  dealer text not null,
  dedupe_key text not null,
  attempt_number int not null,
  status_code text not null,
  class text not null,
  body jsonb not null,
  received_at timestamptz not null default now(),
  applied boolean not null,
  primary key (message_id, id),
  unique (message_id, dealer, dedupe_key),
  foreign key (message_id, attempt_number) references attempts (message_id, number)
) partition by range (message_id);
create table receipts_default partition of receipts default;
alter table receipts_default enable row level security;
alter table receipts_default force row level security;
${shutByTenant('receipts')}
grant select, insert, update (applied) on receipts to bongsu_app;

create table unrouted_receipts (
  id uuid primary key,
  dealer text not null,
  body_hash bytea not null unique check (octet_length(body_hash) = 32),
  status_code text,
  received_at timestamptz not null default now()
);
grant select, insert on unrouted_receipts to bongsu_app;

-- The smallest id that a moment may have.
create function id_floor(at timestamptz) returns uuid
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Cuts the months (Korean ones) from one moment to another, where they are missing; answers how many parts it made.
-- A month of which the default part already holds rows stays there: right, only not dropped by the month.
create function ensure_partitions(from_at timestamptz, to_at timestamptz) returns int
language plpgsql strict security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  korea constant interval := interval '9 hours';
  month timestamp := date_trunc('month', from_at at time zone korea);
  parent text;
  part text;
  made int := 0;
begin
  if to_at < from_at or to_at > from_at + interval '10 years' then
    raise exception 'ensure_partitions: from one moment to a later one, at most ten years on'
      using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtext('bongsu.ensure_partitions'));
  while month <= to_at at time zone korea loop
    foreach parent in array array['messages', 'message_items', 'attempts', 'receipts'] loop
      part := parent || to_char(month, '_YYYY_MM');
      if to_regclass('public.' || part) is null then
        begin
          execute format('create table public.%I partition of public.%I for values from (%L) to (%L)', part, parent,
            public.id_floor(month at time zone korea),
            public.id_floor((month + interval '1 month') at time zone korea));
          execute format('alter table public.%I enable row level security', part);
          execute format('alter table public.%I force row level security', part);
          made := made + 1;
        exception when check_violation then
          null;
        end;
      end if;
    end loop;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;
revoke execute on function id_floor(timestamptz), ensure_partitions(timestamptz, timestamptz) from public;
grant execute on function id_floor(timestamptz), ensure_partitions(timestamptz, timestamptz) to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function ensure_partitions(timestamptz, timestamptz);
drop function id_floor(timestamptz);
drop table unrouted_receipts, receipts, attempts, message_items, messages;
`);
  }
}
