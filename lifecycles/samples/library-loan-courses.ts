import type { Sample, SampleParty } from '../sample.js';
import loan from './library-loan.js';

const childsLoan: Sample = {
  ...loan,
  startedAt: '2026-12-01T16:10:00+09:00',
  reference: 'L-2026-120177',
  parties: {
    borrower: {
      name: '김새싹',
      phone: '01055001401',
      birthDate: '2016-05-09',
      guardian: { name: '김보람', phone: '01055001402' },
    },
  },
  data: { bookTitle: '달빛 우체통', dueDate: '2026-12-15', kiosk: true },
  steps: [
    { at: '2026-12-13T11:00:00+09:00', event: 'extensionRequested', data: { dueDate: '2026-12-15' } },
    { at: '2026-12-13T13:20:00+09:00', event: 'extensionRefused', data: { reason: 'held' } },
    { at: '2026-12-17T09:10:00+09:00', event: 'disputed' },
    { at: '2026-12-18T14:00:00+09:00', event: 'disputeRejected' },
    { at: '2026-12-20T15:30:00+09:00', event: 'returned', data: { kiosk: true } },
  ],
  until: '2027-01-15T00:00:00+09:00',
};
const lost: Sample = {
  ...loan,
  startedAt: '2026-12-02T11:05:00+09:00',
  reference: 'L-2026-120203',
  parties: { borrower: { name: '남궁별', phone: '01055001403' } },
  data: { bookTitle: '바다를 건넌 종이배', dueDate: '2026-12-16' },
  steps: [
    { at: '2026-12-02T15:00:00+09:00', event: 'corrected', data: { bookTitle: '바다를 건너온 종이배' } },
    { at: '2026-12-12T10:00:00+09:00', event: 'extended', data: { dueDate: '2026-12-30' } },
    { at: '2026-12-28T17:40:00+09:00', event: 'lost' },
  ],
  until: '2027-01-15T00:00:00+09:00',
};
const damaged: Sample = {
  ...loan,
  startedAt: '2026-12-03T13:00:00+09:00',
  reference: 'L-2026-120319',
  parties: { borrower: { name: '도하루', phone: '01055001404' } },
  data: { bookTitle: '겨울 숲의 이름들', dueDate: '2026-12-17' },
  steps: [{ at: '2026-12-11T12:15:00+09:00', event: 'damaged' }],
  until: '2027-01-15T00:00:00+09:00',
};

/** The same course with somebody who reads another language. */
const readBy = (course: Sample, reference: string, borrower: SampleParty): Sample => ({
  ...course,
  reference,
  parties: { borrower },
});

/** What becomes of a loan besides what its sample shows, by the name of the course. */
export const libraryLoanCourses: Readonly<Record<string, Sample>> = {
  /** A child's: their guardian is told. Not extended, said to be back, not found on the shelf, and brought. */
  'of-a-child': childsLoan,
  /** The book was back all along. */
  'dispute-upheld': {
    ...loan,
    startedAt: '2026-12-01T10:30:00+09:00',
    reference: 'L-2026-120105',
    parties: { borrower: { name: '표다솜', phone: '01055001405' } },
    data: { bookTitle: '느린 도시 산책', dueDate: '2026-12-14' },
    steps: [
      { at: '2026-12-15T10:20:00+09:00', event: 'disputed' },
      { at: '2026-12-16T16:00:00+09:00', event: 'disputeUpheld' },
    ],
    until: '2027-01-15T00:00:00+09:00',
  },
  /** Its title was told wrongly, it was extended, and could not be found any more. */
  lost,
  damaged,
  'disputed-in-english': readBy(childsLoan, 'L-2026-120178', {
    name: 'Alex Rivera',
    phone: '01055001406',
    language: 'en',
  }),
  'lost-in-english': readBy(lost, 'L-2026-120204', { name: 'Maya Chen', phone: '01055001407', language: 'en-gb' }),
  'damaged-in-english': readBy(damaged, 'L-2026-120320', { name: 'Noah Kim', phone: '01055001408', language: 'en' }),
  'disputed-in-chinese': readBy(childsLoan, 'L-2026-120179', {
    name: 'WANG XIAOMING',
    phone: '01055001409',
    language: 'zh',
  }),
  'lost-in-chinese': readBy(lost, 'L-2026-120205', { name: 'LI JING', phone: '01055001410', language: 'zh' }),
  'damaged-in-chinese': readBy(damaged, 'L-2026-120321', {
    name: 'CHEN HAI',
    phone: '01055001411',
    language: 'zh-hans',
  }),
};
