import { describe, expect, it } from '@jest/globals';
import type { Dealer, DealerMessage } from './dealer.js';
import { observedDealer, type DealerCall } from './observed-dealer.js';

const message = { channel: 'alimtalk', to: '01055000001', text: '반납일입니다' } as unknown as DealerMessage;

/** What was told while `make` called a dealer whose commit answers so. */
async function told(commit: () => Promise<unknown>, make: (dealer: Dealer) => Promise<unknown>): Promise<DealerCall[]> {
  const calls: DealerCall[] = [];
  const dealer = { name: 'solapi', capabilities: {}, commit } as unknown as Dealer;
  await make(observedDealer(dealer, (call) => calls.push(call))).catch(() => undefined);
  return calls;
}
const commit = (dealer: Dealer): Promise<unknown> => dealer.commit('group', message);

describe('observedDealer', () => {
  it('gives back what the dealer answered', async () => {
    const answer = { kind: 'accepted' };
    const dealer = { commit: () => Promise.resolve(answer) } as unknown as Dealer;
    expect(await observedDealer(dealer, () => undefined).commit('group', message)).toBe(answer);
  });

  it.each([
    [{ kind: 'accepted' }, 'accepted'],
    [{ kind: 'unknown', code: 'TIMEOUT' }, 'unknown'],
    [{ kind: 'rejected', class: 'permanent-recipient', code: '3104' }, 'permanent-recipient'],
    [{ kind: 'transient', class: 'permanent-config', code: '1062' }, 'permanent-config'],
  ])('tells what a call came to: %j', async (answer, outcome) => {
    expect(await told(() => Promise.resolve(answer), commit)).toMatchObject([
      { dealer: 'solapi', call: 'commit', channel: 'alimtalk', outcome },
    ]);
  });

  it('tells of a call that threw, and throws what it threw', async () => {
    expect(await told(() => Promise.reject(new Error('broken')), commit)).toMatchObject([{ outcome: 'error' }]);
    const dealer = { commit: () => Promise.reject(new Error('broken')) } as unknown as Dealer;
    await expect(observedDealer(dealer, () => undefined).commit('group', message)).rejects.toThrow('broken');
  });

  it('tells nothing of the message', async () => {
    const [call] = await told(() => Promise.resolve({ kind: 'accepted' }), commit);
    expect(Object.keys(call!).sort()).toEqual(['call', 'channel', 'dealer', 'outcome', 'seconds']);
  });

  it('leaves out what the dealer cannot do', () => {
    const observed = observedDealer({ name: 'aligo', capabilities: {} } as unknown as Dealer, () => undefined);
    expect('images' in observed || 'listedPrices' in observed).toBe(false);
  });
});
