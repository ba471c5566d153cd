import { describe, expect, it } from '@jest/globals';
import { partsOf } from './form-parts.js';

const TYPE = 'multipart/form-data;charset=utf-8; boundary=----B';
const form = (...parts: readonly string[]): Buffer =>
  Buffer.from(`\r\n${parts.map((part) => `------B\r\n${part}\r\n`).join('')}------B--\r\n\r\n`, 'latin1');
const text = 'Content-Disposition: form-data; name="form"\r\n\r\n{"msgs":[]}';

describe('partsOf', () => {
  it('reads a file whose head ends with a semicolon, as Popbill’s own client writes it', () => {
    const file =
      'Content-Disposition: form-data; name="file"; filename="a.jpg";\r\nContent-Type: a/b\r\n\r\n\xff\xd8\r\n\r\n\x00';
    const parts = partsOf(TYPE, form(text, file));
    expect(parts['form']?.toString()).toBe('{"msgs":[]}');
    expect([...parts['file']!]).toEqual([0xff, 0xd8, 13, 10, 13, 10, 0]);
  });

  it('reads a boundary in quotation marks', () => {
    const parts = partsOf('multipart/form-data; boundary="----B"', form(text));
    expect(Object.keys(parts)).toEqual(['form']);
  });

  it('leaves out a part that has no name, or no end', () => {
    const nameless = 'Content-Disposition: form-data\r\n\r\nx';
    const cutOff = Buffer.concat([form(nameless, text).subarray(0, -12), Buffer.from('x')]);
    expect(partsOf(TYPE, form(nameless))).toEqual({});
    expect(partsOf(TYPE, cutOff)).toEqual({});
  });

  it('has no parts where nothing says what divides them', () => {
    expect(partsOf('application/json', form(text))).toEqual({});
  });
});
