import { describe, expect, it } from '@jest/globals';
import { mayCommit } from './planner.js';
import { decided, fact, NIGHT, situation, type Situation } from './spec-support.js';

/** Advertising by brand message and by text. */

const both = ['brand', 'text'] as const;
const consented = { brand: undefined, text: undefined };
const sale = (of: Situation = {}): Situation => ({
  message: { purpose: 'advertising' },
  policy: { channels: [...both] },
  ...of,
});
const wishes = (
  advertising: Partial<Record<'brand' | 'text', 'NO_CONSENT' | 'OPTED_OUT'>>,
): Pick<Situation, 'wishes'> => ({
  wishes: { advertising: { ...consented, ...advertising } },
});

describe('Advertising that may go both ways', () => {
  it('goes as a brand message first', () => {
    expect(decided(sale())).toMatchObject({ do: 'attempt', channel: 'brand', reasonCode: 'FIRST_ATTEMPT' });
  });

  it('goes as a text at once to whoever has consented to texts alone', () => {
    const reasonCode = 'BRAND_UNREACHABLE_TEXT_ONLY';
    expect(decided(sale(wishes({ brand: 'NO_CONSENT' })))).toMatchObject({ channel: 'text', reasonCode });
  });

  it('goes as a text at once to whoever is known to be no friend of the channel', () => {
    const reasonCode = 'BRAND_UNREACHABLE_TEXT_ONLY';
    expect(decided(sale({ notFriend: true }))).toMatchObject({ channel: 'text', reasonCode });
  });

  it('goes as a text at once to a safe number', () => {
    expect(decided(sale({ kind: 'safe' }))).toMatchObject({ channel: 'text' });
  });

  it('goes as a brand message to whoever has consented to those alone, whatever is known of them', () => {
    expect(decided(sale({ ...wishes({ text: 'NO_CONSENT' }), notFriend: true }))).toMatchObject({ channel: 'brand' });
  });

  it('is dropped where neither is consented to, as refused if one was', () => {
    expect(decided(sale(wishes({ brand: 'NO_CONSENT', text: 'OPTED_OUT' })))).toMatchObject({
      state: 'dropped',
      reasonCode: 'OPTED_OUT',
    });
  });

  it('is held at night', () => {
    expect(decided(sale({ now: NIGHT }))).toMatchObject({ do: 'wait', reasonCode: 'QUIET_HOURS' });
  });
});

describe('Advertising by brand message', () => {
  const rejected = fact({ state: 'failed', channel: 'brand', class: 'permanent-recipient' });

  it('that does not arrive is followed by the text', () => {
    expect(decided(sale({ attempts: [rejected] }))).toMatchObject({
      do: 'attempt',
      number: 2,
      channel: 'text',
      reasonCode: 'FALLBACK',
      reason: '브랜드 메시지가 닿지 않아 문자로 보냄',
    });
  });

  it('that does not arrive is followed by nothing where texts are not consented to', () => {
    expect(decided(sale({ attempts: [rejected], ...wishes({ text: 'NO_CONSENT' }) }))).toMatchObject({
      state: 'undeliverable',
      reasonCode: 'ALL_CHANNELS_FAILED',
    });
  });

  it('whose hour Kakao refuses waits for it, and stays a brand message', () => {
    const attempts = [fact({ state: 'rejected', channel: 'brand', class: 'time-window', triedAt: NIGHT })];
    expect(decided(sale({ attempts, now: NIGHT + 11 * 3_600_000 }))).toMatchObject({ do: 'attempt', channel: 'brand' });
  });

  it.each(['reserved', 'not-taken'] as const)(
    'that is %s is dropped once its consent is withdrawn, whatever texts are allowed',
    (state) => {
      const attempts = [fact({ state, channel: 'brand' })];
      expect(decided(sale({ attempts, ...wishes({ brand: 'OPTED_OUT' }) }))).toMatchObject({
        state: 'dropped',
        reasonCode: 'OPTED_OUT',
      });
    },
  );

  it('may not be called once its consent is withdrawn', () => {
    const attempts = [fact({ state: 'reserved', channel: 'brand' })];
    const input = situation(sale({ attempts, ...wishes({ brand: 'OPTED_OUT' }) }));
    expect(mayCommit(input, input.now)).toBe(false);
  });

  it('is followed by no text for want of a receipt', () => {
    const attempts = [fact({ state: 'accepted', channel: 'brand', acceptedAt: 0 })];
    expect(decided(sale({ attempts, policy: { channels: [...both], textAfterMs: 30_000 } }))).toMatchObject({
      state: 'handed-over',
    });
  });
});

describe('Information', () => {
  it('has no way where brand messages are the only one', () => {
    expect(decided({ policy: { channels: ['brand'] } })).toMatchObject({ reasonCode: 'NO_CHANNEL' });
  });
});
