import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Backlog, timeToPhone, type Passage } from '../harness/backlog.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const MESSAGES = 1_000;
/** What the dealer takes a second: the backlog lasts for minutes. */
const PER_SECOND = 5;
/** As long as the backlog: what waits behind all of it comes all the same, and is counted. */
const PATIENCE_MS = (MESSAGES / PER_SECOND) * 1_000 + 60_000;
/** What a worker had taken in before, and what the dealer takes in ten seconds. */
const FEW = 50 + 10 * PER_SECOND;
/** So many urgent ones of the tenant's own, the first while its affairs are still being begun by the hundred. */
const OWN = 4;
/** How much longer than on an idle system it may take on a machine that does other things besides, ms. */
const SECONDS = 15_000;

describe('One message beside the thousand of another tenant, which wait for the dealer', () => {
  let processes!: Processes;
  let idleMs!: number;
  let urgent!: Passage;
  let plain!: Passage;
  const own: Passage[] = [];

  beforeAll(async () => {
    processes = await Processes.start(testTemporal(), { settings: { SOLAPI_PER_SECOND: String(PER_SECOND) } });
    const small = await processes.addTenant();
    // The first one meets a house that has read no template and no definition yet.
    await timeToPhone(processes, small, 'urgent', PATIENCE_MS);
    idleMs = await timeToPhone(processes, small, 'urgent', PATIENCE_MS);
    const backlog = await Backlog.of(processes, MESSAGES);
    urgent = await backlog.besides(small, 'urgent', PATIENCE_MS);
    plain = await backlog.besides(small, 'plain', PATIENCE_MS);
    while (own.length < OWN) own.push(await backlog.besides(backlog.sender, 'urgent', PATIENCE_MS));
  }, 4 * PATIENCE_MS);
  afterAll(() => processes.close(), 30_000);

  it('leaves while most of them wait, if it is urgent', () => {
    expect(urgent.behind).toBeGreaterThan(MESSAGES / 2);
    expect(urgent.meanwhile).toBeLessThan(FEW);
  });

  it('is there within seconds of the time that it takes on an idle system, if it is urgent', () => {
    expect(urgent.ms).toBeLessThan(idleMs + SECONDS);
  });

  it('leaves while most of them wait, if it is not urgent: each tenant has its turn', () => {
    expect(plain.behind).toBeGreaterThan(MESSAGES / 2);
    expect(plain.meanwhile).toBeLessThan(FEW);
  });

  it('overtakes those of its own tenant, if it is urgent', () => {
    const waited = own.filter(({ behind, meanwhile }) => behind <= MESSAGES / 4 || meanwhile >= FEW);
    expect(waited).toEqual([]);
  });
});
