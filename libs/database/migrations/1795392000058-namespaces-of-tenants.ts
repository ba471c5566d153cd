import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where in Temporal a tenant's affairs are (docs/adr/0044). It is said when the tenant is set up and stays: what has been begun
 * in one namespace is never looked for in another.
 */
export class NamespacesOfTenants1795392000058 implements MigrationInterface {
  name = 'NamespacesOfTenants1795392000058';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table tenants add column namespace text unique
  check (namespace ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
comment on column tenants.namespace is 'its own in Temporal, for its own operators to see; null: that of the house';

create function tenant_namespace_stays() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'the namespace of a tenant is chosen when it is set up, and stays'
    using errcode = 'object_not_in_prerequisite_state';
end $$;
create trigger tenants_namespace_stays before update of namespace on tenants
for each row when (old.namespace is distinct from new.namespace) execute function tenant_namespace_stays();

grant select (namespace) on tenants to bongsu_crossing;

-- Where workers are wanted besides the house's namespace.
create function namespaces_of_tenants() returns table (namespace text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.namespace from public.tenants t where t.namespace is not null order by t.namespace;
end;
grant create on schema public to bongsu_crossing;
alter function namespaces_of_tenants() owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function namespaces_of_tenants() from public;
grant execute on function namespaces_of_tenants() to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function namespaces_of_tenants();
drop trigger tenants_namespace_stays on tenants;
drop function tenant_namespace_stays();
alter table tenants drop column namespace;
`);
  }
}
