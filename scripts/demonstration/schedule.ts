import { addDays, dayOf, MINUTE, momentAt, timeOf, type Day, type Moment } from '#libs/calendar/korean-time.js';

/** Long enough to start, extend and return loans before the reminder, short enough to wait for. */
const LEAD_MS = 30_000;
/** The reminders of a day that one person gets are gathered for so long after their moment, and leave as one. */
const GATHERED_MS = MINUTE;
/** How long after that a reminder that should not go out is still waited for. */
const BEYOND_MS = 5_000;

/** When things happen in one run. Every day is reckoned from the reminder's moment: it may lie past midnight. */
export interface Schedule {
  readonly beganAt: Moment;
  /** When the reminder three days before `remindedDue` falls due, to the whole second. */
  readonly reminderAt: Moment;
  /** The same as the tenant's setting, HH:MM:SS. */
  readonly reminderTime: string;
  /** When it leaves: its bundle closes. */
  readonly leavesAt: Moment;
  /** From here on a reminder that has not gone out will not. */
  readonly provenAt: Moment;
  readonly remindedDue: Day;
  readonly ordinaryDue: Day;
  /** Where an extension moves `remindedDue`, and when its reminder falls due then. */
  readonly extendedDue: Day;
  readonly movedReminderAt: Moment;
}

export function scheduleFrom(now: Moment): Schedule {
  const reminderAt = Math.ceil((now + LEAD_MS) / 1000) * 1000;
  const reminderTime = timeOf(reminderAt);
  const leavesAt = reminderAt + GATHERED_MS;
  const day = dayOf(reminderAt);
  const extendedDue = addDays(day, 17);
  return {
    beganAt: now,
    reminderAt,
    reminderTime,
    leavesAt,
    provenAt: leavesAt + BEYOND_MS,
    remindedDue: addDays(day, 3),
    ordinaryDue: addDays(day, 14),
    extendedDue,
    movedReminderAt: momentAt(addDays(extendedDue, -3), reminderTime),
  };
}

/** The days that must not be the library's days off, for a due date moves away from those. */
export const dueDaysOf = ({ remindedDue, ordinaryDue, extendedDue }: Schedule): readonly Day[] => [
  remindedDue,
  ordinaryDue,
  extendedDue,
];
