/**
 * A loan of 14 days that is extended by 14, becomes overdue and comes back after the fifth overdue reminder: what goes in
 * and exactly what must come out, in Korean time, with reminders at 10:00. Played on the pure engine and on real engines.
 */
import { addDays, momentAt } from '#libs/calendar/korean-time.js';
import type { Day, Fields, Moment } from '#libs/lifecycle/state.js';

interface GoldenEvent {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: Fields;
}

interface GoldenMessage {
  readonly template: string;
  readonly at: Moment;
}

export interface GoldenLoan {
  readonly reminderTime: string;
  readonly startedAt: Moment;
  readonly fields: Fields;
  readonly events: readonly GoldenEvent[];
  readonly messages: readonly GoldenMessage[];
}

/** The loan, begun on `loanDay` at 14:20. */
export function fourteenDayLoan(loanDay: Day): GoldenLoan {
  const on = (days: number, time: string) => momentAt(addDays(loanDay, days), time);
  const reminder = (template: string, days: number) => ({ template, at: on(days, '10:00') });
  const extendedAt = on(12, '09:30');
  const returnedAt = on(43, '16:05');
  return {
    reminderTime: '10:00',
    startedAt: on(0, '14:20'),
    fields: { bookTitle: '아주 희미한 빛으로도', dueDate: addDays(loanDay, 14) },
    events: [
      { eventId: 'extension', type: 'extended', occurredAt: extendedAt, data: { dueDate: addDays(loanDay, 28) } },
      { eventId: 'return', type: 'returned', occurredAt: returnedAt, data: {} },
    ],
    messages: [
      { template: 'LOAN_STARTED', at: on(0, '14:20') },
      reminder('LOAN_DUE_SOON', 11),
      { template: 'LOAN_EXTENDED', at: extendedAt },
      reminder('LOAN_DUE_SOON', 25),
      reminder('LOAN_DUE_TODAY', 28),
      reminder('LOAN_OVERDUE', 29),
      reminder('LOAN_OVERDUE', 32),
      reminder('LOAN_OVERDUE', 35),
      reminder('LOAN_OVERDUE', 38),
      reminder('LOAN_OVERDUE', 41),
      { template: 'LOAN_RETURNED', at: returnedAt },
    ],
  };
}
