import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which shipped table of holidays each tenant's open lifecycles know. Whose know another is asked over all tenants, by a
 * function that answers ids only (docs/adr/0004).
 */
export class HolidayTable1795392000014 implements MigrationInterface {
  name = 'HolidayTable1795392000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table tenants add column holiday_table text;
grant update (holiday_table) on tenants to bongsu_app;
grant select (id, holiday_table) on tenants to bongsu_crossing;
create policy tenants_crossing on tenants for select to bongsu_crossing using (true);

create function tenants_with_other_table(current_table text, max int) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id from public.tenants t
  where t.holiday_table is distinct from tenants_with_other_table.current_table
  order by t.id
  limit tenants_with_other_table.max;
end;

grant create on schema public to bongsu_crossing;
alter function tenants_with_other_table(text, int) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function tenants_with_other_table(text, int) from public;
grant execute on function tenants_with_other_table(text, int) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function tenants_with_other_table(text, int);
reset role;
drop policy tenants_crossing on tenants;
revoke all (id, holiday_table) on tenants from bongsu_crossing;
alter table tenants drop column holiday_table;
`);
  }
}
