// What a dealer tells of its prices, from its answer to what is charged, on PostgreSQL and the simulator.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PriceFetcher } from '#activities/price-fetcher.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { enterPrices, pricesOn } from '#libs/database/price-store.js';
import { AligoDealer } from '#libs/dealers/aligo/aligo-dealer.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';
import { createWorld, type World } from './database-world.js';

const TENANTS = ['library-a', 'library-b'] as const;
const DAY = '2026-12-07';

describe('The price list of a dealer', () => {
  let world!: World;
  let simulator!: Simulator;
  let now = momentAt(DAY, '06:00');

  beforeAll(async () => {
    world = await createWorld(TENANTS);
    simulator = await createSimulator({ now: () => now, senderNumbers: ['0212345678'], templates: [] });
  });
  afterAll(async () => {
    await simulator.close();
    await world.close();
  });

  const solapi = (baseUrl: string) =>
    new SolapiDealer({
      timeoutMs: 2_000,
      now: () => now,
      baseUrl,
      apiKey: 'key',
      apiSecret: 'secret',
      webhookSecret: 'w',
    });
  const aligo = () => {
    const { url } = simulator;
    return new AligoDealer({ timeoutMs: 2_000, now: () => now, kakaoUrl: url, textUrl: url, apiKey: 'k', userId: 'u' });
  };
  const fetcher = (...dealers: (SolapiDealer | AligoDealer)[]) =>
    new PriceFetcher({ dataSource: world.dataSource, dealers, now: () => now });
  const alimtalk = (tenant: string, day: string, dealer = 'solapi') =>
    world.in(tenant, async (tx) => (await pricesOn(tx, { tenant, dealers: [dealer], day }))[0]);

  it('holds from the day on which it was told, for every tenant without a contract of its own', async () => {
    await world.in('library-b', (tx) =>
      enterPrices(tx, 'library-b', [{ dealer: 'solapi', channel: 'alimtalk', validFrom: '2026-01-01', price: 650 }], {
        setBy: 'x',
        now,
      }),
    );
    expect(await fetcher(solapi(simulator.url), aligo()).run()).toEqual({ changed: 4, unavailable: [] });
    expect(await alimtalk('library-a', DAY)).toMatchObject({ price: 1_900, source: 'dealer' });
    expect(await alimtalk('library-a', '2026-12-06')).toMatchObject({ price: 700, source: 'default' });
    expect(await alimtalk('library-b', DAY)).toMatchObject({ price: 650, source: 'operator' });
    expect(await alimtalk('library-a', DAY, 'aligo')).toMatchObject({ source: 'default' });
  });

  it('adds nothing while it stays the same', async () => {
    now = momentAt('2026-12-08', '06:00');
    expect(await fetcher(solapi(simulator.url)).run()).toEqual({ changed: 0, unavailable: [] });
  });

  it('goes on holding while the dealer does not answer', async () => {
    expect(await fetcher(solapi('http://127.0.0.1:9')).run()).toEqual({ changed: 0, unavailable: ['solapi'] });
    expect(await alimtalk('library-a', '2026-12-08')).toMatchObject({ price: 1_900, source: 'dealer' });
  });
});
