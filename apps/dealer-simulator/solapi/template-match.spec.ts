import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Template } from '../state.js';
import { matchTemplate } from './template-match.js';

const plain: Template = { templateId: 'T1', pfId: 'P1', content: '#{이름}님, #{책} 반납일은\n#{날짜}입니다.' };
const variables = { '#{이름}': '김하늘', '#{책}': '토지', '#{날짜}': '12월 7일' };
const button = { buttonName: '대출 연장', buttonType: 'WL', linkMo: 'https://lib.example/#{번호}' };
const withButton: Template = { templateId: 'T2', pfId: 'P1', content: '안녕하세요.', buttons: [button] };

const codeOf = (template: Template, content: Parameters<typeof matchTemplate>[1]): string => {
  const match = matchTemplate(template, content);
  return 'code' in match ? match.code : '2000';
};

describe('matchTemplate with variables', () => {
  it('renders the body', () => {
    expect(matchTemplate(plain, { variables })).toMatchObject({
      rendered: { text: '김하늘님, 토지 반납일은\n12월 7일입니다.' },
    });
  });

  it('does not expand a value that looks like a variable', () => {
    const tricky = { ...variables, '#{이름}': '#{책}' };
    expect(matchTemplate(plain, { variables: tricky })).toMatchObject({
      rendered: { text: '#{책}님, 토지 반납일은\n12월 7일입니다.' },
    });
  });

  it('renders links of buttons', () => {
    expect(matchTemplate(withButton, { variables: { '#{번호}': '7' } })).toMatchObject({
      rendered: { buttons: [{ linkMo: 'https://lib.example/7' }] },
    });
  });

  it.each([
    ['a missing variable', { '#{이름}': '김하늘', '#{책}': '토지' }],
    ['a surplus variable', { ...variables, '#{저자}': '박경리' }],
    ['a name without its braces', { 이름: '김하늘', '#{책}': '토지', '#{날짜}': '12월 7일' }],
  ])('refuses %s as not the template', (_, wrong) => {
    expect(codeOf(plain, { variables: wrong })).toBe('1043');
  });

  it('names the missing variables, not their values', () => {
    expect(matchTemplate(plain, { variables: { '#{이름}': '김하늘' } })).toEqual({
      code: '1043',
      detail: '빠진 변수: #{책}, #{날짜}',
    });
  });

  it('refuses a body of more than 1,000 characters after substitution', () => {
    expect(codeOf(plain, { variables: { ...variables, '#{책}': '가'.repeat(1_000) } })).toBe('1031');
  });

  it('counts the further information into the 1,000 characters', () => {
    const extended = { ...plain, messageType: 'EX', extra: '가'.repeat(500) } as const;
    expect(codeOf(extended, { variables: { ...variables, '#{책}': '가'.repeat(490) } })).toBe('1031');
  });

  it('keeps the channel button as it is', () => {
    const channel = { buttonName: '채널 추가', buttonType: 'AC' };
    const advertising = { ...withButton, messageType: 'AD', buttons: [channel, button] } as const;
    expect(matchTemplate(advertising, { variables: { '#{번호}': '7' } })).toMatchObject({
      rendered: { buttons: [channel, { linkMo: 'https://lib.example/7' }] },
    });
  });

  it('refuses text and variables together', () => {
    expect(codeOf(plain, { variables, text: '김하늘님, 토지 반납일은\n12월 7일입니다.' })).toBe('1043');
  });
});

describe('matchTemplate with a text', () => {
  it('takes every text that the template renders to', () => {
    const value = fc.string({ minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(value, value, value, (name, book, day) => {
        const match = matchTemplate(plain, { variables: { '#{이름}': name, '#{책}': book, '#{날짜}': day } });
        return 'rendered' in match && codeOf(plain, { text: match.rendered.text }) === '2000';
      }),
    );
  });

  it.each([
    ['one space more', '김하늘님 , 토지 반납일은\n12월 7일입니다.'],
    ['a space for the newline', '김하늘님, 토지 반납일은 12월 7일입니다.'],
    ['a word at the end', '김하늘님, 토지 반납일은\n12월 7일입니다. 끝'],
  ])('refuses %s', (_, text) => {
    expect(codeOf(plain, { text })).toBe('1043');
  });

  it('wants the buttons of the template', () => {
    expect(codeOf(withButton, { text: '안녕하세요.' })).toBe('1046');
  });

  it('refuses buttons that the template does not have', () => {
    expect(codeOf({ ...plain, content: '안녕하세요.' }, { text: '안녕하세요.', buttons: [button] })).toBe('1047');
  });

  it('refuses a button with another name', () => {
    expect(codeOf(withButton, { text: '안녕하세요.', buttons: [{ ...button, buttonName: '연장' }] })).toBe('1052');
  });

  it('wants the channel button where the template has it', () => {
    const channel = { buttonName: '채널 추가', buttonType: 'AC' };
    const advertising = { ...withButton, messageType: 'AD', buttons: [channel, button] } as const;
    expect(codeOf(advertising, { text: '안녕하세요.', buttons: [button] })).toBe('1052');
  });

  it('refuses a link to another host', () => {
    const elsewhere = { ...button, linkMo: 'https://other.example/7' };
    expect(codeOf(withButton, { text: '안녕하세요.', buttons: [elsewhere] })).toBe('1045');
  });

  it('takes a link with its variable filled in', () => {
    const filled = { ...button, linkMo: 'https://lib.example/7' };
    expect(codeOf(withButton, { text: '안녕하세요.', buttons: [filled] })).toBe('2000');
  });
});
