/**
 * The life of a template at a dealer: which states a version of it goes through, what may be done to it there, which version
 * is live, and what follows from what the dealer says of it (dealer-api §3, Status).
 */
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * - `draft`: ours alone, the dealer has not confirmed it yet
 * - `registered`: at the dealer, nobody reviews it yet (Solapi PENDING, Aligo REG, NHN 요청)
 * - `inspecting`: in review
 * - `superseded`: another content took its place at the dealer under the same id
 * - `deleted`: no longer at the dealer, or never came there
 */
export const TEMPLATE_STATES = [
  'draft',
  'registered',
  'inspecting',
  'approved',
  'rejected',
  'superseded',
  'deleted',
] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/** What a person may have done to a version at the dealer's. */
export const TEMPLATE_MOVES = ['register', 'edit', 'request-review', 'cancel-review', 'delete', 'release'] as const;
export type TemplateMove = (typeof TEMPLATE_MOVES)[number];

/** What a dealer lets its customers do to templates by its API, and in which states. */
export interface DeskRules {
  /** Templates can be registered at all; else they are read only, and made on the dealer's own site. */
  readonly registers: boolean;
  /** Registering, and editing in place, asks for the review by itself. */
  readonly reviewsByItself: boolean;
  /** States in which the content can be changed under the same id. An approved one stays live until the new one is. */
  readonly editable: readonly TemplateState[];
  readonly reviewable: readonly TemplateState[];
  readonly cancellable: readonly TemplateState[];
  readonly deletable: readonly TemplateState[];
}

/** One version of a template of ours. */
export interface TemplateVersion {
  readonly version: number;
  readonly dealer: string;
  /** '' until the dealer has named it. */
  readonly dealerTemplateId: string;
  readonly state: TemplateState;
}

/** Why something cannot be done to a template now; codes of the API. */
export type TemplateRefusal =
  | 'TEMPLATE_DESK_READ_ONLY'
  | 'TEMPLATE_ACT_NOT_OFFERED'
  | 'TEMPLATE_PICTURE_NOT_OFFERED'
  | 'TEMPLATE_STATE_UNFIT'
  | 'TEMPLATE_UNDER_WAY';

/** Whether the dealer still shows or may come to show this version: what is over stays as history only. */
export const isPresent = ({ state }: Pick<TemplateVersion, 'state'>): boolean =>
  state !== 'superseded' && state !== 'deleted';

/** The version that counts at a dealer: the highest one that is not over. */
export const latestAt = <T extends TemplateVersion>(versions: readonly T[], dealer: string): T | undefined =>
  highest(versions.filter((each) => each.dealer === dealer && isPresent(each)));

/** The version that is sent: the highest approved one, however many newer ones wait for their review. */
export const liveAt = <T extends TemplateVersion>(versions: readonly T[], dealer: string): T | undefined =>
  highest(versions.filter((each) => each.dealer === dealer && each.state === 'approved'));

const highest = <T extends TemplateVersion>(versions: readonly T[]): T | undefined =>
  versions.reduce<T | undefined>((most, each) => (most && most.version > each.version ? most : each), undefined);

/** How a new content comes to a dealer: as a new template there, or in the place of a content that it has. */
export type NextVersion<T extends TemplateVersion> =
  { readonly by: 'register' } | { readonly by: 'edit'; readonly of: T } | { readonly refusal: TemplateRefusal };

/**
 * How the next version of a template can be made at a dealer. Where an approved content cannot be changed there, the new one
 * is registered beside it, so that the old one goes on being sent.
 */
export function nextVersion<T extends TemplateVersion>(
  versions: readonly T[],
  dealer: string,
  rules: DeskRules,
): NextVersion<T> {
  if (!rules.registers) return { refusal: 'TEMPLATE_DESK_READ_ONLY' };
  const latest = latestAt(versions, dealer);
  if (!latest) return { by: 'register' };
  if (latest.state === 'draft' || latest.state === 'inspecting') return { refusal: 'TEMPLATE_UNDER_WAY' };
  if (rules.editable.includes(latest.state)) return { by: 'edit', of: latest };
  return latest.state === 'approved' ? { by: 'register' } : { refusal: 'TEMPLATE_STATE_UNFIT' };
}

/** Why a version cannot be moved so at a dealer; undefined: it can. `release` is done on the dealer's site and noted here. */
export function refusalOfMove(
  { state }: Pick<TemplateVersion, 'state'>,
  move: Exclude<TemplateMove, 'register' | 'edit'>,
  rules: DeskRules,
): TemplateRefusal | undefined {
  if (move === 'release') return state === 'approved' ? undefined : 'TEMPLATE_STATE_UNFIT';
  if (!rules.registers) return 'TEMPLATE_DESK_READ_ONLY';
  const states = { 'request-review': rules.reviewable, 'cancel-review': rules.cancellable, delete: rules.deletable }[
    move
  ];
  if (states.length === 0) return 'TEMPLATE_ACT_NOT_OFFERED';
  return states.includes(state) ? undefined : 'TEMPLATE_STATE_UNFIT';
}

/** What a reviewer or we said at the dealer's; names of people are left out. */
export interface TemplateComment {
  readonly by: 'dealer' | 'us';
  readonly text: string;
  readonly at: Moment | null;
}

/** What a dealer says of one of its templates. */
export interface TemplateNews {
  readonly dealerTemplateId: string;
  readonly name: string;
  readonly review: Extract<TemplateState, 'registered' | 'inspecting' | 'approved' | 'rejected'>;
  /** The content that this is said of, as far as it tells versions apart. */
  readonly body: string;
  readonly comments: readonly TemplateComment[];
  /** Undefined where the dealer does not say. */
  readonly blocked?: boolean;
  readonly dormant?: boolean;
  /** Of an edit that is not live yet, where the dealer keeps it apart. */
  readonly edit?: Pick<TemplateNews, 'review' | 'body' | 'comments'>;
}

/** A version as its dealer's news finds it. */
export interface VersionAtHand extends TemplateVersion {
  readonly body: string;
  readonly comments: readonly TemplateComment[];
  readonly blocked: boolean;
  readonly dormant: boolean;
  /** It came to the dealer another way, and we know of it by its id alone: its words may be others. */
  readonly adopted?: boolean;
}

export interface VersionChange {
  readonly version: number;
  readonly state: TemplateState;
  readonly comments: readonly TemplateComment[];
  readonly blocked: boolean;
  readonly dormant: boolean;
}

/**
 * What a dealer's news changes, of the versions that it knows under the one id. News of the live content says nothing of an
 * edit of it: that one is approved only when the dealer says so of its very content. Pure; what changes nothing is left out.
 */
export function afterNews(versions: readonly VersionAtHand[], news: TemplateNews): VersionChange[] {
  const known = versions.filter((each) => each.dealerTemplateId === news.dealerTemplateId && isPresent(each));
  const target = highest(known.filter(({ state }) => state !== 'draft'));
  if (!target) return [];
  const live = highest(known.filter(({ state }) => state === 'approved'));
  const isEdit = live !== undefined && live.version < target.version;
  const told = isEdit ? wordOnEdit(target, news) : wordOnAdopted(target, news);
  const changes: VersionChange[] = [];
  const flags = (each: VersionAtHand) => ({
    blocked: news.blocked ?? each.blocked,
    dormant: news.dormant ?? each.dormant,
  });
  for (const each of known) {
    if (each.state === 'draft') continue;
    const isTarget = each.version === target.version;
    const replaced = !isTarget && each.state === 'approved' && told?.review === 'approved';
    const next: VersionChange = {
      version: each.version,
      state: replaced ? 'superseded' : isTarget && told ? told.review : each.state,
      comments: isTarget && told && told.comments.length > 0 ? told.comments : each.comments,
      ...flags(each),
    };
    if (differs(each, next)) changes.push(next);
  }
  return changes;
}

/** What was made on the dealer's site is followed only if it says there what it says here: Kakao compares to the last space. */
function wordOnAdopted(target: VersionAtHand, news: TemplateNews): Pick<TemplateNews, 'review' | 'comments'> {
  const waits = target.state === 'registered' || target.state === 'inspecting';
  if (target.adopted !== true || !waits || unbroken(news.body) === unbroken(target.body)) return news;
  return { review: 'rejected', comments: [{ by: 'us', text: OTHER_WORDS, at: null }] };
}

const OTHER_WORDS = '딜러사에 등록된 본문이 여기에 적은 본문과 다릅니다.';
const unbroken = (text: string): string => text.replaceAll('\r\n', '\n');

/** The part of the news that is about the edit; undefined: none is. */
function wordOnEdit(target: VersionAtHand, news: TemplateNews): Pick<TemplateNews, 'review' | 'comments'> | undefined {
  if (news.body === target.body && news.review === 'approved') return news;
  return news.edit && news.edit.body === target.body ? news.edit : undefined;
}

const differs = (before: VersionAtHand, after: VersionChange): boolean =>
  before.state !== after.state ||
  before.blocked !== after.blocked ||
  before.dormant !== after.dormant ||
  JSON.stringify(before.comments) !== JSON.stringify(after.comments);
