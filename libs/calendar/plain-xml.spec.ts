import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readElements } from './plain-xml.js';

describe('plain XML', () => {
  it('is read into elements by name, repeated ones as a list', () => {
    const xml = '<?xml version="1.0" encoding="UTF-8"?>\n<a><b>1</b><c> x </c><b>2</b><d/></a>\n';
    expect(readElements(xml)).toEqual({ a: { b: ['1', '2'], c: ' x ', d: '' } });
  });

  it('has the five entities of XML and characters by number', () => {
    expect(readElements('<a>3&lt;4 &amp;&quot;&apos;&gt;&#44032;&#xAC01;</a>')).toEqual({ a: '3<4 &"\'>가각' });
  });

  it.each([
    ['an element that is not closed', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['two roots of one name', '<a/><a/>'],
    ['text beside the root', '<a/>x'],
    ['nothing', ''],
    ['an attribute', '<a b="c"/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a comment', '<a><!-- b --></a>'],
    ['an entity of its own', '<a>&b;</a>'],
    ['an ampersand alone', '<a>b & c</a>'],
    ['a character that does not exist', '<a>&#1114112;</a>'],
    ['more depth than a data service has', `${'<a>'.repeat(12)}${'</a>'.repeat(12)}`],
  ])('is refused with %s', (_, xml) => {
    expect(readElements(xml)).toBeUndefined();
  });

  it('is read without a fault, whatever it holds', () => {
    const parts = fc.constantFrom(
      '<a>',
      '</a>',
      '<a/>',
      '<',
      '>',
      '&',
      '&lt;',
      '&#0;',
      'x',
      '<?xml?>',
      '__proto__',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(parts).map((all) => all.join('')),
        (xml) => {
          expect(() => readElements(xml)).not.toThrow();
        },
      ),
    );
  });

  it('gives back any text that was escaped', () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readElements(`<a>${escaped(text)}</a>`)).toEqual({ a: text });
      }),
    );
  });

  it('of hundreds of kilobytes is read at once', () => {
    const begun = performance.now();
    expect(readElements(`<a>${'<b>&'.repeat(60_000)}`)).toBeUndefined();
    expect(readElements(`<a>${'<b>1</b>'.repeat(30_000)}</a>`)).toHaveProperty('a');
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
