import { describe, expect, it } from '@jest/globals';
import { CALLBACK_RESULTS, CALLBACK_STATES } from '#libs/contracts/callback-workflow.js';
import type { CallbackView } from '#libs/database/callback-store.js';
import { alertEntries, callbackEntries } from '../lifecycles/timeline-calls.js';
import { callbackWords } from './callback-words.js';

const AT = Date.parse('2030-11-20T10:00:00+09:00');
const view: CallbackView = {
  id: '0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10',
  lifecycleId: '0b2f9a40-7c1e-7a52-9c1e-3a1b5c7d9e10',
  type: 'library-loan',
  reference: 'L-1',
  name: 'asked',
  sequence: 1,
  at: AT,
  createdAt: AT,
  state: 'pending',
  tries: 0,
};
const failed = { tries: 2, result: 'failed', status: 503, lastTriedAt: AT + 5_000 } as const;

describe('callbackWords', () => {
  it('has Korean words for every state and result', () => {
    for (const state of CALLBACK_STATES) {
      for (const result of CALLBACK_RESULTS) {
        expect(callbackWords({ ...view, ...failed, state, result })).toMatch(/^[가-힣]/);
      }
    }
  });

  it('says what came of the last try and when the next one is', () => {
    expect(callbackWords({ ...view, ...failed, nextTryAt: AT + 35_000 })).toBe(
      '전달하는 중입니다. 2번째 시도: 오류 응답 (503). 11월 20일(수) 10:00에 다시 시도합니다.',
    );
  });

  it('says no more of one that arrived', () => {
    expect(callbackWords({ ...view, ...failed, state: 'delivered', result: 'delivered', status: 204 })).toBe(
      '기관 시스템이 받았습니다.',
    );
  });
});

describe('the timeline of calls and alerts', () => {
  it('says nothing of a call whose first try is still to come', () => {
    expect(callbackEntries(view)).toEqual([]);
  });

  it('says of one that failed that it is tried again, when that was known', () => {
    expect(callbackEntries({ ...view, ...failed })).toMatchObject([
      { at: AT + 5_000, code: 'callback.retrying', detail: { call: 'asked', sequence: 1, tries: 2, status: 503 } },
    ]);
  });

  it('says nothing of an alert that nobody has seen', () => {
    const alert = {
      id: 'a',
      lifecycleId: 'l',
      type: 'library-loan',
      reference: 'L-1',
      name: 'late',
      text: '늦음',
      at: AT,
    };
    expect(alertEntries(alert)).toEqual([]);
  });
});
