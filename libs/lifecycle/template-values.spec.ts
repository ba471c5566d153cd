import { describe, expect, it } from '@jest/globals';
import libraryLoan from '#lifecycles/library-loan.js';
import { dateTime, integer, yesNo } from './builders.js';
import type { Definition } from './definition.js';
import { templateValues } from './template-values.js';

const parties = { borrower: { name: '홍길동' } };
const institution = '한빛시립도서관';
const fields = { bookTitle: '토지', dueDate: '2026-12-07' };

/** The library loan with a variable of another kind in one of its templates. */
function withVariable(input: Definition['input'], format?: 'text'): Definition {
  const name = Object.keys(input)[0]!;
  const template = libraryLoan.templates['LOAN_LOST']!;
  return {
    ...libraryLoan,
    input: { ...libraryLoan.input, ...input },
    templates: { LOAN_LOST: { ...template, variables: { 변수: { field: name, ...(format && { format }) } } } },
  };
}
const valueOf = (definition: Definition, value: string | number | boolean) =>
  templateValues(definition, 'LOAN_LOST', { fields: { value }, parties, institution })['변수'];

describe('the values of a template', () => {
  it('are names, texts and Korean days', () => {
    expect(templateValues(libraryLoan, 'LOAN_STARTED', { fields, parties, institution })).toEqual({
      기관명: '한빛시립도서관',
      이름: '홍길동',
      책제목: '토지',
      반납예정일: '2026년 12월 7일(월)',
    });
  });

  it('say the day as it was computed at the decision', () => {
    const decided = { ...fields, dueDay: '2026-12-08' };
    expect(templateValues(libraryLoan, 'LOAN_STARTED', { fields: decided, parties, institution })['반납예정일']).toBe(
      '2026년 12월 8일(화)',
    );
  });

  it('say the title of a choice', () => {
    const refused = { ...fields, refusalReason: 'held' };
    expect(templateValues(libraryLoan, 'LOAN_EXT_REFUSED', { fields: refused, parties, institution })['사유']).toBe(
      '다른 이용자의 예약',
    );
  });

  it('group large numbers', () => {
    expect(valueOf(withVariable({ value: integer('금액') }), 1234567)).toBe('1,234,567');
  });

  it('leave numbers as they are where they are shown as text', () => {
    expect(valueOf(withVariable({ value: integer('번호') }, 'text'), 1234567)).toBe('1234567');
  });

  it('say moments in Korean time', () => {
    expect(valueOf(withVariable({ value: dateTime('때') }), '2026-12-07T01:00:00Z')).toBe('12월 7일(월) 10:00');
  });

  it('say yes and no', () => {
    expect(valueOf(withVariable({ value: yesNo('여부') }), false)).toBe('아니요');
  });

  it('leave out what is absent, so that nobody reads an empty place', () => {
    expect(
      Object.keys(templateValues(libraryLoan, 'LOAN_STARTED', { fields: {}, parties: {}, institution: undefined })),
    ).toEqual([]);
  });

  it('of an unknown template are an error', () => {
    expect(() => templateValues(libraryLoan, 'constructor', { fields, parties, institution })).toThrow('no template');
  });
});
