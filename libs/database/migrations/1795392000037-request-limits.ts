import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Token buckets that all processes of the API share. A bucket's name is a hash: the table says neither whose it is nor from
 * where a request came. Unlogged, because a bucket that is lost is a full one.
 */
export class RequestLimits1795392000037 implements MigrationInterface {
  name = 'RequestLimits1795392000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create unlogged table request_buckets (
  id bytea primary key check (octet_length(id) between 1 and 32),
  tokens double precision not null,
  at timestamptz not null
) with (fillfactor = 50);
comment on table request_buckets is 'how many requests are left in buckets that fill up by themselves; named by hashes';
grant select, insert, update (tokens, at) on request_buckets to bongsu_app;

-- Takes up to so many tokens, the same number from each bucket, and answers how many it was and what is left in each.
-- In one round trip; of two callers at once the second waits for the first.
create function take_tokens(ids bytea[], capacities double precision[], per_second double precision[], want int)
returns table (granted int, remaining double precision[])
language plpgsql strict set search_path = pg_catalog, public, pg_temp as $$
declare
  moment timestamptz;
begin
  insert into public.request_buckets (id, tokens, at)
    select a.id, a.capacity, clock_timestamp() from unnest(ids, capacities) as a(id, capacity) order by a.id
    on conflict do nothing;
  perform from public.request_buckets b where b.id = any (ids) order by b.id for update;
  moment := clock_timestamp();
  select greatest(0, least(want, floor(min(least(a.capacity, b.tokens + a.rate * greatest(0, extract(epoch from moment - b.at)))))))::int
    into granted
    from public.request_buckets b join unnest(ids, capacities, per_second) as a(id, capacity, rate) on a.id = b.id;
  with taken as (
    update public.request_buckets b
    set tokens = least(a.capacity, b.tokens + a.rate * greatest(0, extract(epoch from moment - b.at))) - granted, at = moment
    from unnest(ids, capacities, per_second) as a(id, capacity, rate) where a.id = b.id
    returning b.id, b.tokens
  )
  select array_agg(t.tokens order by array_position(ids, t.id)) into remaining from taken t;
  return next;
end $$;
revoke execute on function take_tokens(bytea[], double precision[], double precision[], int) from public;
grant execute on function take_tokens(bytea[], double precision[], double precision[], int) to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function take_tokens(bytea[], double precision[], double precision[], int);
drop table request_buckets;
`);
  }
}
