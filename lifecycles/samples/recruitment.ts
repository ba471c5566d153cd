import type { Sample } from '../sample.js';

/** Interested and referred, the interview moved at her request, hired; signed after the first term for signing had passed. */
const sample: Sample = {
  lifecycle: 'recruitment',
  startedAt: '2026-11-30T10:00:00+09:00',
  reference: 'J-261130-0172',
  parties: { applicant: { name: '김하늘', phone: '01055001330' } },
  data: { company: '푸른들식품', job: '생산관리', applyBy: '2026-12-04' },
  holidays: ['2026-12-25', '2027-01-01'],
  steps: [
    { at: '2026-11-30T12:40:00+09:00', event: 'interestShown' },
    { at: '2026-11-30T12:41:00+09:00', event: 'interestShown' },
    { at: '2026-12-02T11:00:00+09:00', event: 'applied' },
    {
      at: '2026-12-07T15:30:00+09:00',
      event: 'interviewSet',
      data: { interviewAt: '2026-12-10T14:00:00+09:00', place: '본관 3층 회의실', bring: '신분증, 자격증 사본' },
    },
    { at: '2026-12-08T09:20:00+09:00', event: 'changeRequested' },
    { at: '2026-12-08T14:00:00+09:00', event: 'interviewChanged', data: { interviewAt: '2026-12-14T10:00:00+09:00' } },
    { at: '2026-12-17T16:00:00+09:00', event: 'result', data: { outcome: 'passed' } },
    {
      at: '2026-12-18T17:00:00+09:00',
      event: 'contractSent',
      data: { signBy: '2026-12-18T09:00:00+09:00', startOn: '2027-01-04' },
    },
    {
      at: '2026-12-18T17:02:00+09:00',
      event: 'contractSent',
      data: { signBy: '2026-12-22T18:00:00+09:00', startOn: '2027-01-04' },
    },
    {
      at: '2026-12-23T11:00:00+09:00',
      event: 'contractSent',
      data: { signBy: '2026-12-24T18:00:00+09:00', startOn: '2027-01-04' },
    },
    { at: '2026-12-24T09:10:00+09:00', event: 'signed' },
    { at: '2026-12-28T09:00:00+09:00', event: 'startChanged', data: { startOn: '2027-01-05' } },
  ],
  until: '2027-02-01T00:00:00+09:00',
};
export default sample;
