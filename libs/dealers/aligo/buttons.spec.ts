import { expect, it } from '@jest/globals';
import { buttonsJson } from './buttons.js';

it.each([
  [
    { type: 'WL', name: '보기', linkMo: 'https://a.kr', linkPc: 'https://b.kr' },
    { name: '보기', linkType: 'WL', linkMo: 'https://a.kr', linkPc: 'https://b.kr' },
  ],
  [
    { type: 'WL', name: '보기', linkMo: 'https://a.kr' },
    { name: '보기', linkType: 'WL', linkMo: 'https://a.kr' },
  ],
  [
    { type: 'AL', name: '앱', schemeAndroid: 'a://', schemeIos: 'i://' },
    { name: '앱', linkType: 'AL', linkAnd: 'a://', linkIos: 'i://' },
  ],
  [
    { type: 'AC', name: '채널 추가' },
    { name: '채널 추가', linkType: 'AC' },
  ],
] as const)('Aligo is given %j in its own words', (button, wire) => {
  expect(JSON.parse(buttonsJson([button]))).toEqual({ button: [wire] });
});
