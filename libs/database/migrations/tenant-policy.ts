/**
 * The statements that shut a table to every tenant but the session's own, for reading and for writing, and for the
 * table's owner as well. Without the setting no row matches. Part of the migrations that use it: never changed, only
 * followed by another.
 */
export const shutByTenant = (table: string, column = 'tenant_id'): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table}_tenant on ${table}
  using (${column} = current_setting('bongsu.tenant', true))
  with check (${column} = current_setting('bongsu.tenant', true));
`;
