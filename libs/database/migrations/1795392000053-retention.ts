import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What stays when messages go (docs/adr/0043): which months have been looked through and what of them was removed, what their
 * attempts had cost, as reports ask for it and by affair, and when a text was removed.
 */
export class Retention1795392000053 implements MigrationInterface {
  name = 'Retention1795392000053';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table tenants add column retention jsonb generated always as (settings->'retention') stored;
comment on column tenants.retention is 'how many days it keeps what; null: as usual (libs/message/retention.ts)';

alter table attempts add column text_removed_at timestamptz;
alter table attempts add check (text_removed_at is null or text_ciphertext is null);
comment on column attempts.text_removed_at is 'when its text came to its term; its keyed hash is in proof_prints';

create table retention_marks (
  tenant_id text not null references tenants,
  kind text not null check (kind in ('text', 'receipts', 'attempts', 'people')),
  month date not null check (extract(day from month) = 1),
  state text not null check (state in ('under-way', 'held', 'done')),
  removed bigint not null default 0 check (removed >= 0),
  held int not null default 0 check (held >= 0),
  looked_at timestamptz not null,
  removed_at timestamptz,
  transaction_id bigint not null default pg_current_xact_id()::text::bigint,
  primary key (tenant_id, kind, month),
  check ((removed > 0) = (removed_at is not null)),
  check ((state = 'held') = (held > 0))
);
comment on table retention_marks is 'what of which Korean month has come to its term';
comment on column retention_marks.month is 'in which the messages were planned; of people: in which they were erased';
comment on column retention_marks.state is 'under-way: a round has begun it and none has ended it yet';
comment on column retention_marks.removed is 'texts, receipts, messages or people';
comment on column retention_marks.held is 'messages that are due and still needed';
comment on column retention_marks.transaction_id is 'which wrote it last: a month is dropped only by the transaction that has looked through it';
${shutByTenant('retention_marks')}
grant select, insert, update on retention_marks to bongsu_app;

create table cost_days (
  id bigint generated always as identity primary key,
  tenant_id text not null references tenants,
  charged_on date not null,
  lifecycle_type text,
  template_code text,
  department text,
  channel text not null,
  dealer text not null,
  messages int not null,
  counted int not null,
  failed int not null,
  again int not null,
  charged_krw numeric(14, 2) not null,
  perhaps_krw numeric(14, 2) not null,
  indicative_krw numeric(14, 2) not null,
  all_as_lms_krw numeric(14, 2) not null,
  lms_from_krw numeric(10, 2),
  lms_to_krw numeric(10, 2),
  unique nulls not distinct (tenant_id, charged_on, lifecycle_type, template_code, department, channel, dealer)
);
comment on table cost_days is 'what attempts had cost that have been removed, by all that reports ask for';
${shutByTenant('cost_days')}
grant select, insert, update on cost_days to bongsu_app;

create table lifecycle_costs (
  lifecycle_id uuid primary key,
  tenant_id text not null,
  charged_krw numeric(14, 2) not null,
  perhaps_krw numeric(14, 2) not null,
  foreign key (tenant_id, lifecycle_id) references lifecycles (tenant_id, id)
);
comment on table lifecycle_costs is 'the same by affair';
${shutByTenant('lifecycle_costs')}
grant select, insert, update (charged_krw, perhaps_krw) on lifecycle_costs to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table lifecycle_costs, cost_days, retention_marks;
alter table attempts drop column text_removed_at;
alter table tenants drop column retention;
`);
  }
}
