import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators watch, over all tenants, as numbers without names (docs/adr/0039): what is held, what waits for a dealer or
 * for its word, what Temporal and senders' systems have yet to be told. Each is read from an index of what is unfinished.
 */
export class OperatingFigures1795392000052 implements MigrationInterface {
  name = 'OperatingFigures1795392000052';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
grant select (held_until) on messages to bongsu_crossing;
grant select (created_at) on outbox to bongsu_crossing;

create function operating_figures(at timestamptz)
returns table (figure text, dealer text, value double precision)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select 'messages-held', null::text, count(*)::double precision
  from public.messages m where m.state = 'open' and m.held_until is not null
  union all
  select 'messages-awaiting', m.awaits_dealer, count(*)::double precision
  from public.messages m where m.state = 'open' and m.awaits_dealer is not null group by m.awaits_dealer
  union all
  select 'receipts-awaited', a.dealer, count(*)::double precision
  from public.attempts a where a.next_check_at is not null group by a.dealer
  union all
  select f.figure, null, f.value
  from (select count(*)::double precision as untold,
               coalesce(extract(epoch from operating_figures.at - min(o.created_at)), 0)::double precision as oldest
        from public.outbox o where o.told_at is null) o,
       lateral (values ('outbox-untold', o.untold), ('outbox-oldest-seconds', greatest(o.oldest, 0))) f(figure, value)
  union all
  select f.figure, null, f.value
  from (select count(*)::double precision as pending,
               coalesce(extract(epoch from operating_figures.at - min(d.next_try_at)), 0)::double precision as overdue
        from public.callback_deliveries d join public.callback_endpoints e on e.id = d.endpoint_id
        where d.state = 'pending' and e.state = 'enabled' and e.deleted_at is null) d,
       lateral (values ('events-pending', d.pending), ('events-overdue-seconds', greatest(d.overdue, 0))) f(figure, value)
  union all
  select 'calls-pending', null, count(*)::double precision from public.callbacks c where c.state = 'pending';
end;

grant create on schema public to bongsu_crossing;
alter function operating_figures(timestamptz) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function operating_figures(timestamptz) from public;
grant execute on function operating_figures(timestamptz) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function operating_figures(timestamptz);
reset role;
revoke select (created_at) on outbox from bongsu_crossing;
revoke select (held_until) on messages from bongsu_crossing;
`);
  }
}
