/** What happens of itself between a posting and a contract, where it differs from the sample. */
import { describe, expect, it } from '@jest/globals';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { playSample } from './play-sample.js';
import type { PlayedSample } from './play-sample.js';
import recruitment from './recruitment.js';
import type { SampleStep } from './sample.js';
import sample from './samples/recruitment.js';

const step = (at: string, event: string, data?: Fields): SampleStep => ({
  at: `${at}:00+09:00`,
  event,
  ...(data && { data }),
});
const played = (...steps: readonly SampleStep[]): PlayedSample =>
  playSample(recruitment, { ...sample, steps, until: '2027-12-01T00:00:00+09:00' });
const told = ({ messages }: PlayedSample) =>
  messages.map(({ plannedAt, template }) => `${formatKoreanMoment(plannedAt)} ${template}`);

const applied = step('2026-12-02T11:00', 'applied');
const interviewSet = (at: string, interviewAt: string) =>
  step(at, 'interviewSet', { interviewAt: `${interviewAt}:00+09:00`, place: '본관', bring: '신분증' });
const passed = step('2026-12-07T10:00', 'result', { outcome: 'passed' });
const contract = (signBy: string) =>
  step('2026-12-08T10:00', 'contractSent', { signBy: `${signBy}:00+09:00`, startOn: '2027-01-04' });

describe('a posting', () => {
  it('that nobody answers is told of once and never chased', () => {
    const run = played();
    expect([told(run), run.state.stage]).toEqual([['11월 30일(월) 10:00 REC_MATCHED'], 'unanswered']);
  });

  it('that does not interest is heard of no more', () => {
    expect(told(played(step('2026-12-01T10:00', 'declined')))).toHaveLength(1);
  });

  it('for which no referral is possible says why, and ends', () => {
    const run = played(
      step('2026-12-01T10:00', 'interestShown'),
      step('2026-12-01T15:00', 'refused', { reason: 'full' }),
    );
    expect([told(run).at(-1), run.state.closed?.as]).toEqual(['12월 1일(화) 15:00 REC_NOT_REFERRED', 'ended']);
  });
});

describe('an interview', () => {
  it('set after ten on its eve is not reminded of again', () => {
    const run = played(applied, interviewSet('2026-12-09T15:00', '2026-12-10T14:00'));
    expect(told(run).at(-1)).toBe('12월 9일(수) 15:00 REC_INTERVIEW');
  });

  it('is reminded of no more once the jobseeker has withdrawn', () => {
    const run = played(
      applied,
      interviewSet('2026-12-07T15:00', '2026-12-10T14:00'),
      step('2026-12-08T10:00', 'declined'),
    );
    expect(told(run).at(-1)).toBe('12월 8일(화) 10:00 REC_DECLINED');
  });

  it('whose moment has passed cannot be set', () => {
    const run = played(applied, interviewSet('2026-12-10T15:00', '2026-12-10T14:00'));
    expect(run.journal.filter(({ kind }) => kind === 'refused')).toHaveLength(1);
  });

  it('that was passed waits for the next one', () => {
    const run = played(
      applied,
      interviewSet('2026-12-03T09:00', '2026-12-04T14:00'),
      step('2026-12-05T10:00', 'result', { outcome: 'next' }),
      interviewSet('2026-12-05T11:00', '2026-12-08T14:00'),
    );
    expect(told(run).at(-1)).toBe('12월 7일(월) 10:00 REC_INT_TOMORROW');
  });
});

describe('a contract', () => {
  it('is reminded of on the eve and on the day itself', () => {
    expect(told(played(applied, passed, contract('2026-12-11T18:00'))).slice(-3)).toEqual([
      '12월 10일(목) 10:00 REC_SIGN_SOON',
      '12월 11일(금) 10:00 REC_SIGN_SOON',
      '12월 11일(금) 18:10 REC_SIGN_OVER',
    ]);
  });

  it('whose term has passed is never taken back by the engine', () => {
    const run = played(applied, passed, contract('2026-12-11T18:00'));
    expect(told(run).filter((line) => /REC_(CANCELLED|DECLINED)$/.test(line))).toEqual([]);
  });

  it('that is signed late is signed all the same', () => {
    const run = played(applied, passed, contract('2026-12-11T18:00'), step('2026-12-12T09:00', 'signed'));
    expect(told(run).at(-1)).toBe('12월 12일(토) 09:00 REC_SIGNED');
  });

  it('on paper leaves nothing to tell', () => {
    const run = played(applied, passed, step('2026-12-09T10:00', 'signedOnPaper'));
    expect([told(run).at(-1), run.state.stage]).toEqual(['12월 7일(월) 10:00 REC_PASSED', 'hired']);
  });
});

describe('a result', () => {
  it('never stands in a text message, which others may read', () => {
    const texts = ['REC_ROUND_PASSED', 'REC_RESERVE', 'REC_PASSED', 'REC_FAILED'].map(
      (code) => recruitment.templates[code]!.fallback.text,
    );
    expect(new Set(texts).size).toBe(1);
  });
});
