import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskPhone, normalisePhone } from './phone-number.js';

describe('normalisePhone', () => {
  it.each([
    ['010-1234-5678', '01012345678'],
    ['010 1234 5678', '01012345678'],
    ['(010) 1234.5678', '01012345678'],
    ['+82 10-1234-5678', '01012345678'],
    ['+82 (0)10 1234 5678', '01012345678'],
    ['0082 10 1234 5678', '01012345678'],
    ['821012345678', '01012345678'],
    ['０１０１２３４５６７８', '01012345678'],
    ['011-234-5678', '0112345678'],
  ])('reads %s as a mobile number', (input, number) => {
    expect(normalisePhone(input)).toEqual({ kind: 'mobile', number });
  });

  it.each([
    ['050-1234-5678', '05012345678'],
    ['0504-1234-56789'.slice(0, 14), '050412345678'],
  ])('reads %s as a safe number', (input, number) => {
    expect(normalisePhone(input)).toEqual({ kind: 'safe', number });
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['010-12O4-5678', 'characters'],
    ['010#12345678', 'characters'],
    ['+1 212 555 0100', 'foreign'],
    ['00 1 212 555 0100', 'foreign'],
    ['02-123-4567', 'not-mobile'],
    ['1588-0000', 'not-mobile'],
    ['010-123-456', 'length'],
    ['010-1234-56789', 'length'],
    ['050-1234-567', 'length'],
  ])('refuses %j as %s', (input, problem) => {
    expect(normalisePhone(input)).toEqual({ problem });
  });

  it('reads its own output as the same number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^01[016789][0-9]{7,8}$/), (number) => {
        expect(normalisePhone(number)).toEqual({ kind: 'mobile', number });
        expect(normalisePhone(`+82-${number.slice(1)}`)).toEqual({ kind: 'mobile', number });
      }),
    );
  });

  it('never throws and never gives a number of another shape', () => {
    fc.assert(
      fc.property(fc.string(), (input) => {
        const result = normalisePhone(input);
        if ('number' in result) expect(result.number).toMatch(/^0\d{9,11}$/);
      }),
    );
  });
});

describe('maskPhone', () => {
  it('keeps the prefix and the last four digits', () => {
    expect(maskPhone('01012345678')).toBe('010-****-5678');
  });

  it('hides a short input altogether', () => {
    expect(maskPhone('12345')).toBe('****');
  });
});
