import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { DealerName } from '#libs/contracts/dealers.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { PricedChannel, PriceSource } from '#libs/message/cost.js';
import { krwOf, type Jeon } from '#libs/message/money.js';
import { ms } from './message-view.js';

/** Prices without VAT, per dealer and channel. What was handed over keeps the price of its day, whatever is written here. */

export interface PriceInForce {
  readonly dealer: DealerName;
  readonly channel: PricedChannel;
  readonly price: Jeon;
  readonly source: PriceSource;
}

/** An operator's entry; of several for a dealer, channel and day the last counts. */
export interface PriceEntry {
  readonly dealer: DealerName;
  readonly channel: PricedChannel;
  readonly validFrom: Day;
  readonly price: Jeon;
  readonly setAt: Moment;
  readonly setBy: string;
}

/** Amounts leave PostgreSQL as whole numbers. */
const JEON = (column: string): string => `(${column} * 100)::float8`;

/** What every channel of these dealers costs on a day. */
export function pricesOn(
  tx: EntityManager,
  { tenant, dealers, day }: { readonly tenant: string; readonly dealers: readonly string[]; readonly day: Day },
): Promise<PriceInForce[]> {
  return tx.query(
    `select d.dealer, c.channel, ${JEON('p.krw')} as price, p.source
     from unnest($2::text[]) with ordinality as d(dealer, rank)
     cross join unnest(array['alimtalk', 'sms', 'lms', 'mms', 'brand']) with ordinality as c(channel, rank)
     cross join lateral price_on($1, d.dealer, c.channel, $3::date) p
     order by d.rank, c.rank`,
    [tenant, dealers, day],
  );
}

/** Everything that the tenant's operators have ever entered, the latest first. */
export function enteredPrices(tx: EntityManager, most: number): Promise<PriceEntry[]> {
  return tx.query(
    `select dealer, channel, valid_from::text as "validFrom", ${JEON('krw')} as price,
       ${ms('set_at')}::float8 as "setAt", set_by as "setBy"
     from prices order by valid_from desc, id desc limit $1`,
    [most],
  );
}

/** Adds entries; one that says what already counts for its day adds nothing, so that a repetition changes nothing. */
export async function enterPrices(
  tx: EntityManager,
  tenant: string,
  entries: readonly Pick<PriceEntry, 'dealer' | 'channel' | 'validFrom' | 'price'>[],
  { setBy, now }: { readonly setBy: string; readonly now: Moment },
): Promise<void> {
  // One at a time, so that of two entries for one day it is clear which came last.
  await tx.query(`select id from tenants where id = $1 for no key update`, [tenant]);
  await tx.query(
    `insert into prices (id, tenant_id, dealer, channel, valid_from, krw, set_at, set_by)
     select e.id, $1, e.dealer, e.channel, e.valid_from, e.krw, to_timestamp($3 / 1000.0), $4
     from jsonb_to_recordset($2::jsonb) as e(id uuid, dealer text, channel text, valid_from date, krw numeric)
     where e.krw is distinct from (
       select p.krw from prices p
       where p.tenant_id = $1 and p.dealer = e.dealer and p.channel = e.channel and p.valid_from = e.valid_from
       order by p.id desc limit 1)
     order by e.id`,
    [
      tenant,
      JSON.stringify(
        entries.map(({ dealer, channel, validFrom, price }) => ({
          id: newId(),
          dealer,
          channel,
          valid_from: validFrom,
          krw: krwOf(price),
        })),
      ),
      now,
      setBy,
    ],
  );
}

/**
 * A dealer's own list as it was just told: what has changed holds from this day on. Belongs to no tenant.
 * @returns how many prices changed
 */
export async function storeListedPrices(
  tx: Pick<EntityManager, 'query'>,
  dealer: string,
  prices: Readonly<Partial<Record<PricedChannel, Jeon>>>,
  { day, now }: { readonly day: Day; readonly now: Moment },
): Promise<number> {
  const rows = await tx.query<unknown[]>(
    `insert into listed_prices (dealer, channel, valid_from, krw, source, set_at)
     select $1, e.channel, $3::date, e.krw, 'dealer', to_timestamp($4 / 1000.0)
     from jsonb_to_recordset($2::jsonb) as e(channel text, krw numeric)
     where e.krw is distinct from (
       select l.krw from listed_prices l where l.dealer = $1 and l.channel = e.channel and l.valid_from <= $3::date
       order by l.valid_from desc limit 1)
     on conflict (dealer, channel, valid_from) do update set krw = excluded.krw, set_at = excluded.set_at
     returning channel`,
    [
      dealer,
      JSON.stringify(Object.entries(prices).map(([channel, price]) => ({ channel, krw: krwOf(price) }))),
      day,
      now,
    ],
  );
  return rows.length;
}
