import type { Moment } from '#libs/calendar/korean-time.js';
import type { LoanMessage } from './loan-messages.js';
import type { Fate } from './loans-file.js';
import type { PhoneEntry } from './phones.js';
import type { Answered, EventAnswer, LoanView } from './public-api.js';
import type { Schedule } from './schedule.js';

/** All that was seen of one loan up to `at`: what the API answered and told, and what the phone received. */
export interface Observation {
  readonly at: Moment;
  readonly fate: Fate;
  readonly phoneNumber: string;
  readonly schedule: Schedule;
  /** The answer to each request to start it. */
  readonly starts: readonly Answered<LoanView>[];
  /** The loans that the API lists under its reference. */
  readonly loansCalled: readonly string[];
  readonly loan?: LoanView;
  /** The answer to the event that was reported, if any. */
  readonly event?: Answered<EventAnswer>;
  /** What the loan has its borrower told, oldest first; what rides in a bundle counts once. */
  readonly messages: readonly LoanMessage[];
  /** What the phone received of this loan, oldest first. */
  readonly received: readonly PhoneEntry[];
  /** When a reminder that is to fire was on its phone; undefined before that, and null when no loan of the file has one. */
  readonly reminderSeenAt: Moment | null | undefined;
  /** What went wrong in asking itself. */
  readonly trouble?: string;
}
