import { describe, expect, it } from '@jest/globals';
import type { Registry } from './message-check.js';
import { checkMessage } from './message-check.js';

const registry: Registry = {
  channels: ['P1', 'P2'],
  senderNumbers: ['0212345678'],
  files: {},
  templates: {
    T1: { templateId: 'T1', pfId: 'P1', content: '#{이름}님 안녕하세요.' },
    T9: { templateId: 'T9', pfId: 'P1', content: '심사 중', status: 'INSPECTING' },
  },
};
const sms = { to: '01055000001', from: '0212345678', text: '안녕하세요.' };
const kakaoOptions = { pfId: 'P1', templateId: 'T1', variables: { '#{이름}': '김하늘' }, disableSms: true };
const ata = { to: '01055000001', type: 'ATA', kakaoOptions };

type Raw = Parameters<typeof checkMessage>[0];
const codeOf = (raw: object): string => checkMessage(raw as Raw, registry).refusal?.code ?? '2000';
const typeOf = (raw: object): string | null => checkMessage(raw as Raw, registry).message.type;

describe('checkMessage: texts', () => {
  it('takes 90 bytes as SMS', () => {
    expect(codeOf({ ...sms, type: 'SMS', text: '가'.repeat(45) })).toBe('2000');
  });

  it('refuses 91 bytes as SMS', () => {
    expect(codeOf({ ...sms, type: 'SMS', text: `${'가'.repeat(45)}a` })).toBe('1031');
  });

  it('takes 2,000 bytes as LMS and refuses 2,001', () => {
    expect(codeOf({ ...sms, type: 'LMS', text: '가'.repeat(1_000) })).toBe('2000');
    expect(codeOf({ ...sms, type: 'LMS', text: `${'가'.repeat(1_000)}a` })).toBe('1031');
  });

  it.each([
    ['SMS for a short text', { ...sms }, 'SMS'],
    ['LMS for a long text', { ...sms, text: '가'.repeat(46) }, 'LMS'],
    ['LMS for a text with a subject', { ...sms, subject: '안내' }, 'LMS'],
    ['알림톡 for a template', { ...ata, type: undefined }, 'ATA'],
    ['what is written in small letters', { ...sms, type: 'lms' }, 'LMS'],
  ])('finds the type: %s', (_, raw, type) => {
    expect(typeOf(raw)).toBe(type);
  });

  it.each([
    ['no recipient', { ...sms, to: undefined }, '1010'],
    ['no sender', { ...sms, from: undefined }, '1010'],
    ['no text', { ...sms, text: '' }, '1010'],
    ['a recipient with hyphens', { ...sms, to: '010-5500-0001' }, '1011'],
    ['a text that is a number', { ...sms, text: 7 }, '1011'],
    ['a subject on an SMS', { ...sms, type: 'SMS', subject: '안내' }, '1013'],
    ['a subject of 41 bytes', { ...sms, subject: `${'가'.repeat(20)}a` }, '1014'],
    ['an unknown type', { ...sms, type: 'FAX' }, '1025'],
    ['an MMS without a picture', { ...sms, type: 'MMS' }, '1034'],
    ['an MMS with a picture that was never uploaded', { ...sms, type: 'MMS', imageId: 'ST01FL1' }, '1051'],
    ['a control character', { ...sms, text: 'a\u0007' }, '1028'],
    ['a character outside EUC-KR', { ...sms, text: '안녕 😀' }, '1029'],
    ['kakaoOptions on an SMS', { ...sms, type: 'SMS', kakaoOptions }, '1033'],
    ['another country', { ...sms, country: '81' }, '1058'],
    ['an unregistered sender number', { ...sms, from: '0298765432' }, '1062'],
    ['no type and no wish to have one found', { ...sms, autoTypeDetect: false }, '1010'],
  ])('refuses %s', (_, raw, code) => {
    expect(codeOf(raw)).toBe(code);
  });
});

describe('checkMessage: customFields', () => {
  it('takes keys of 30 and values of 100 characters', () => {
    expect(codeOf({ ...sms, customFields: { ['k'.repeat(30)]: 'v'.repeat(100) } })).toBe('2000');
  });

  it.each([
    ['a key of 31 characters', { ['k'.repeat(31)]: 'v' }],
    ['a value of 101 characters', { k: 'v'.repeat(101) }],
    ['a value that is a number', { k: 1 }],
    ['a list', ['v']],
  ])('refuses %s', (_, customFields) => {
    expect(codeOf({ ...sms, customFields })).toBe('1032');
  });
});

describe('checkMessage: 알림톡', () => {
  it('renders by the template', () => {
    expect(checkMessage(ata, registry).message.text).toBe('김하늘님 안녕하세요.');
  });

  it.each([
    ['no kakaoOptions', { ...ata, kakaoOptions: undefined }, '1010'],
    ['an unknown channel', { ...ata, kakaoOptions: { ...kakaoOptions, pfId: 'P3' } }, '1041'],
    ['an unknown template', { ...ata, kakaoOptions: { ...kakaoOptions, templateId: 'T3' } }, '1042'],
    ['a template of another channel', { ...ata, kakaoOptions: { ...kakaoOptions, pfId: 'P2' } }, '1042'],
    ['a template that is not approved', { ...ata, kakaoOptions: { pfId: 'P1', templateId: 'T9' } }, '1042'],
    ['no variables', { ...ata, kakaoOptions: { ...kakaoOptions, variables: {} } }, '1043'],
    ['a value that is a number', { ...ata, kakaoOptions: { ...kakaoOptions, variables: { '#{이름}': 1 } } }, '1011'],
    ['a name with a point', { ...ata, kakaoOptions: { ...kakaoOptions, variables: { '#{a.b}': 'x' } } }, '1011'],
    ['a button without a name', { ...ata, kakaoOptions: { ...kakaoOptions, buttons: [{ buttonType: 'WL' }] } }, '1044'],
    ['an unregistered sender number', { ...ata, from: '0298765432' }, '1062'],
  ])('refuses %s', (_, raw, code) => {
    expect(codeOf(raw)).toBe(code);
  });
});
