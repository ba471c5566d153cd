import { isoKorean } from '#libs/calendar/korean-time.js';
import { textDifference } from '#libs/content/text-difference.js';
import type { ActRow, VersionRow } from '#libs/database/template-life-store.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { dormantFrom, type DormancyEntry, type TemplateUse } from '#libs/message/template-dormancy.js';
import { latestAt, liveAt, type TemplateComment } from '#libs/message/template-life.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import type { DormancyReport, TemplateSummary, TemplateView } from './template.schemas.js';

/** So many next messages are named of each template that falls asleep. */
const NAMED = 10;

/** One code's versions, the newest first, as its dealer of now has it. */
export function summaryOf(versions: readonly VersionRow[], dealer: string, underWay: boolean): TemplateSummary {
  const latest = latestAt(versions, dealer);
  const live = liveAt(versions, dealer);
  const [newest] = versions;
  return {
    code: newest!.code,
    title: (latest ?? newest!).content.title,
    dealer,
    state: latest?.state ?? null,
    version: latest?.version ?? null,
    liveVersion: live?.version ?? null,
    underWay,
    comments: (latest?.comments ?? []).map(commentView),
    lastUsedAt: isoOrNull(live?.lastUsedAt),
    dormantFrom: live ? isoKorean(dormantFrom(useOf(live))) : null,
    dormant: live?.dormant ?? false,
    blocked: live?.blocked ?? false,
  };
}

export function templateViewOf(versions: readonly VersionRow[], acts: readonly ActRow[], dealer: string): TemplateView {
  const summary = summaryOf(
    versions,
    dealer,
    acts.some(({ state }) => state === 'asked'),
  );
  return {
    ...summary,
    versions: versions.map((each, index) => versionView(each, versions[index + 1], versions)),
    acts: acts.map(({ id, act, version, state, askedBy, reason, askedAt, settledAt, resultCode, dealerCode }) => ({
      id,
      act,
      version,
      state,
      by: askedBy,
      reason,
      askedAt: isoKorean(askedAt),
      settledAt: isoOrNull(settledAt),
      code: resultCode,
      dealerCode,
    })),
    links: { self: `/v1/templates/${summary.code}` },
  };
}

function versionView(
  each: VersionRow,
  before: VersionRow | undefined,
  all: readonly VersionRow[],
): TemplateView['versions'][number] {
  return {
    version: each.version,
    dealer: each.dealer,
    dealerTemplateId: each.dealerTemplateId === '' ? null : each.dealerTemplateId,
    channelId: each.channelId,
    state: each.state,
    live: liveAt(all, each.dealer)?.version === each.version,
    dormant: each.dormant,
    blocked: each.blocked,
    title: each.content.title,
    body: each.content.body,
    categoryCode: each.categoryCode,
    difference: before ? textDifference(before.content.body, each.content.body) : [],
    otherChanges: before ? otherChanges(before.content, each.content) : [],
    comments: each.comments.map(commentView),
    createdAt: isoKorean(each.createdAt),
    changedAt: isoKorean(each.changedAt),
    lastUsedAt: isoOrNull(each.lastUsedAt),
    releasedAt: isoOrNull(each.releasedAt),
    syncedAt: isoOrNull(each.syncedAt),
  };
}

const PARTS = [
  'title',
  'messageType',
  'variables',
  'buttons',
  'quickReplies',
  'extra',
  'header',
  'emphasize',
  'image',
  'itemList',
  'secure',
  'fallback',
] as const satisfies readonly (keyof TemplateDefinition)[];

const otherChanges = (before: TemplateDefinition, after: TemplateDefinition): string[] =>
  PARTS.filter((part) => canonical(before[part]) !== canonical(after[part]));

/** The order of an object's names means nothing: PostgreSQL keeps another. */
const canonical = (value: unknown): string =>
  JSON.stringify([value], (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const commentView = ({ by, text, at }: TemplateComment) => ({ by, text, at: isoOrNull(at) });

export const useOf = ({ changedAt, lastUsedAt, releasedAt }: VersionRow): TemplateUse => ({
  changedAt,
  lastUsedAt,
  releasedAt,
});

export const dormancyView = (weeks: number, entries: readonly DormancyEntry<VersionRow>[]): DormancyReport => ({
  weeks,
  items: entries.map(({ template, dormantFrom: from, deletedFrom, dormant, needs }) => ({
    code: template.code,
    title: template.content.title,
    version: template.version,
    dealer: template.dealer,
    dormant,
    dormantFrom: isoKorean(from),
    deletedFrom: isoKorean(deletedFrom),
    lastUsedAt: isoOrNull(template.lastUsedAt),
    lifecycles: needs.length,
    next: needs
      .slice(0, NAMED)
      .map(({ lifecycleId, type, reference, at }) => ({ lifecycleId, type, reference, at: isoKorean(at) })),
  })),
});
