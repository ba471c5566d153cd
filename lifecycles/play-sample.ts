/** Plays a sample on the pure engine and writes down, for people, what happened and what each person read. */
import { formatKoreanMoment, momentOfIso } from '#libs/calendar/korean-time.js';
import type { ButtonDefinition, Definition } from '#libs/lifecycle/definition.js';
import * as engine from '#libs/lifecycle/engine.js';
import { dataProblems, inputProblems } from '#libs/lifecycle/schemas.js';
import type { EngineState, Fields, JournalEntry, Moment, SendEffect, Step } from '#libs/lifecycle/state.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { languageToSpeak } from '#libs/lifecycle/template-languages.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { render } from '#libs/content/places.js';
import { SMS_BYTES } from '#libs/content/text-message.js';
import type { Sample, SampleStep } from './sample.js';

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

const SHOWN_KINDS: readonly JournalEntry['kind'][] = [
  'started',
  'event',
  'refused',
  'stage',
  'skipped',
  'alert',
  'callback',
  'clock',
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
  const { messages } = played;
  const firstOfEach = [...new Map(messages.toReversed().map((message) => [message.template, message])).values()];
  return [
    `${definition.title} (${definition.name}) · ${sample.reference}`,
    '',
    ...timelineLines(definition, sample, played),
    '',
    ...firstOfEach.toReversed().flatMap((message) => [...letter(definition, sample, message), '']),
  ].join('\n');
}

function messageLine(
  definition: Definition,
  { parties }: Sample,
  message: PlayedMessage,
  { withdrawn }: PlayedSample,
): string {
  const { template, party, expiresAt, bundle, urgent, fresh } = message;
  const wanted = parties[party]?.language;
  const language = languageToSpeak(definition.templates[template] ?? {}, 'alimtalk', wanted, () => true);
  const remarks = [
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

/** One message as its person reads it, and the text that stands in for it with its length. */
function letter(definition: Definition, { parties, reference }: Sample, message: PlayedMessage): string[] {
  const template = definition.templates[message.template]!;
  const links = Object.fromEntries(
    Object.keys(definition.links ?? {}).map((name) => [name, 'https://bongsu.example/l/0123456789abcdefghijkl']),
  );
  const sources = { fields: { ...message.data, ...message.fields }, parties, reference, links };
  const values = templateValues(definition, message.template, sources);
  const filled = (text: string): string => {
    const rendered = render(text, values);
    if ('text' in rendered) return rendered.text;
    throw new Error(`${message.template} lacks values for ${rendered.missing.join(', ')}.`);
  };
  const text = filled(template.fallback.text);
  return [
    `── ${message.template} 「${template.title}」`,
    ...(template.emphasize ? [`【${filled(template.emphasize.title)}】 ${template.emphasize.subtitle}`] : []),
    ...filled(template.body).split('\n'),
    ...(template.extra?.split('\n') ?? []),
    ...(template.buttons ?? []).map((button) => `[${buttonLine(button)}]`),
    `문자(${lengthText(text)}): ${text}`,
  ];
}

/** @throws Error for characters that no text message can carry. */
function lengthText(text: string): string {
  const bytes = eucKrBytes(text);
  if (typeof bytes !== 'number') throw new Error(`No text message can carry ${bytes.unencodable.join(' ')}.`);
  return `${bytes <= SMS_BYTES ? 'SMS' : 'LMS'} ${bytes}바이트`;
}

const buttonLine = (button: ButtonDefinition): string =>
  'link' in button ? `${button.name} → 신청` : 'linkMo' in button ? `${button.name} → ${button.linkMo}` : button.name;
