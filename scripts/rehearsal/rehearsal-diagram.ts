import { dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { stateDiagram } from '#libs/lifecycle/diagram.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Rehearsal, RehearsalEntry, Timeline } from '#libs/rehearsal/rehearsal.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';

/** A page of Markdown with two Mermaid diagrams: the lifecycle's stages, and the course of the first sample. */
export function diagramPage({ definition, until }: RehearsalRequest, { timelines }: Rehearsal): string {
  const [first] = timelines;
  return [
    `# ${definition.title} (${definition.name})`,
    '',
    ...fenced(stateDiagram(definition)),
    '',
    ...(first ? [`## ${first.reference}`, '', ...fenced(courseDiagram(first, until))] : []),
    '',
  ].join('\n');
}

const fenced = (diagram: string): string[] => ['```mermaid', diagram.trimEnd(), '```'];

/** Stages as bars, events and messages as milestones, what is held as bars up to its release. */
export function courseDiagram({ reference, entries }: Timeline, until: Moment): string {
  const last = entries.reduce((latest, { at, heldUntil = at }) => Math.max(latest, heldUntil), 0);
  const stages = entries.filter(({ kind }) => kind === 'stage');
  return [
    'gantt',
    `  title ${label(reference)}`,
    '  dateFormat YYYY-MM-DD HH:mm:ss',
    '  axisFormat %m-%d',
    ...section(
      '단계',
      stages.map((entry, index) => bar(entry, stages[index + 1]?.at ?? Math.min(last, until))),
    ),
    ...section('사건', entries.filter(({ kind }) => kind === 'event' || kind === 'refused').map(milestone)),
    ...section(
      '메시지',
      entries.filter(isMessage).map((entry) => (isHeld(entry) ? bar(entry, entry.heldUntil) : milestone(entry))),
    ),
    '',
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  section ${title}`, ...lines];

const isHeld = (entry: RehearsalEntry): entry is RehearsalEntry & { readonly heldUntil: Moment } =>
  entry.kind === 'held' && entry.heldUntil !== undefined;

const isMessage = (entry: RehearsalEntry): boolean =>
  isHeld(entry) || ['sent', 'fell-back', 'failed', 'withdrawn', 'dropped', 'undelivered'].includes(entry.kind);

const milestone = ({ at, text }: RehearsalEntry): string => `    ${label(text)} :milestone, ${shown(at)}, 0d`;

const bar = ({ at, text }: RehearsalEntry, to: Moment): string =>
  `    ${label(text)} :${shown(at)}, ${shown(Math.max(to, at + 1000))}`;

const shown = (moment: Moment): string => `${dayOf(moment)} ${timeOf(moment)}`;

/** Signs that mean something in a Gantt chart. */
const label = (text: string): string =>
  text
    .replaceAll(/[:;#%,\n]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
