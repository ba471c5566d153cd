import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * The life of a template: what its dealer says of each version, and what people have had done to it. An act is stored before
 * the dealer is called and carries its own outcome, so that the list of them is also who did what.
 */
export class TemplateLife1795392000027 implements MigrationInterface {
  name = 'TemplateLife1795392000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table templates
  drop constraint templates_status_check,
  add constraint templates_status_check check (
    status in ('draft', 'registered', 'inspecting', 'approved', 'rejected', 'superseded', 'deleted')),
  add column dealer_name text check (length(dealer_name) between 1 and 150),
  add column category_code text not null default '999999',
  add column comments jsonb not null default '[]',
  add column blocked boolean not null default false,
  add column dormant boolean not null default false,
  add column changed_at timestamptz not null default now(),
  add column last_used_at timestamptz,
  add column released_at timestamptz,
  add column synced_at timestamptz;
update templates set changed_at = created_at;
create index templates_at_dealer on templates (dealer, channel_id, dealer_template_id);
create index templates_waiting on templates (synced_at) where status in ('registered', 'inspecting');
grant update (dealer_name, comments, blocked, dormant, changed_at, last_used_at, released_at, synced_at)
  on templates to bongsu_app;

create table template_acts (
  id uuid primary key,
  tenant_id text not null references tenants,
  code text not null,
  version int not null,
  act text not null check (act in ('register', 'edit', 'request-review', 'cancel-review', 'delete', 'release')),
  state text not null default 'asked' check (state in ('asked', 'done', 'refused')),
  asked_by text not null,
  reason text,
  asked_at timestamptz not null,
  -- When the dealer was first called of which it is not known what became: only a look-up, never a second call, comes next.
  in_doubt_since timestamptz,
  tries int not null default 0,
  next_try_at timestamptz not null,
  settled_at timestamptz,
  result_code text,
  dealer_code text,
  foreign key (tenant_id, code, version) references templates (tenant_id, code, version),
  check ((state = 'asked') = (settled_at is null))
);
create index template_acts_of on template_acts (tenant_id, code, version, asked_at);
create index template_acts_due on template_acts (next_try_at) where state = 'asked';
${shutByTenant('template_acts')}
grant select, insert, update on template_acts to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table template_acts;
drop index templates_waiting;
drop index templates_at_dealer;
delete from templates where status not in ('draft', 'inspecting', 'approved', 'rejected');
alter table templates
  drop column dealer_name, drop column category_code, drop column comments, drop column blocked, drop column dormant,
  drop column changed_at, drop column last_used_at, drop column released_at, drop column synced_at,
  drop constraint templates_status_check,
  add constraint templates_status_check check (status in ('draft', 'inspecting', 'approved', 'rejected'));
`);
  }
}
