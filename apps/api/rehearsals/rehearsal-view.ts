import { isoKorean } from '#libs/calendar/korean-time.js';
import { definitionHash } from '#libs/lifecycle/definition.js';
import type { Rehearsal, RehearsalEntry, Timeline, Violation } from '#libs/rehearsal/rehearsal.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';
import type { RehearsalAnswer } from './rehearsal.schemas.js';

const MOST_TIMELINES = 20;
const MOST_ENTRIES = 300;

/** A rehearsal as it is answered: everything of the totals, and the first timelines. */
export function rehearsalView(
  request: RehearsalRequest,
  { totals, violations, timelines }: Rehearsal,
): RehearsalAnswer {
  const { definition, startAt, until, prices } = request;
  const shown = timelines.slice(0, MOST_TIMELINES);
  return {
    type: definition.name,
    title: definition.title,
    version: definitionHash(definition),
    startAt: isoKorean(startAt),
    until: isoKorean(until),
    prices: { ...prices },
    totals: { ...totals, sent: { ...totals.sent }, byTemplate: { ...totals.byTemplate } },
    violations: violations.map(violationView),
    timelines: shown.map(timelineView),
    timelinesLeftOut: timelines.length - shown.length,
  };
}

const violationView = ({ at, ...violation }: Violation): RehearsalAnswer['violations'][number] => ({
  ...violation,
  ...(at !== undefined && { at: isoKorean(at) }),
});

const timelineView = (timeline: Timeline): RehearsalAnswer['timelines'][number] => {
  const { reference, state, stage, stageTitle, entries, messages, planned } = timeline;
  return {
    reference,
    state,
    stage,
    stageTitle,
    entries: entries.slice(0, MOST_ENTRIES).map(entryView),
    entriesLeftOut: Math.max(0, entries.length - MOST_ENTRIES),
    messages: messages.slice(0, MOST_ENTRIES).map(({ template, party, plannedAt, sentAt, channel, outcome }) => ({
      template,
      party,
      plannedAt: isoKorean(plannedAt),
      ...(sentAt !== undefined && { sentAt: isoKorean(sentAt) }),
      ...(channel && { channel }),
      outcome,
    })),
    planned: planned.map(({ at, timer, title, templates }) => ({
      at: isoKorean(at),
      timer,
      title,
      templates: [...templates],
    })),
  };
};

const entryView = ({
  at,
  heldUntil,
  ...entry
}: RehearsalEntry): RehearsalAnswer['timelines'][number]['entries'][number] => ({
  at: isoKorean(at),
  ...entry,
  ...(heldUntil !== undefined && { heldUntil: isoKorean(heldUntil) }),
});
