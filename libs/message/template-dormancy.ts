/**
 * Dormancy (휴면): a template that was neither sent nor changed for a year falls asleep and is deleted a year later; one that
 * was released falls asleep again after 30 days without a send (dealer-api §3, Dormancy).
 */
import { addYears, DAY, dayOf, momentAt, timeOf } from '#libs/calendar/korean-time.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** What keeps a template awake. */
export interface TemplateUse {
  /** When it was approved, or whatever else last happened to it at the dealer. */
  readonly changedAt: Moment;
  readonly lastUsedAt: Moment | null;
  /** When its dormancy was last released. */
  readonly releasedAt: Moment | null;
}

const AFTER_RELEASE_MS = 30 * DAY;

/** A year later by the Korean calendar, at the same time of day; 29 February is followed by 28 February. */
const yearAfter = (moment: Moment): Moment => momentAt(addYears(dayOf(moment), 1), timeOf(moment));

/** From when on it is dormant unless it is sent or changed before. */
export function dormantFrom({ changedAt, lastUsedAt, releasedAt }: TemplateUse): Moment {
  const lastSign = Math.max(changedAt, lastUsedAt ?? -Infinity);
  return releasedAt !== null && releasedAt >= lastSign ? releasedAt + AFTER_RELEASE_MS : yearAfter(lastSign);
}

/** From when on it is gone, if nobody releases it. */
export const deletedFrom = (use: TemplateUse): Moment => yearAfter(dormantFrom(use));

/** A message that a running lifecycle will send next. */
export interface TemplateNeed {
  readonly code: string;
  readonly version: number;
  readonly lifecycleId: string;
  readonly type: string;
  readonly reference: string;
  /** When it is planned. */
  readonly at: Moment;
}

export interface LiveTemplate extends TemplateUse {
  readonly code: string;
  readonly version: number;
  /** The dealer says that it sleeps already. */
  readonly dormant: boolean;
}

export interface DormancyEntry<T extends LiveTemplate> {
  readonly template: T;
  readonly dormantFrom: Moment;
  readonly deletedFrom: Moment;
  readonly dormant: boolean;
  /** Next messages that will find it asleep, the earliest first. */
  readonly needs: readonly TemplateNeed[];
}

/**
 * Templates that sleep or will within the span, the first to fall asleep first, each with the next messages of running
 * lifecycles that it will not carry. That another message keeps it awake meanwhile is not counted on: plans change.
 */
export function dormancyReport<T extends LiveTemplate>(
  templates: readonly T[],
  needs: readonly TemplateNeed[],
  now: Moment,
  withinMs: number,
): DormancyEntry<T>[] {
  return templates
    .map((template) => {
      const from = dormantFrom(template);
      const asleep = template.dormant || from <= now;
      return {
        template,
        dormantFrom: from,
        deletedFrom: deletedFrom(template),
        dormant: asleep,
        needs: needs
          .filter(({ code, version }) => code === template.code && version === template.version)
          .filter(({ at }) => asleep || at >= from)
          .sort((a, b) => a.at - b.at),
      };
    })
    .filter((entry) => entry.dormant || entry.dormantFrom <= now + withinMs)
    .sort((a, b) => a.dormantFrom - b.dormantFrom || (a.template.code < b.template.code ? -1 : 1));
}
