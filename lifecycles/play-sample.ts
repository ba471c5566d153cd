/** Plays a sample on the pure engine and writes down, for people, what happened and what each person read. */
import { formatKoreanMoment, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import * as engine from '#libs/lifecycle/engine.js';
import { dataProblems, inputProblems } from '#libs/lifecycle/schemas.js';
import type { EngineState, Fields, JournalEntry, Moment, SendEffect, Step } from '#libs/lifecycle/state.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import { toldInRole } from '#libs/message/who-is-told.js';
import type { Sample, SampleParty, SampleStep } from './sample.js';
import { letterLines, lettersOf, spokenTo } from './sample-letters.js';

export interface PlayedMessage extends SendEffect {
  /** The lifecycle's fields when it was decided, as a message may show them. */
  readonly data: Fields;
}

export interface PlayedSample {
  readonly journal: readonly JournalEntry[];
  readonly messages: readonly PlayedMessage[];
  /** Messages of `messages` that had lost their point before the sample's next step. */
  readonly withdrawn: ReadonlySet<string>;
  readonly state: EngineState;
  readonly context: engine.EngineContext;
}

/** ISO 8601 with a zone. @throws Error for anything else: a sample is written by us. */
export function momentIn(text: string): Moment {
  const moment = momentOfIso(text);
  if (moment === undefined) throw new Error(`${text} is no moment.`);
  return moment;
}

/** What an operator's act says whatever the course, but for its moment. */
export const ENDED_BY_HAND = { eventId: 'ended-by-hand', reasonCode: 'ended-by-hand' } as const;

export const contextOf = (definition: Definition, sample: Sample): engine.EngineContext => ({
  definition,
  settings: { reminderTime: '10:00', ...sample.settings },
  calendar: { closedDays: sample.closedDays ?? [], ...(sample.holidays && { holidays: sample.holidays }) },
});

/**
 * `startedAt`: when it really began, if not when the sample says.
 * @throws Error when the sample's data is not what its lifecycle asks for.
 */
export function playSample(
  definition: Definition,
  sample: Sample,
  startedAt: Moment = momentIn(sample.startedAt),
): PlayedSample {
  throwIfWrong(definition, sample);
  const context = contextOf(definition, sample);
  const journal: JournalEntry[] = [];
  const messages: PlayedMessage[] = [];
  let data: Fields = sample.data;
  const take = ({ state, sends, journal: entries }: Step): EngineState => {
    journal.push(...entries);
    messages.push(...sends.map((send) => ({ ...send, data })));
    return state;
  };
  const absentParties = Object.keys(definition.parties).filter((role) => !Object.hasOwn(sample.parties, role));
  let state = take(engine.start(context, { fields: data, at: startedAt, absentParties }));
  const withdrawn = new Set<string>();
  sample.steps.forEach((step, index) => {
    const now = momentIn(step.reportedAt ?? step.at);
    const occurredAt = momentIn(step.at);
    // Time has passed until it is told, and what was due has fired.
    state = take(engine.advance(context, state, now));
    const event = { eventId: `${index + 1}`, type: step.event, occurredAt, data: step.data ?? {} };
    // What the event writes is what its own message shows.
    const before = data;
    data = dataAfterEvent(definition, step.event, step.data ?? {}, data);
    const answered = engine.applyEvent(context, state, event, now);
    if (answered.refusal) data = before;
    state = take(answered);
    for (const message of messages)
      if (message.plannedAt >= occurredAt && !engine.stillHolds(context, state, message)) withdrawn.add(message.key);
  });
  if (sample.endedByHand !== undefined) {
    const at = momentIn(sample.endedByHand);
    state = take(engine.advance(context, state, at));
    state = take(engine.cancel(context, state, { ...ENDED_BY_HAND, at, tell: true }));
  }
  state = take(engine.advance(context, state, momentIn(sample.until)));
  return { journal, messages, withdrawn, state, context };
}

function throwIfWrong(definition: Definition, { data, steps }: Sample): void {
  const problems = [
    ...inputProblems(definition, data),
    ...steps.flatMap((step, index) => stepProblems(definition, step).map((problem) => `steps.${index}: ${problem}`)),
  ].map((problem) => (typeof problem === 'string' ? problem : `data.${problem.path}: ${problem.message}`));
  if (problems.length > 0) throw new Error(`The sample of ${definition.name} is not valid:\n${problems.join('\n')}`);
}

function stepProblems({ events }: Definition, { event, data }: SampleStep): string[] {
  if (!Object.hasOwn(events, event)) return [`there is no event ${event}`];
  return dataProblems(events[event]?.data ?? {}, data ?? {}).map(({ path, message }) => `${path}: ${message}`);
}

/** Whether who stands in for them is told. */
const toldInsteadOf = ({ birthDate, guardian }: SampleParty = { name: '', phone: '' }, at: Moment): boolean =>
  toldInRole({ birthDate, reachable: true, guarded: guardian !== undefined }, at) === 'guardian';

const SHOWN_KINDS: readonly JournalEntry['kind'][] = [
  'started',
  'event',
  'refused',
  'stage',
  'skipped',
  'alert',
  'callback',
  'clock',
  'cancelled',
  'ended',
];

/** What happened and what was sent, in order; then what is still to come. */
export function timelineLines(definition: Definition, sample: Sample, played: PlayedSample): string[] {
  const { journal, messages, state, context } = played;
  const rows = [
    ...journal.filter(({ kind }) => SHOWN_KINDS.includes(kind)).map(({ at, text }) => ({ at, order: 0, line: text })),
    ...messages.map((message) => ({
      at: message.plannedAt,
      order: 1,
      line: messageLine(definition, sample, message, played),
    })),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  const planned = engine
    .plan(context, state)
    .map(({ at, title, occurrence }) => `${formatKoreanMoment(at)}  ${title} (${occurrence}번째)`);
  return [
    ...rows.map(({ at, line }) => `${formatKoreanMoment(at)}  ${line}`),
    ...(planned.length > 0 ? ['', '앞으로', ...planned] : []),
  ];
}

/** The timeline as text, and each message as the person first read it. */
export function timelineText(definition: Definition, sample: Sample): string {
  const played = playSample(definition, sample);
  return [
    `${definition.title} (${definition.name}) · ${sample.reference}`,
    '',
    ...timelineLines(definition, sample, played),
    '',
    ...lettersOf(definition, sample, played.messages).flatMap((letter) => [
      ...letterLines(definition, sample, letter),
      '',
    ]),
  ].join('\n');
}

function messageLine(
  definition: Definition,
  sample: Sample,
  message: PlayedMessage,
  { withdrawn }: PlayedSample,
): string {
  const { template, party, plannedAt, expiresAt, bundle, urgent, fresh } = message;
  const language = spokenTo(definition, sample, template, party);
  const remarks = [
    ...(toldInsteadOf(sample.parties[party], plannedAt) ? ['보호자'] : []),
    ...(language === undefined ? [] : [languageTitle(language)]),
    ...(urgent ? ['긴급'] : []),
    ...(bundle ? [`묶음 ${formatKoreanMoment(bundle.closesAt)}`] : []),
    ...(fresh === undefined ? [] : [`자료 ${fresh} 확인 뒤`]),
    ...(expiresAt === undefined ? [] : [`${formatKoreanMoment(expiresAt)}까지만`]),
    ...(withdrawn.has(message.key) ? ['거둠'] : []),
  ];
  const title = definition.templates[template]?.title ?? template;
  const to = definition.parties[party]?.title ?? party;
  return `✉ ${title} → ${to}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
}
