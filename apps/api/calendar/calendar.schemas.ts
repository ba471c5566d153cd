import { z } from 'zod';
import { HOLIDAY_KINDS } from '#libs/calendar/korean-holidays.js';
import { daysBetween, isDay } from '#libs/calendar/korean-time.js';
import { siteName } from '#libs/database/tenant-settings.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { lineOfText } from '../requests/field-schemas.js';

/** What the calls on the calendar take and answer; the OpenAPI document is made from these schemas. */

const LONGEST_PERIOD = 400;

const day = z.string().refine(isDay, 'DATE_INVALID: must be a day that exists, as YYYY-MM-DD').meta({ format: 'date' });
const answeredDay = z.iso.date();

export const dayParam = day.meta({ format: 'date', examples: ['2026-12-24'] });

export const calendarPeriod = z
  .strictObject({
    from: day.meta({ examples: ['2026-12-21'] }),
    to: day
      .meta({ examples: ['2026-12-31'] })
      .describe(`At most ${LONGEST_PERIOD} days from \`from\` on, both included.`),
    site: siteName.optional().describe('Shows the closing days of this site as well.'),
  })
  .refine(({ from, to }) => !isDay(from) || !isDay(to) || daysBetween(from, to) >= 0, {
    path: ['to'],
    error: 'CALENDAR_PERIOD_INVALID: must not be earlier than `from`',
  })
  .refine(({ from, to }) => !isDay(from) || !isDay(to) || daysBetween(from, to) < LONGEST_PERIOD, {
    path: ['to'],
    error: `CALENDAR_PERIOD_INVALID: must be less than ${LONGEST_PERIOD} days after \`from\``,
  });
export type CalendarPeriod = z.output<typeof calendarPeriod>;

const name = lineOfText(50).describe('Korean, as it is to be shown.');
const kind = z.enum(HOLIDAY_KINDS);

export const holidayWish = z
  .strictObject({ kind, name })
  .meta({ id: 'Holiday', examples: [{ kind: 'temporary', name: '임시공휴일' }] });
export type HolidayWish = z.output<typeof holidayWish>;

export const calendarDay = z
  .object({
    day: answeredDay,
    kind: z.enum(['business', 'saturday', 'sunday', ...HOLIDAY_KINDS, 'closed']),
    name: z.string().describe('Korean.'),
    businessDay: z.boolean().describe('Whether terms in business days and working hours count it.'),
    source: z
      .enum(['announced', 'computed', 'tenant', 'week', 'outside-table'])
      .describe(
        'Who says so: the gazette; the law, computed for a year not announced yet; you; the week; or nobody, outside the years of the table.',
      ),
  })
  .meta({ id: 'CalendarDay' });

export const calendarDays = z.object({ days: z.array(calendarDay) }).meta({ id: 'Calendar' });
export type CalendarDays = z.output<typeof calendarDays>;

export const importQuery = z.strictObject({
  year: z.coerce
    .number()
    .int()
    .min(2000)
    .max(2999)
    .optional()
    .describe(
      'Says that the file holds all holidays of this year: what it lacks is removed. Without it nothing is removed.',
    ),
});
export type ImportQuery = z.output<typeof importQuery>;

const EXAMPLE_FILE = {
  response: {
    header: { resultCode: '00', resultMsg: 'NORMAL SERVICE.' },
    body: {
      items: { item: [{ dateKind: '01', dateName: '임시공휴일', isHoliday: 'Y', locdate: 20261224, seq: 1 }] },
      numOfRows: 100,
      pageNo: 1,
      totalCount: 1,
    },
  },
};

/** The body is the service's; its handler reads it, so that a number or a list more or less does no harm. */
export const holidayFile = checkedByHandler(
  z.looseObject({ response: z.looseObject({}) }).meta({
    id: 'HolidayFile',
    description: 'An answer of 특일정보 getRestDeInfo, unchanged.',
    examples: [EXAMPLE_FILE],
  }),
);

export const imported = z
  .object({
    added: z.array(z.object({ day: answeredDay, kind, name: z.string() })),
    removed: z.array(answeredDay).describe('No holiday any more: the file of the whole year lacks it.'),
    known: z.array(answeredDay).describe('Holidays already.'),
    kept: z.array(answeredDay).describe('Left as you yourself have set them, though the file says otherwise.'),
  })
  .meta({ id: 'ImportedHolidays' });
export type ImportedHolidays = z.output<typeof imported>;
