import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Keys of tenants, which wrap the keys of their people and are wrapped by a master key; and what proves the messages of somebody erased: keyed hashes of text and number, taken in the last moment in which both can be
 * read. Each print is of one attempt alone, so that nobody is found by them. No foreign key: they outlive the attempts' retention.
 */
export class Proofs1795392000042 implements MigrationInterface {
  name = 'Proofs1795392000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table proof_prints (
  message_id uuid not null,
  attempt_number int not null check (attempt_number between 1 and 99),
  tenant_id text not null,
  text_hash bytea check (octet_length(text_hash) = 32),
  number_hash bytea check (octet_length(number_hash) = 32),
  primary key (message_id, attempt_number)
);
${shutByTenant('proof_prints')}
grant select, insert on proof_prints to bongsu_app;

create table tenant_keys (
  tenant_id text not null references tenants,
  number int not null check (number > 0),
  id text not null unique check (id ~ '^t_[0-9a-f-]{36}$'),
  wrapped_key text not null,
  created_at timestamptz not null default now(),
  active_from timestamptz not null,
  primary key (tenant_id, number)
);
comment on column tenant_keys.active_from is 'from when on it wraps: every process knows it by then';
${shutByTenant('tenant_keys')}
grant select, insert, update (wrapped_key) on tenant_keys to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table tenant_keys, proof_prints;`);
  }
}
