import type { Sample } from '../sample.js';
import recruitment from './recruitment.js';

const interested = { at: '2026-11-30T12:40:00+09:00', event: 'interestShown' };
const applied = { at: '2026-12-02T11:00:00+09:00', event: 'applied' };
const interviewSet = {
  at: '2026-12-07T15:30:00+09:00',
  event: 'interviewSet',
  data: { interviewAt: '2026-12-10T14:00:00+09:00', place: '본관 3층 회의실', bring: '신분증' },
};
const result = (at: string, outcome: string) => ({ at, event: 'result', data: { outcome } });
const passed = result('2026-12-17T16:00:00+09:00', 'passed');
const contractSent = {
  at: '2026-12-18T17:02:00+09:00',
  event: 'contractSent',
  data: { signBy: '2026-12-22T18:00:00+09:00', startOn: '2027-01-04' },
};
const until = '2027-07-31T00:00:00+09:00';

const course = (reference: string, name: string, phone: string, steps: Sample['steps']): Sample => ({
  ...recruitment,
  reference,
  parties: { applicant: { name, phone } },
  steps,
  until,
});

/** What becomes of an application besides what its sample shows, by the name of the course. */
export const recruitmentCourses: Readonly<Record<string, Sample>> = {
  'not-referred': course('J-261130-0201', '마가목', '01055001476', [
    interested,
    { at: '2026-12-02T10:00:00+09:00', event: 'refused', data: { reason: 'closed' } },
  ]),
  /** Another day was asked for and not to be had; not come, yet seen another time, on the reserve list, and not taken. */
  failed: course('J-261130-0202', '바위솔', '01055001477', [
    applied,
    interviewSet,
    { at: '2026-12-08T09:20:00+09:00', event: 'changeRequested' },
    { at: '2026-12-08T14:00:00+09:00', event: 'refused', data: { reason: 'full' } },
    { at: '2026-12-10T16:00:00+09:00', event: 'interviewMissed' },
    {
      at: '2026-12-14T10:00:00+09:00',
      event: 'interviewSet',
      data: { interviewAt: '2026-12-16T14:00:00+09:00', place: '본관 3층 회의실', bring: '신분증' },
    },
    result('2026-12-18T11:00:00+09:00', 'next'),
    { at: '2026-12-28T10:00:00+09:00', event: 'delayed', data: { expectedOn: '2027-01-08' } },
    result('2027-01-08T15:00:00+09:00', 'reserve'),
    result('2027-01-20T15:00:00+09:00', 'failed'),
  ]),
  /** Hired, the first day moved, and another place found. */
  declined: course('J-261130-0203', '산벚', '01055001478', [
    applied,
    passed,
    contractSent,
    { at: '2026-12-21T10:00:00+09:00', event: 'startChanged', data: { startOn: '2027-01-11' } },
    { at: '2026-12-21T19:00:00+09:00', event: 'declineRequested' },
    { at: '2026-12-22T09:30:00+09:00', event: 'declined' },
  ]),
  cancelled: course('J-261130-0204', '오리온', '01055001479', [
    applied,
    { at: '2026-12-03T09:00:00+09:00', event: 'corrected', data: { correction: '근무지는 푸른들식품 2공장입니다' } },
    { at: '2026-12-09T10:00:00+09:00', event: 'cancelled', data: { reason: 'filled' } },
  ]),
  /** The contract is long in coming, and is signed on paper. */
  'hired-on-paper': course('J-261130-0205', '자작비', '01055001480', [
    applied,
    passed,
    { at: '2027-01-04T09:00:00+09:00', event: 'signedOnPaper' },
  ]),
  'not-interested': course('J-261130-0206', '초롱꽃', '01055001481', [
    { at: '2026-12-01T09:00:00+09:00', event: 'declined' },
  ]),
  'not-answered': course('J-261130-0207', '큰기러기', '01055001482', []),
  /** Each of these is waited for in vain: an answer to the interest, the employer's word, a result, a second word, a contract. */
  'interest-unanswered': course('J-261130-0208', '토끼풀', '01055001483', [interested]),
  'employer-silent': course('J-261130-0209', '패랭이', '01055001484', [applied]),
  'interview-unreported': course('J-261130-0210', '해오름', '01055001485', [applied, interviewSet]),
  'reserve-for-good': course('J-261130-0211', '갈매기', '01055001486', [
    applied,
    result('2026-12-17T16:00:00+09:00', 'reserve'),
  ]),
  'contract-never-sent': course('J-261130-0212', '나팔꽃', '01055001487', [applied, passed]),
  'never-signed': course('J-261130-0213', '달맞이', '01055001488', [applied, passed, contractSent]),
  'ended-by-hand': {
    ...course('J-261130-0214', '레몬밤', '01055001489', [applied]),
    endedByHand: '2026-12-11T14:00:00+09:00',
  },
};
