import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What tenants have confirmed of the law before they send for real, and taken back. Only ever added to: who said what, when and to
 * which words stays readable whatever is said later. And what was started lately, by a keyed hash: so that the same is not started
 * twice by mistake, where a tenant wants it so.
 */
export class AskedOfStarts1795392000046 implements MigrationInterface {
  name = 'AskedOfStarts1795392000046';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table legal_confirmations (
  id bigint generated always as identity primary key,
  tenant_id text not null references tenants,
  kind text not null check (kind in ('lawful-collection', 'processing-contract', 'notice-to-people')),
  act text not null check (act in ('given', 'withdrawn')),
  version int not null check (version > 0),
  acted_by text not null check (length(acted_by) between 1 and 100),
  at timestamptz not null
);
comment on table legal_confirmations is 'of each kind the last row counts';
comment on column legal_confirmations.version is 'of the words that were confirmed or taken back';
create index legal_confirmations_last on legal_confirmations (tenant_id, kind, id desc);
${shutByTenant('legal_confirmations')}
grant select, insert on legal_confirmations to bongsu_app;

create table start_prints (
  tenant_id text not null references tenants,
  key_kind text not null default coalesce(nullif(current_setting('bongsu.key_kind', true), ''), 'live')
    check (key_kind in ('live', 'team', 'test')),
  print bytea not null check (octet_length(print) = 32),
  lifecycle_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, key_kind, print)
) with (fillfactor = 50);
comment on table start_prints is 'who and what was started lately, hashed with a key; without a foreign key: it is written before the lifecycle, and lives a day';
create index start_prints_at on start_prints (tenant_id, at);
${shutByTenant('start_prints')}
grant select, insert, update (lifecycle_id, at), delete on start_prints to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table start_prints, legal_confirmations;`);
  }
}
