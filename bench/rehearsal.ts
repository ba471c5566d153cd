/**
 * How long a year of a thousand loans takes to rehearse, with an extension, a return, 알림톡 that fail and every text made:
 * in seconds, and as a ratio to an empty loop over the same inputs, which says more than the bare number when machines
 * differ. Run: `node dist/bench/rehearsal.js` after `npx tsc`.
 */
import { performance } from 'node:perf_hooks';
import { addDays, DAY, momentAt } from '#libs/calendar/korean-time.js';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import { DEFAULT_PRICES, type RehearsalRequest, type RehearsalSample } from '#libs/rehearsal/request.js';
import libraryLoan from '#lifecycles/library-loan.js';

const SAMPLES = 1000;
const DAYS = 365;
const ROUNDS = 3;
const EMPTY_REPEATS = 2000;

const startAt = momentAt('2026-01-01', '00:00');

/** Loans of the whole year: a day later each, all borrowed in the afternoon. */
const samples: readonly RehearsalSample[] = Array.from({ length: SAMPLES }, (_, index) => {
  const day = addDays('2026-01-01', index % 330);
  return {
    reference: `L-${index}`,
    parties: { borrower: { name: `김${index}`, phone: '01055000001' } },
    data: { bookTitle: '봉수의 역사', dueDate: addDays(day, 14) },
    startAt: momentAt(day, '14:20'),
  };
});

const request: RehearsalRequest = {
  definition: libraryLoan,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: ['2026-12-25', '2027-01-01'] },
  policy: DEFAULT_POLICY,
  samples,
  events: [
    { type: 'extensionRequested', data: {}, when: { afterMs: 10 * DAY } },
    { type: 'returned', data: {}, when: { afterMs: 25 * DAY } },
  ],
  dealerResults: [
    { template: 'LOAN_DUE_SOON', channel: 'alimtalk', answer: { kind: 'failed', class: 'permanent-recipient' } },
  ],
  dataMarks: [],
  startAt,
  until: startAt + DAYS * DAY,
  prices: DEFAULT_PRICES,
};

/** The best of some rounds, ms. */
function best(rounds: number, work: () => void): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

let sum = 0;
const empty = best(ROUNDS, () => {
  for (let repeat = 0; repeat < EMPTY_REPEATS; repeat++)
    for (const { data, startAt: at } of samples) sum += (at ?? 0) % 3 === 0 ? Object.keys(data).length : 1;
});
let messages = 0;
const played = best(ROUNDS, () => {
  const { sent } = rehearse(request).totals;
  messages = sent.alimtalk + sent.sms + sent.lms;
});
const report = {
  samples: SAMPLES,
  days: DAYS,
  messages,
  seconds: Number((played / 1000).toFixed(2)),
  microsecondsPerMessage: Math.round((played / messages) * 1000),
  timesAnEmptyLoop: Math.round(played / (empty / EMPTY_REPEATS)),
  // the loop's sum, so that nobody may leave the loop out
  checked: sum > 0,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
