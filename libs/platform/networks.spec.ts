import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWholeNetwork, isWithin, neighbourhoodOf, readNetwork } from './networks.js';

describe('isWithin', () => {
  it.each([
    [['203.0.113.0/24'], '203.0.113.9', true],
    [['203.0.113.0/24'], '::ffff:203.0.113.9', true],
    [['203.0.113.0/24'], '203.0.114.9', false],
    [['203.0.113.7'], '203.0.113.7', true],
    [['203.0.113.7'], '203.0.113.8', false],
    [['10.0.0.0/8', '2001:db8::/32'], '2001:db8:1::5', true],
    [['10.0.0.0/8', '2001:db8::/32'], '2001:db9::5', false],
    [['0.0.0.0/0'], '8.8.8.8', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
  ])('%j holds %s: %s', (networks, address, held) => {
    expect(isWithin(networks, address)).toBe(held);
  });

  it('holds nothing that cannot be read', () => {
    expect([undefined, '', 'localhost', '203.0.113.9, 10.0.0.1'].map((each) => isWithin(['0.0.0.0/0'], each))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('holds, of any IPv4 network, exactly the addresses that share its first bits', () => {
    const number = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
    const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 32 }), (one, other, prefix) => {
        const first = (value: number): number => value >>> (32 - prefix);
        return isWithin([`${dotted(one)}/${prefix}`], dotted(other)) === (first(one) === first(other));
      }),
    );
  });
});

describe('readNetwork', () => {
  it.each(['10.0.0.0/33', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', 'example.go.kr', ''])(
    'reads nothing from %j',
    (text) => {
      expect(readNetwork(text)).toBeUndefined();
    },
  );
});

describe('isWholeNetwork', () => {
  it.each([
    ['203.0.113.0/24', true],
    ['203.0.113.1/24', false],
    ['203.0.113.1', true],
    ['2001:db8::/32', true],
    ['2001:db8::1/32', false],
    ['::ffff:10.0.0.0/104', true],
  ])('%s: %s', (text, whole) => {
    expect(isWholeNetwork(text)).toBe(whole);
  });
});

describe('neighbourhoodOf', () => {
  it('is the same for all addresses of an IPv6 host, and of IPv4 the address itself', () => {
    expect(neighbourhoodOf('2001:db8::1')).toBe(neighbourhoodOf('2001:db8::ffff:2'));
    expect(neighbourhoodOf('2001:db8::1')).not.toBe(neighbourhoodOf('2001:db8:0:1::1'));
    expect(neighbourhoodOf('::ffff:10.0.0.1')).toBe('10.0.0.1');
  });
});
