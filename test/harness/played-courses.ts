/** Courses of shipped lifecycles that differ from their samples, and what is to be seen of them. */
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Fields, FieldValue, JournalKind } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { playSample } from '#lifecycles/play-sample.js';
import type { PlayedSample } from '#lifecycles/play-sample.js';
import type { Sample, SampleStep } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';

export type Changes = Partial<Omit<Sample, 'data' | 'steps'>> & { readonly data?: Fields };

/** An event at `YYYY-MM-DDTHH:MM`, Korean time; `reported` later where it is told later. */
export const step = (at: string, event: string, data: Fields = {}, reported?: string): SampleStep => ({
  at: `${at}:00+09:00`,
  event,
  data,
  ...(reported !== undefined && { reportedAt: `${reported}:00+09:00` }),
});

/** The lifecycle's sample with other steps, and with other data where `changes` has some. */
export function played(name: string, steps: readonly SampleStep[], changes: Changes = {}): PlayedSample {
  const sample = samples.find(({ lifecycle }) => lifecycle === name)!;
  return playSample(lifecycleNamed(name)!, { ...sample, ...changes, steps, data: { ...sample.data, ...changes.data } });
}

export const told = ({ messages }: PlayedSample): string[] =>
  messages.map(({ plannedAt, template }) => `${formatKoreanMoment(plannedAt)} ${template}`);

/** When a template was sent. */
export const toldOf = (template: string, { messages }: PlayedSample): string[] =>
  messages.filter((message) => message.template === template).map(({ plannedAt }) => formatKoreanMoment(plannedAt));

/** What a field was in each message of a template. */
export const shownIn = (template: string, field: string, { messages }: PlayedSample): (FieldValue | undefined)[] =>
  messages
    .filter((message) => message.template === template)
    .map(({ data, fields }) => ({ ...data, ...fields })[field]);

export const noted = (kind: JournalKind, { journal }: PlayedSample): string[] =>
  journal.filter((entry) => entry.kind === kind).map(({ at, text }) => `${formatKoreanMoment(at)} ${text}`);

/** When a timer fired. */
export const firedOf = (timer: string, { journal }: PlayedSample): string[] =>
  journal
    .filter(({ kind, detail }) => kind === 'fired' && detail['timer'] === timer)
    .map(({ at }) => formatKoreanMoment(at));
