import type { DataSource } from 'typeorm';
import { withPictures } from '#libs/content/alimtalk.js';
import type { TemplateDeskInput, TemplateDeskRound } from '#libs/contracts/template-workflow.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  dueActs,
  dueLists,
  landNews,
  noteListed,
  postponeAct,
  settleAct,
  supersedeWaiting,
  takeAct,
  versionsOfChannel,
  type ActAtHand,
  type DueList,
  type VersionMove,
  type VersionRow,
} from '#libs/database/template-life-store.js';
import type { DeskAnswer, DeskTemplate, TemplateDesk } from '#libs/dealers/template-desk.js';
import { contentOf } from '#libs/lifecycle/template-links.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { refusalOfMove, type TemplateNews } from '#libs/message/template-life.js';
import { TemplatePictures } from './template-pictures.js';

export interface TemplateDeskParts {
  readonly dataSource: DataSource;
  readonly desks: readonly TemplateDesk[];
  readonly now: () => Moment;
  /** The address below which links in messages are answered: part of what is registered. */
  readonly linkBase: string;
  /** How long after a lost answer the dealer's list is believed when it shows nothing, ms. */
  readonly settlingMs?: number;
}

/** Acts and channels of one round; the rest come with the next. */
const MOST_ACTS = 50;
const MOST_LISTS = 50;
/** An act that a dead worker had taken is taken again after this, ms: several time-outs of a dealer's calls. */
const LEASE_MS = 2 * 60_000;
const SETTLING_MS = 60_000;
/** While templates wait for their review the dealer is asked so often, else once a day, ms. */
const WAITING_EVERY_MS = 5 * 60_000;
const SETTLED_EVERY_MS = 24 * 3_600_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Does at the dealers' desks what people asked for, and asks the dealers what has become of their reviews. */
export class TemplateDeskWork {
  private readonly pictures: TemplatePictures;

  constructor(private readonly parts: TemplateDeskParts) {
    this.pictures = new TemplatePictures(parts);
  }

  async run({ tenant }: TemplateDeskInput): Promise<TemplateDeskRound> {
    const { dataSource, now } = this.parts;
    const ofTenant = <T extends { readonly tenant: string }>(due: readonly T[]): readonly T[] =>
      tenant === undefined ? due : due.filter((each) => each.tenant === tenant);
    let acts = 0;
    // One that is done may let another on the same template have its turn.
    for (let round: number | undefined; round !== 0 && acts < MOST_ACTS; acts += round) {
      round = 0;
      for (const { tenant: whose, actId } of ofTenant(await dueActs(dataSource, now(), MOST_ACTS)))
        if (await this.act(whose, actId)) round += 1;
    }
    const since = { waiting: now() - WAITING_EVERY_MS, settled: now() - SETTLED_EVERY_MS };
    const lists = ofTenant(await dueLists(dataSource, since, MOST_LISTS));
    let changed = 0;
    for (const list of lists) changed += await this.sync(list);
    return { acts, lists: lists.length, changed };
  }

  /** One try. @returns false when it was not its turn */
  private async act(tenant: string, actId: string): Promise<boolean> {
    const { dataSource, now } = this.parts;
    const act = await inTenant(dataSource, tenant, (tx) => takeAct(tx, actId, now(), LEASE_MS));
    if (!act) return false;
    const desk = this.parts.desks.find(({ name }) => name === act.template.dealer);
    if (!desk) await this.postpone(tenant, act, 'DEALER_NOT_CONFIGURED', act.inDoubtSince);
    else await this.carryOut(tenant, act, desk);
    return true;
  }

  private async carryOut(tenant: string, act: ActAtHand, desk: TemplateDesk): Promise<void> {
    const { now, settlingMs = SETTLING_MS } = this.parts;
    const unfit = unfitNow(act, desk);
    if (unfit !== undefined) return this.refuse(tenant, act, unfit, undefined);
    // A second call is never the answer to a lost one: the dealer's list is.
    if (act.inDoubtSince !== null || act.tries > 1) {
      const seen = await this.look(desk, act);
      if (seen.kind !== 'done') return this.postpone(tenant, act, codeOf(seen), act.inDoubtSince ?? now());
      if (isDone(act, seen.value)) return this.settle(tenant, act, desk, seen.value?.dealerTemplateId);
      const since = act.inDoubtSince ?? now();
      if (now() - since < settlingMs) return this.postpone(tenant, act, 'SETTLING', since, since + settlingMs);
    }
    const answer = await this.call(tenant, desk, act);
    switch (answer.kind) {
      case 'done':
        return this.settle(tenant, act, desk, answer.value?.id);
      case 'unavailable':
        return this.postpone(tenant, act, answer.code, null);
      case 'unknown':
        return this.postpone(tenant, act, answer.code, now(), now() + settlingMs);
      case 'refused': {
        // What is there under our name with our words is ours: a call before was done after all.
        const seen = answer.refusal === 'TEMPLATE_NAME_TAKEN' ? await this.look(desk, act) : undefined;
        if (seen?.kind === 'done' && isDone(act, seen.value))
          return this.settle(tenant, act, desk, seen.value?.dealerTemplateId);
        return this.refuse(tenant, act, answer.refusal, answer.dealerCode);
      }
    }
  }

  private call(
    tenant: string,
    desk: TemplateDesk,
    act: ActAtHand,
  ): Promise<DeskAnswer<{ readonly id: string } | null>> {
    const { template } = act;
    const at = { channelId: template.channelId, id: template.dealerTemplateId };
    switch (act.act) {
      case 'register':
        return this.asAsked(desk, tenant, template, (asked) => desk.register(asked));
      case 'edit':
        return this.asAsked(desk, tenant, template, (asked) => desk.edit(template.dealerTemplateId, asked));
      case 'request-review':
        return desk.requestReview(at, act.reason ?? '');
      case 'cancel-review':
        return desk.cancelReview(at);
      case 'delete':
        return desk.remove(at);
      case 'release':
        throw new Error('A release is done on the dealer’s site and only noted here.');
    }
  }

  /** Calls with a template once the dealer has its pictures, or has them in hand. */
  private async asAsked<T>(
    desk: TemplateDesk,
    tenant: string,
    template: VersionRow,
    call: (asked: DeskTemplate) => Promise<DeskAnswer<T>>,
  ): Promise<DeskAnswer<T>> {
    const content = contentOf(template.content, this.parts.linkBase);
    const given = await this.pictures.of(tenant, desk, content);
    if (given.kind !== 'done') return given;
    const { references, pictures } = given.value;
    return call({
      channelId: template.channelId,
      wantedId: wantedIdOf(template),
      name: nameOf(template),
      content: withPictures(content, references),
      ...(pictures.length > 0 && { pictures }),
      categoryCode: template.categoryCode,
    });
  }

  /** The template as the dealer has it now; undefined inside: it has none. */
  private async look(desk: TemplateDesk, { act, template }: ActAtHand): Promise<DeskAnswer<TemplateNews | undefined>> {
    const { channelId, dealerTemplateId } = template;
    const listed = await desk.list(channelId, dealerTemplateId === '' ? [] : [dealerTemplateId]);
    if (listed.kind !== 'done') return listed;
    const name = nameOf(template);
    const value = listed.value.find((each) =>
      act === 'register' ? each.name === name : each.dealerTemplateId === dealerTemplateId,
    );
    return { kind: 'done', value };
  }

  private async settle(
    tenant: string,
    act: ActAtHand,
    { capabilities }: TemplateDesk,
    id: string | undefined,
  ): Promise<void> {
    const { dataSource, now } = this.parts;
    const move = moveOf(act, capabilities.reviewsByItself, id);
    await inTenant(dataSource, tenant, async (tx) => {
      const moved = await settleAct(tx, act, { state: 'done' }, move, now());
      if (moved && act.act === 'edit') await supersedeWaiting(tx, act.template, now());
    });
  }

  private async refuse(tenant: string, act: ActAtHand, code: string, dealerCode: string | undefined): Promise<void> {
    const { dataSource, now } = this.parts;
    // What never came to the dealer is over; what is there is left as it is.
    const move: VersionMove = act.act === 'register' || act.act === 'edit' ? { state: 'deleted' } : {};
    const result = { state: 'refused', code, ...(dealerCode !== undefined && { dealerCode }) } as const;
    await inTenant(dataSource, tenant, (tx) => settleAct(tx, act, result, move, now()).then(() => undefined));
  }

  private async postpone(
    tenant: string,
    { id, tries }: ActAtHand,
    dealerCode: string,
    inDoubtSince: Moment | null,
    nextTryAt = this.parts.now() + Math.min(LONGEST_PAUSE_MS, 10_000 * 2 ** Math.min(tries, 12)),
  ): Promise<void> {
    await inTenant(this.parts.dataSource, tenant, (tx) =>
      postponeAct(tx, id, { nextTryAt, dealerCode: dealerCode.slice(0, 40), inDoubtSince }),
    );
  }

  /** One list answers for all templates of a channel. A dealer that does not answer is asked again with the next round. */
  private async sync(list: DueList): Promise<number> {
    const { dataSource, desks, now } = this.parts;
    const desk = desks.find(({ name }) => name === list.dealer);
    const versions = await inTenant(dataSource, list.tenant, (tx) => versionsOfChannel(tx, list));
    const listed = desk && (await desk.list(list.channelId, closelyOf(versions, desk, now())));
    return inTenant(dataSource, list.tenant, async (tx) => {
      if (listed?.kind === 'done') return landNews(tx, list, listed.value, now());
      await noteListed(tx, list, now());
      return 0;
    });
  }
}

/** Edits beside a live content, and once a day whatever may fall asleep, are worth calls of their own. */
function closelyOf(versions: readonly VersionRow[], { capabilities }: TemplateDesk, now: Moment): string[] {
  const live = versions.filter(({ state }) => state === 'approved');
  const edited = live.filter(({ dealerTemplateId }) =>
    versions.some(
      (each) => each.dealerTemplateId === dealerTemplateId && ['inspecting', 'registered'].includes(each.state),
    ),
  );
  const old = capabilities.tellsDormancy
    ? live.filter(({ syncedAt }) => syncedAt === null || syncedAt <= now - SETTLED_EVERY_MS)
    : [];
  return [...new Set([...edited, ...old].map(({ dealerTemplateId }) => dealerTemplateId))];
}

/** An earlier act on it may have gone otherwise than was thought when this one was asked for. */
function unfitNow({ act, template }: ActAtHand, { capabilities }: TemplateDesk): string | undefined {
  if (act === 'register') return template.state === 'draft' ? undefined : 'TEMPLATE_STATE_UNFIT';
  if (act === 'edit') return template.state === 'draft' ? undefined : 'TEMPLATE_STATE_UNFIT';
  if (template.dealerTemplateId === '') return 'TEMPLATE_NOT_AT_DEALER';
  return refusalOfMove(template, act, capabilities);
}

/** Whether the dealer shows what the act was to bring about. */
function isDone({ act, template }: ActAtHand, news: TemplateNews | undefined): boolean {
  switch (act) {
    case 'register':
      return news?.body === template.body;
    case 'edit':
      return news !== undefined && (news.body === template.body || news.edit?.body === template.body);
    case 'request-review':
      return news?.review === 'inspecting' || news?.review === 'approved';
    case 'cancel-review':
      return news?.review === 'registered';
    case 'delete':
      return news === undefined;
    case 'release':
      return true;
  }
}

function moveOf({ act, template }: ActAtHand, reviewsByItself: boolean, id: string | undefined): VersionMove {
  switch (act) {
    case 'register':
    case 'edit':
      return {
        state: reviewsByItself ? 'inspecting' : 'registered',
        dealerTemplateId: id ?? template.dealerTemplateId,
        name: nameOf(template),
      };
    case 'request-review':
      return { state: 'inspecting' };
    case 'cancel-review':
      return { state: 'registered' };
    case 'delete':
      return { state: 'deleted' };
    case 'release':
      return {};
  }
}

const codeOf = (answer: Exclude<DeskAnswer<unknown>, { kind: 'done' }>): string =>
  answer.kind === 'refused' ? answer.dealerCode : answer.code;

/** Ours alone on its channel, so that it is found again; people at the dealer's read it. At most 150 characters. */
const nameOf = ({ content, code, version }: VersionRow): string => `${content.title} (${code} ${version})`;

/** At most 20 letters, digits and `_`; another one for each content that is registered beside others. */
function wantedIdOf({ code, version }: VersionRow): string {
  const suffix = version === 1 ? '' : `_${version}`;
  return `${code.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 20 - suffix.length)}${suffix}`;
}
