import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { OperatingFigures } from '#libs/database/operating-figures.js';
import { registerFigures } from './figure-metrics.js';

const figures: OperatingFigures = {
  totals: {
    'messages-held': 12,
    'outbox-untold': 3,
    'outbox-oldest-seconds': 1.5,
    'events-pending': 4,
    'events-overdue-seconds': 0,
    'calls-pending': 1,
  },
  ofDealers: [
    { dealer: 'solapi', circuit: 'open', share: 70, perSecond: 20, messagesAwaiting: 9, receiptsAwaited: 2 },
    { dealer: 'nhn', circuit: 'closed', share: 100, perSecond: 50, messagesAwaiting: 0, receiptsAwaited: 0 },
  ],
};

function registryOf(read: () => Promise<OperatingFigures>): Registry {
  const registry = new Registry();
  registerFigures(registry, read);
  return registry;
}

/** Without what explains them. */
const lines = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('The figures of PostgreSQL as metrics', () => {
  it('are shown, in all and by dealer', async () => {
    const shown = await lines(registryOf(() => Promise.resolve(figures)));
    expect(shown).toEqual(
      expect.arrayContaining([
        'bongsu_messages_held 12',
        'bongsu_outbox_oldest_seconds 1.5',
        'bongsu_dealer_circuit{dealer="solapi",state="open"} 1',
        'bongsu_dealer_circuit{dealer="solapi",state="closed"} 0',
        'bongsu_messages_awaiting_dealer{dealer="solapi"} 9',
        'bongsu_dealer_share_percent{dealer="nhn"} 100',
        'bongsu_figures_up 1',
      ]),
    );
  });

  it('cost one question, however many of them there are and however many ask', async () => {
    let asked = 0;
    const registry = registryOf(() => {
      asked += 1;
      return Promise.resolve(figures);
    });
    await Promise.all([registry.metrics(), registry.metrics()]);
    await registry.metrics();
    expect(asked).toBe(1);
  });

  it('are absent while PostgreSQL does not answer, and that is said', async () => {
    expect(await lines(registryOf(() => Promise.reject(new Error('away'))))).toEqual(['bongsu_figures_up 0']);
  });
});
