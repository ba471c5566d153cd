import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Acts that wait for a second word. What was asked for is never changed afterwards: it is decided about, once. Whom it
 * reaches is kept one by one, so that approving reaches nobody who was not shown. The body may hold what is personal, of
 * many people at once: it is under the tenant's key, and is gone once somebody has decided.
 */
export class Approvals1795392000051 implements MigrationInterface {
  name = 'Approvals1795392000051';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table approvals (
  id uuid primary key,
  tenant_id text not null references tenants,
  act text not null check (act in ('publish-type', 'event-to-many', 'correct-messages', 'resend-leak',
    'migrate-lifecycles', 'loosen-rule')),
  facts jsonb not null check (jsonb_typeof(facts) = 'object'),
  count int check (count >= 0),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  same_as bytea check (octet_length(same_as) = 32),
  payload_ciphertext text,
  reason_ciphertext text,
  requested_by_kind text not null check (requested_by_kind in ('operator', 'api-key')),
  requested_by_id text not null check (length(requested_by_id) between 1 and 200),
  requested_by_label text not null check (length(requested_by_label) <= 200),
  requester_hands text[] not null check (cardinality(requester_hands) >= 1),
  requested_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > requested_at),
  state text not null default 'open' check (state in ('open', 'done', 'refused', 'withdrawn', 'expired')),
  settled_at timestamptz,
  decided_by_kind text check (decided_by_kind in ('operator', 'api-key')),
  decided_by_id text check (length(decided_by_id) between 1 and 200),
  decided_by_label text check (length(decided_by_label) <= 200),
  decision_ciphertext text,
  outcome jsonb,
  unique (tenant_id, id),
  check ((state = 'open') = (settled_at is null)),
  check ((state = 'open') = (payload_ciphertext is not null)),
  check ((state in ('done', 'refused', 'withdrawn')) = (decided_by_id is not null)),
  check ((decided_by_id is null) = (decided_by_kind is null)),
  check ((state = 'done') = (outcome is not null)),
  constraint approvals_by_somebody_else check (state not in ('done', 'refused')
    or (decided_by_kind, decided_by_id) is distinct from (requested_by_kind, requested_by_id))
);
comment on column approvals.facts is 'what would happen, for whoever decides; nothing personal';
comment on column approvals.count is 'affairs or messages that it reaches; null: it is about none';
comment on column approvals.content_hash is 'keyed hash of the act, its body and whom it reaches';
comment on column approvals.same_as is 'keyed hash by which the same act is asked for once where the caller gives no key; null: they did';
comment on column approvals.payload_ciphertext is 'the body as it is carried out, under the tenant''s key; gone once it is decided';
comment on column approvals.requester_hands is 'in whose hands the credential was that asked, see libs/message/two-person-rule.ts';
create index approvals_order on approvals (tenant_id, id);
create index approvals_waiting on approvals (expires_at) where state = 'open';
create unique index approvals_asked_once on approvals (tenant_id, same_as) where state = 'open';
${shutByTenant('approvals')}
grant select, insert, update (state, settled_at, payload_ciphertext, decided_by_kind, decided_by_id, decided_by_label,
  decision_ciphertext, outcome) on approvals to bongsu_app;

create table approval_subjects (
  approval_id uuid not null,
  subject_id uuid not null,
  tenant_id text not null,
  primary key (approval_id, subject_id),
  foreign key (tenant_id, approval_id) references approvals (tenant_id, id) deferrable initially deferred
);
comment on table approval_subjects is 'affairs or messages that an act reached when it was asked for, and reaches at most';
${shutByTenant('approval_subjects')}
grant select, insert on approval_subjects to bongsu_app;

alter table message_corrections add column approval_id uuid;
alter table message_corrections add constraint message_corrections_approval
  foreign key (tenant_id, approval_id) references approvals (tenant_id, id);
comment on column message_corrections.approval_id is 'by which it was approved: it concerns what was shown then alone';
alter table definition_migrations add column approval_id uuid;
alter table definition_migrations add constraint definition_migrations_approval
  foreign key (tenant_id, approval_id) references approvals (tenant_id, id);
comment on column definition_migrations.approval_id is 'by which it was approved: it concerns what was shown then alone';

create function tell_of_approval() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform public.tell_callback(new.tenant_id, 'approval.asked', 'approval/' || new.id, null,
      jsonb_build_object('approvalId', new.id, 'act', new.act, 'count', new.count));
  else
    perform public.tell_callback(new.tenant_id, 'approval.settled', 'approval/' || new.id, null,
      jsonb_build_object('approvalId', new.id, 'act', new.act, 'state', new.state));
  end if;
  return null;
end $$;
create trigger approvals_told after insert or update on approvals for each row execute function tell_of_approval();
revoke execute on function tell_of_approval() from public;
grant execute on function tell_of_approval() to bongsu_app;

-- Tenants of whose acts some have waited too long.
grant select (tenant_id, state, expires_at) on approvals to bongsu_crossing;
create policy approvals_crossing on approvals for select to bongsu_crossing using (true);
create function expired_approvals(now timestamptz) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select distinct a.tenant_id from public.approvals a
  where a.state = 'open' and a.expires_at <= expired_approvals.now;
end;
grant create on schema public to bongsu_crossing;
alter function expired_approvals(timestamptz) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function expired_approvals(timestamptz) from public;
grant execute on function expired_approvals(timestamptz) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function expired_approvals(timestamptz);
reset role;
alter table definition_migrations drop constraint definition_migrations_approval, drop column approval_id;
alter table message_corrections drop constraint message_corrections_approval, drop column approval_id;
drop table approval_subjects, approvals;
drop function tell_of_approval();
`);
  }
}
