import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What must be asked of templates over all tenants: whose acts are due, which channels are to be asked after at which dealer,
 * and whose template a dealer's hook is about. Ids only (docs/adr/0004).
 */
export class TemplateCrossings1795392000028 implements MigrationInterface {
  name = 'TemplateCrossings1795392000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
grant select (tenant_id, dealer, channel_id, dealer_template_id, status, synced_at) on templates to bongsu_crossing;
create policy templates_crossing on templates for select to bongsu_crossing using (true);
grant select (id, tenant_id, state, next_try_at) on template_acts to bongsu_crossing;
create policy template_acts_crossing on template_acts for select to bongsu_crossing using (true);

create function due_template_acts(at timestamptz, max int) returns table (tenant_id text, act_id uuid)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select a.tenant_id, a.id from public.template_acts a
  where a.state = 'asked' and a.next_try_at <= due_template_acts.at
  order by a.next_try_at
  limit due_template_acts.max;
end;

-- One row a channel, however many of its templates wait: one list answers for all of them.
create function due_template_lists(waiting timestamptz, settled timestamptz, max int)
  returns table (tenant_id text, dealer text, channel_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.tenant_id, t.dealer, t.channel_id from public.templates t
  where (t.status in ('registered', 'inspecting') and coalesce(t.synced_at, '-infinity') <= due_template_lists.waiting)
     or (t.status = 'approved' and t.dealer_template_id <> ''
         and coalesce(t.synced_at, '-infinity') <= due_template_lists.settled)
  group by t.tenant_id, t.dealer, t.channel_id
  order by min(coalesce(t.synced_at, '-infinity'))
  limit due_template_lists.max;
end;

create function route_template(dealer text, channel_id text, dealer_template_id text) returns table (tenant_id text)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select distinct t.tenant_id from public.templates t
  where t.dealer = route_template.dealer and t.channel_id = route_template.channel_id
    and t.dealer_template_id = route_template.dealer_template_id;
end;

grant create on schema public to bongsu_crossing;
alter function due_template_acts(timestamptz, int) owner to bongsu_crossing;
alter function due_template_lists(timestamptz, timestamptz, int) owner to bongsu_crossing;
alter function route_template(text, text, text) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function due_template_acts(timestamptz, int), due_template_lists(timestamptz, timestamptz, int),
  route_template(text, text, text) from public;
grant execute on function due_template_acts(timestamptz, int), due_template_lists(timestamptz, timestamptz, int),
  route_template(text, text, text) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function due_template_acts(timestamptz, int);
drop function due_template_lists(timestamptz, timestamptz, int);
drop function route_template(text, text, text);
reset role;
drop policy templates_crossing on templates;
drop policy template_acts_crossing on template_acts;
revoke all on templates, template_acts from bongsu_crossing;
revoke all (tenant_id, dealer, channel_id, dealer_template_id, status, synced_at) on templates from bongsu_crossing;
revoke all (id, tenant_id, state, next_try_at) on template_acts from bongsu_crossing;
`);
  }
}
