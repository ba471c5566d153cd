import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/** Up to which day a tenant's data has been loaded, by the data's name. A mark only moves forward. */
export class DataMarks1795392000010 implements MigrationInterface {
  name = 'DataMarks1795392000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table data_marks (
  tenant_id text not null references tenants,
  name text not null check (length(name) between 1 and 40),
  as_of date not null,
  marked_at timestamptz not null,
  primary key (tenant_id, name)
);
${shutByTenant('data_marks')}
grant select, insert, update (as_of, marked_at) on data_marks to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table data_marks;`);
  }
}
