import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Who may use the API as an operator of a tenant, and in which roles. Of people there is only the name that their sign-in has
 * for them, and what the tenant calls their post. Rows are never deleted: the audit log refers to them.
 */
export class Operators1795392000049 implements MigrationInterface {
  name = 'Operators1795392000049';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table operators (
  id uuid primary key,
  tenant_id text not null references tenants,
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 200),
  label text not null check (length(label) between 1 and 100),
  roles text[] not null check (cardinality(roles) >= 1 and roles <@
    array['viewer', 'operator', 'template-editor', 'approver', 'administrator', 'auditor']),
  granted_at timestamptz not null,
  withdrawn_at timestamptz,
  unique (tenant_id, id)
);
comment on column operators.issuer is 'whose sign-in it is: iss of their tokens';
comment on column operators.subject is 'the sign-in''s name for them: sub of their tokens';
comment on column operators.label is 'their post, as timelines show who acted; nothing personal';
create unique index operators_subject on operators (tenant_id, issuer, subject) where withdrawn_at is null;
create index operators_everywhere on operators (issuer, subject) where withdrawn_at is null;
${shutByTenant('operators')}
grant select, insert, update (label, roles, withdrawn_at) on operators to bongsu_app;

-- Of which tenants somebody who has signed in is an operator.
grant select (id, tenant_id, issuer, subject, label, roles, withdrawn_at) on operators to bongsu_crossing;
create policy operators_crossing on operators for select to bongsu_crossing using (true);
create function find_operator(token_issuer text, token_subject text)
  returns table (operator_id uuid, tenant_id text, label text, roles text[])
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select o.id, o.tenant_id, o.label, o.roles from public.operators o
  where o.issuer = token_issuer and o.subject = token_subject and o.withdrawn_at is null;
end;
grant create on schema public to bongsu_crossing;
alter function find_operator(text, text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function find_operator(text, text) from public;
grant execute on function find_operator(text, text) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function find_operator(text, text);
reset role;
drop table operators;
`);
  }
}
