import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pricesOfSolapi } from './solapi-prices.js';

describe("Solapi's price list", () => {
  it('is read as its documents show it', () => {
    const body = {
      countryName: 'Korea, South',
      countryId: '82',
      sms: 20,
      lms: 50,
      mms: 200,
      ata: 19,
      cta: 13,
      cti: 20,
    };
    expect(pricesOfSolapi(body)).toEqual({ alimtalk: 1_900, sms: 2_000, lms: 5_000, mms: 20_000 });
  });

  it('is that of Korea where there are several countries', () => {
    const body = [
      { countryId: '1', sms: 100 },
      { countryId: '82', sms: 18.4 },
    ];
    expect(pricesOfSolapi(body)).toEqual({ sms: 1_840 });
  });

  it.each([[{ sms: '20' }], [{ sms: -1 }], [{ sms: 0.001 }], [{ sms: 1e9 }], [{ sms: null }], ['sms'], [null], [[]]])(
    'says nothing where it is %j',
    (body) => {
      expect(pricesOfSolapi(body)).toEqual({});
    },
  );

  it('never fails, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        for (const price of Object.values(pricesOfSolapi(body))) expect(Number.isSafeInteger(price)).toBe(true);
      }),
    );
  });
});
