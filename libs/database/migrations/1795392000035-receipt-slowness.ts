import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many of the messages that each dealer took of late are still without a final receipt, or got it late: over all
 * tenants, as numbers without names (docs/adr/0004).
 */
export class ReceiptSlowness1795392000035 implements MigrationInterface {
  name = 'ReceiptSlowness1795392000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- By blocks: attempts are accepted in about the order in which they were written, and such an index costs a write nothing.
create index attempts_accepted on attempts using brin (accepted_at) with (autosummarize = on);

grant select (dealer, accepted_at, settled_at, state) on attempts to bongsu_crossing;

create function dealer_receipts(at timestamptz, since timestamptz, slow interval)
returns table (dealer text, handed_over int, late int)
language sql stable strict security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select a.dealer, count(*)::int, count(*) filter (where coalesce(a.settled_at, dealer_receipts.at) - a.accepted_at >= slow)::int
  from public.attempts a
  where a.accepted_at >= since and a.state in ('accepted', 'delivered', 'failed', 'unconfirmed')
  group by a.dealer;
end;

grant create on schema public to bongsu_crossing;
alter function dealer_receipts(timestamptz, timestamptz, interval) owner to bongsu_crossing;
revoke create on schema public from bongsu_crossing;
set local role bongsu_crossing;
revoke execute on function dealer_receipts(timestamptz, timestamptz, interval) from public;
grant execute on function dealer_receipts(timestamptz, timestamptz, interval) to bongsu_app;
reset role;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
set local role bongsu_crossing;
drop function dealer_receipts(timestamptz, timestamptz, interval);
reset role;
revoke select (accepted_at, settled_at, state) on attempts from bongsu_crossing;
drop index attempts_accepted;
`);
  }
}
