import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { start } from '#libs/lifecycle/engine.js';
import libraryLoan from '#lifecycles/library-loan.js';
import mailForwarding from '#lifecycles/mail-forwarding.js';
import { contextOf, momentIn } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';
import libraryLoanSample from '#lifecycles/samples/library-loan.js';
import mailForwardingSample from '#lifecycles/samples/mail-forwarding.js';
import { currentDetails } from './operator-view.js';

/** What operators read of a sample that has just begun. */
function detailsOf(definition: typeof libraryLoan, sample: Sample, pending: Parameters<typeof currentDetails>[3] = []) {
  const context = contextOf(definition, sample);
  const { state, sends } = start(context, { fields: sample.data, at: momentIn(sample.startedAt) });
  return { text: currentDetails(context, state, ['첫 줄', '둘째 줄'], pending), send: sends[0]! };
}

describe('The current details of a lifecycle', () => {
  it('tell apart what comes again and again', () => {
    const { text } = detailsOf(libraryLoan, libraryLoanSample);
    expect(text.match(/「연체 안내」( \d번째)?/g)).toEqual([
      '「연체 안내」',
      '「연체 안내」 2번째',
      '「연체 안내」 3번째',
    ]);
  });

  it('call what sends nothing by its Korean title', () => {
    const { text } = detailsOf(mailForwarding, mailForwardingSample);
    expect(text).not.toMatch(/「[a-zA-Z]/);
  });

  it.each([
    ['the reason says so', '야간 제한으로 12월 2일(수) 08:00까지 보류', '야간 제한으로 12월 2일(수) 08:00까지 보류'],
    ['the reason does not', '자료를 기다림', '12월 2일(수) 08:00까지: 자료를 기다림'],
  ])('say once until when a message waits, where %s', (_, reason, told) => {
    const { send } = detailsOf(libraryLoan, libraryLoanSample);
    const waiting = { until: momentAt('2026-12-02', '08:00'), reason };
    const { text } = detailsOf(libraryLoan, libraryLoanSample, [{ send, waiting }]);
    expect(text).toContain(`**기다리는 것**\n\n- 「대출 안내」 ${told}\n`);
  });

  it('begin with the latest that happened', () => {
    expect(detailsOf(libraryLoan, libraryLoanSample).text).toMatch(/- 둘째 줄\n\n- 첫 줄$/);
  });
});
