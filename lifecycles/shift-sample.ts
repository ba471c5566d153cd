/** A sample's course on other days: the same weekdays, so many weeks on. */
import { addDays, DAY, isDay, isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Fields, FieldValue } from '#libs/lifecycle/state.js';
import type { Sample, SampleStep } from './sample.js';

/** Days and moments in it move; other texts stay. */
function shiftedValue(value: FieldValue, weeks: number): FieldValue {
  if (typeof value !== 'string') return value;
  if (isDay(value)) return addDays(value, weeks * 7);
  const moment = momentOfIso(value);
  return moment === undefined ? value : isoKorean(moment + weeks * 7 * DAY);
}

const shiftedFields = (fields: Fields, weeks: number): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shiftedValue(value, weeks)]));

const shiftedText = (text: string, weeks: number): string => String(shiftedValue(text, weeks));

function shiftedStep({ at, event, data, reportedAt }: SampleStep, weeks: number): SampleStep {
  return {
    at: shiftedText(at, weeks),
    event,
    ...(data && { data: shiftedFields(data, weeks) }),
    ...(reportedAt !== undefined && { reportedAt: shiftedText(reportedAt, weeks) }),
  };
}

export const shiftedSample = (sample: Sample, weeks: number): Sample => ({
  ...sample,
  startedAt: shiftedText(sample.startedAt, weeks),
  until: shiftedText(sample.until, weeks),
  data: shiftedFields(sample.data, weeks),
  ...(sample.closedDays && { closedDays: sample.closedDays.map((day) => addDays(day, weeks * 7)) }),
  ...(sample.holidays && { holidays: sample.holidays.map((day) => addDays(day, weeks * 7)) }),
  ...(sample.endedByHand !== undefined && { endedByHand: shiftedText(sample.endedByHand, weeks) }),
  steps: sample.steps.map((step) => shiftedStep(step, weeks)),
});
