import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/** What a tenant says of single days besides the shipped table of holidays, and the site that a lifecycle belongs to. */
export class Calendar1795392000004 implements MigrationInterface {
  name = 'Calendar1795392000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table calendar_days (
  tenant_id text not null references tenants,
  day date not null,
  kind text not null check (kind in ('holiday', 'substitute', 'temporary', 'election', 'labour', 'working')),
  name text not null check (length(name) between 1 and 50),
  said_by text not null check (said_by in ('operator', 'import')),
  changed_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  primary key (tenant_id, day)
);
comment on column calendar_days.withdrawn_at is 'the tenant says nothing of this day any more';
comment on column calendar_days.kind is 'working: no holiday, though the shipped table has one';
${shutByTenant('calendar_days')}
grant select, insert, update (kind, name, said_by, changed_at, withdrawn_at) on calendar_days to bongsu_app;

alter table lifecycles add column site text check (site ~ '^[a-z0-9][a-z0-9-]{0,39}$');
create index lifecycles_open_site on lifecycles (tenant_id, site) where state = 'open' and site is not null;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table lifecycles drop column site;
drop table calendar_days;
`);
  }
}
