import { expect, it } from '@jest/globals';
import { wireButtons } from './buttons.js';

it.each([
  [
    { type: 'WL', name: '보기', linkMo: 'https://a.kr', linkPc: 'https://b.kr' },
    { t: 'WL', n: '보기', u1: 'https://a.kr', u2: 'https://b.kr' },
  ],
  [
    { type: 'AL', name: '앱', schemeAndroid: 'a://', schemeIos: 'i://' },
    { t: 'AL', n: '앱', u1: 'a://', u2: 'i://' },
  ],
  [
    { type: 'TN', name: '전화 연결', tel: '0212345678' },
    { t: 'TN', n: '전화 연결', telNum: '0212345678' },
  ],
  [
    { type: 'AC', name: '채널 추가' },
    { t: 'AC', n: '채널 추가' },
  ],
] as const)('Popbill is given %j in its own letters', (button, wire) => {
  expect(wireButtons([button])).toEqual([wire]);
});
