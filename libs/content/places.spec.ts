import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayStandFor, render, variablesIn } from './places.js';

describe('render', () => {
  it('puts values into their places', () => {
    expect(render('#{이름}님 #{이름}', { 이름: '홍길동' })).toEqual({ text: '홍길동님 홍길동' });
  });

  it('names every variable without a value and renders nothing', () => {
    expect(render('#{가} #{나} #{다}', { 나: '' })).toEqual({ missing: ['가', '다'] });
  });

  it('does not expand a value that looks like a place', () => {
    expect(render('#{가}#{나}', { 가: '#{나}', 나: '비밀' })).toEqual({ text: '#{나}비밀' });
  });

  it('keeps replacement patterns of values as they are', () => {
    expect(render('#{가}', { 가: '$& $1 $$' })).toEqual({ text: '$& $1 $$' });
  });

  it('does not take inherited properties for values', () => {
    expect(render('#{toString}', {})).toEqual({ missing: ['toString'] });
  });

  it('leaves no place without a value, whatever the values are', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[가-힣a-z]{1,5}$/)), fc.string(), (names, value) => {
        const body = names.map((name) => `#{${name}}`).join(' ');
        const rendered = render(body, Object.fromEntries(names.map((name) => [name, value])));
        expect(rendered).toEqual({ text: names.map(() => value).join(' ') });
      }),
    );
  });
});

describe('variablesIn', () => {
  it('names each once, in order', () => {
    expect(variablesIn('#{나}#{가}#{나} #{} {가}')).toEqual(['나', '가']);
  });
});

describe('mayStandFor', () => {
  it('holds for whatever was rendered of it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (words, value, last) => {
        const own = [...words, last].map((word) => word.replaceAll('#', ''));
        const registered = own.join('#{가}');
        expect(mayStandFor(registered, own.join(value))).toBe(true);
      }),
    );
  });

  it.each([
    ['#{이름}님 안녕', '홍길동님  안녕'],
    ['#{이름}님\n안녕', '홍길동님 안녕'],
    ['안녕 #{이름}', '안녕하세요 홍길동'],
    ['가나', '가나 '],
    ['가#{이름}가', '가'],
  ])('does not hold for %j as %j', (registered, text) => {
    expect(mayStandFor(registered, text)).toBe(false);
  });
});
