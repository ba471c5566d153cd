import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * What is still to be done about an entry of the ledger: tell the person what became of their consent or refusal
 * (정보통신망법 제50조 제7항), and ask again in two years (제8항). And who has added the tenant's channel. Whose turn it is, is
 * asked over all tenants by a function that answers ids only (docs/adr/0004).
 */
export class ConsentFollowUps1795392000026 implements MigrationInterface {
  name = 'ConsentFollowUps1795392000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table consent_follow_ups (
  consent_id uuid primary key,
  tenant_id text not null references tenants,
  person_id uuid not null,
  created_at timestamptz not null,
  done_at timestamptz,
  foreign key (tenant_id, consent_id) references consents (tenant_id, id),
  foreign key (tenant_id, person_id) references persons (tenant_id, id)
);
create index consent_follow_ups_due on consent_follow_ups (tenant_id, created_at) where done_at is null;
${shutByTenant('consent_follow_ups')}
grant select, insert, update (done_at) on consent_follow_ups to bongsu_app;

create table channel_friends (
  tenant_id text not null references tenants,
  phone_hash bytea not null check (octet_length(phone_hash) = 32),
  added boolean not null,
  known_at timestamptz not null,
  primary key (tenant_id, phone_hash)
);
comment on table channel_friends is 'whether somebody has added the tenant''s KakaoTalk channel, as dealers last said';
${shutByTenant('channel_friends')}
grant select, insert, update (added, known_at) on channel_friends to bongsu_app;

grant select (tenant_id, done_at) on consent_follow_ups to bongsu_crossing;
create policy consent_follow_ups_crossing on consent_follow_ups for select to bongsu_crossing using (true);

create function due_consent_follow_ups() returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select distinct f.tenant_id from public.consent_follow_ups f where f.done_at is null;
end;

grant create on schema public to bongsu_crossing;
alter function due_consent_follow_ups() owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function due_consent_follow_ups() from public;
grant execute on function due_consent_follow_ups() to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function due_consent_follow_ups();
reset role;
drop table channel_friends, consent_follow_ups;
`);
  }
}
