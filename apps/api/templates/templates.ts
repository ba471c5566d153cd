import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CONTENT_LIMITS, picturesOf } from '#libs/content/alimtalk.js';
import type { DealerName } from '#libs/contracts/dealers.js';
import { groupedBy } from '#libs/database/grouped-by.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import {
  addAct,
  addVersion,
  askSoon,
  codesUnderWay,
  lockTemplate,
  readActs,
  readVersions,
  releaseDormancy,
  type VersionRow,
} from '#libs/database/template-life-store.js';
import { nextNeeds } from '#libs/database/template-needs.js';
import { reviewStates } from '#libs/database/template-store.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import { getTenant } from '#libs/database/tenant-store.js';
import { DESK_RULES } from '#libs/dealers/desk-rules.js';
import { DAY } from '#libs/calendar/korean-time.js';
import { alimtalkTemplates } from '#libs/lifecycle/alimtalk-templates.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { templatesToRegister } from '#libs/lifecycle/template-languages.js';
import { dormancyReport } from '#libs/message/template-dormancy.js';
import {
  latestAt,
  liveAt,
  nextVersion,
  refusalOfMove,
  type TemplateMove,
  type TemplateRefusal,
} from '#libs/message/template-life.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { named } from '../lifecycle-types/lifecycle-type-registry.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { TemplateTeller } from '../telling/template-teller.js';
import { readTemplate, templateContentProblems } from './template-content.js';
import { dormancyView, summaryOf, templateViewOf } from './template-view.js';
import type {
  DormancyReport,
  NewVersionBody,
  Registrations,
  RegistrationsBody,
  TemplateActBody,
  TemplateSummary,
  TemplateView,
} from './template.schemas.js';

const ACTS_SHOWN = 50;
/** As NHN raised it on 2025-10-28 (dealer-api §3); others keep Kakao's. */
const BODY_LENGTHS: Readonly<Partial<Record<DealerName, number>>> = { nhn: 1_300 };

/** Where templates are registered and with whose limits: the dealer that carries the tenant's messages. */
interface Desk {
  readonly dealer: DealerName;
  readonly settings: TenantSettings;
}

/** Templates at the dealers'. What is asked for is stored; the worker goes to the dealer, and its word is read from the store. */
@Injectable()
export class Templates {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly teller: TemplateTeller,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  list(tenant: string): Promise<{ items: TemplateSummary[] }> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { dealer } = await this.desk(tx);
      const underWay = await codesUnderWay(tx);
      const byCode = groupedBy(await readVersions(tx), ({ code }) => code);
      return { items: [...byCode].map(([code, versions]) => summaryOf(versions, dealer, underWay.has(code))) };
    });
  }

  /** Throws TEMPLATE_CODE_UNKNOWN. */
  get(tenant: string, code: string): Promise<TemplateView> {
    return inTenant(this.dataSource, tenant, (tx) => this.view(tx, code));
  }

  dormancy(tenant: string, weeks: number): Promise<DormancyReport> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const now = this.clock.now();
      const live = (await readVersions(tx)).filter(({ state }) => state === 'approved');
      const within = weeks * 7 * DAY;
      const asleepBy = dormancyReport(live, [], now, within);
      const codes = [...new Set(asleepBy.map(({ template }) => template.code))];
      return dormancyView(weeks, dormancyReport(live, await nextNeeds(tx, codes), now, within));
    });
  }

  /** Has the dealers asked at once how all the tenant's templates stand. */
  async sync(tenant: string): Promise<{ channels: number }> {
    const channels = await inTenant(this.dataSource, tenant, async (tx) => {
      await askSoon(tx);
      const followed = (await readVersions(tx)).filter(({ dealerTemplateId }) => dealerTemplateId !== '');
      return new Set(followed.map(({ dealer, channelId }) => `${dealer}/${channelId}`)).size;
    });
    this.teller.tellSoon(tenant);
    return { channels };
  }

  /** The next version of a code: registered, or in the place of another, as the dealer allows. Throws why it is not to be. */
  async addVersion(caller: Caller, code: string, body: NewVersionBody, idempotencyKey: string): Promise<TemplateView> {
    return this.change(caller, { name: `template version ${code}`, body, idempotencyKey }, code, async (tx, by) => {
      const { dealer, settings } = await this.desk(tx);
      const content = readTemplate(body.content);
      const { tenant } = caller;
      const problems = await this.problemsOf(tx, tenant, dealer, content);
      if (problems.length > 0) throw inputError(problems);
      const wanted = { ...body, tenant, code, dealer, channelId: settings.channelId, content, by };
      const refusal = await this.write(tx, wanted);
      if (refusal) throw new ProblemError(refusal);
    });
  }

  /** Everything that a lifecycle type sends by 알림톡 and that the dealer does not have word for word. Throws LIFECYCLE_TYPE_NOT_FOUND. */
  async registerOfType(
    caller: Caller,
    name: string,
    body: RegistrationsBody,
    idempotencyKey: string,
  ): Promise<Registrations> {
    const { tenant } = caller;
    const request = { tenant, idempotencyKey, operation: `register templates of ${name}`, body };
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => ({
        status: 202,
        body: await this.register(tx, caller, name, body),
      })),
    );
    this.teller.tellSoon(tenant);
    return answered.body;
  }

  private async register(
    tx: EntityManager,
    caller: Caller,
    name: string,
    body: RegistrationsBody,
  ): Promise<Registrations> {
    const type = await named(tx, name);
    if (!type) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
    // In every language that it speaks: each is reviewed by itself.
    const sent = new Set(alimtalkTemplates(type.definition));
    const wanted = Object.entries(templatesToRegister(type.definition)).filter(([, { code }]) => sent.has(code));
    const templates = Object.fromEntries(wanted.map(([code, { template }]) => [code, template]));
    const { dealer, settings } = await this.desk(tx);
    const by = await nameOfCaller(tx, caller, body.actor);
    const reviews = await reviewStates(tx, templates);
    const result: Registrations = { registered: [], present: [], refused: [] };
    for (const [code, content] of Object.entries(templates).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const review = reviews.get(code) ?? 'missing';
      if (review !== 'missing') {
        result.present.push({ code, review });
        continue;
      }
      const broken = await this.problemsOf(tx, caller.tenant, dealer, content);
      const why =
        broken.length > 0
          ? 'TEMPLATE_INVALID'
          : await this.write(tx, {
              ...body,
              tenant: caller.tenant,
              code,
              dealer,
              channelId: settings.channelId,
              content,
              by,
            });
      if (why) result.refused.push({ code, why });
      else result.registered.push(code);
    }
    return result;
  }

  /** Throws TEMPLATE_CODE_UNKNOWN, and why it cannot be done to the template now. */
  async act(
    caller: Caller,
    code: string,
    move: Exclude<TemplateMove, 'register' | 'edit'>,
    body: TemplateActBody,
    idempotencyKey: string,
  ): Promise<TemplateView> {
    return this.change(caller, { name: `${move} template ${code}`, body, idempotencyKey }, code, async (tx, by) => {
      const { dealer } = await this.desk(tx);
      const versions = await readVersions(tx, code);
      const version = move === 'release' ? liveAt(versions, dealer) : latestAt(versions, dealer);
      if (!version) throw new ProblemError(versions.length === 0 ? 'TEMPLATE_CODE_UNKNOWN' : 'TEMPLATE_STATE_UNFIT');
      await this.noneUnderWay(tx, code);
      const refusal = refusalOfMove(version, move, DESK_RULES[dealer]);
      if (refusal) throw new ProblemError(refusal);
      const at = this.clock.now();
      const reason = body.reason ?? null;
      const done = move === 'release' ? ({ done: true } as const) : {};
      if (move === 'release') await releaseDormancy(tx, code, version.version, at);
      await addAct(tx, {
        tenant: caller.tenant,
        code,
        version: version.version,
        act: move,
        askedBy: by,
        reason,
        at,
        ...done,
      });
    });
  }

  private async write(
    tx: EntityManager,
    wanted: {
      readonly tenant: string;
      readonly code: string;
      readonly dealer: DealerName;
      readonly channelId: string;
      readonly content: TemplateDefinition;
      readonly categoryCode: string;
      readonly requestReview: boolean;
      readonly dealerTemplateId?: string | undefined;
      readonly reason?: string | undefined;
      readonly by: string;
    },
  ): Promise<TemplateRefusal | undefined> {
    const { tenant, code, dealer, dealerTemplateId, requestReview, by } = wanted;
    await lockTemplate(tx, tenant, code);
    const at = this.clock.now();
    const versions = await readVersions(tx, code);
    if (dealerTemplateId !== undefined) {
      await addVersion(tx, { ...wanted, dealerTemplateId, state: 'registered', at });
      return undefined;
    }
    const rules = DESK_RULES[dealer];
    const next = nextVersion(versions, dealer, rules);
    if ('refusal' in next) return next.refusal;
    if (!picturesOf(wanted.content).every(({ use }) => rules.pictures.includes(use)))
      return 'TEMPLATE_PICTURE_NOT_OFFERED';
    if ((await codesUnderWay(tx)).has(code)) return 'TEMPLATE_UNDER_WAY';
    const of = next.by === 'edit' ? next.of.dealerTemplateId : '';
    const version = await addVersion(tx, { ...wanted, dealerTemplateId: of, state: 'draft', at });
    const act = { tenant, code, version, askedBy: by, reason: wanted.reason ?? null, at };
    await addAct(tx, { ...act, act: next.by });
    if (requestReview && !rules.reviewsByItself) await addAct(tx, { ...act, act: 'request-review' });
    return undefined;
  }

  private problemsOf(tx: EntityManager, tenant: string, dealer: DealerName, content: TemplateDefinition) {
    const { linkBase } = this.configuration;
    return templateContentProblems(tx, tenant, content, { linkBase, bodyLength: bodyLengthOf(dealer) });
  }

  private async noneUnderWay(tx: EntityManager, code: string): Promise<void> {
    if ((await codesUnderWay(tx)).has(code)) throw new ProblemError('TEMPLATE_UNDER_WAY');
  }

  /** Stores what is asked for and has the worker told; answers the template as it then stands. */
  private async change(
    caller: Caller,
    request: {
      readonly name: string;
      readonly body: { readonly actor?: string | undefined };
      readonly idempotencyKey: string;
    },
    code: string,
    work: (tx: EntityManager, by: string) => Promise<void>,
  ): Promise<TemplateView> {
    const { tenant } = caller;
    const asked = { tenant, idempotencyKey: request.idempotencyKey, operation: request.name, body: request.body };
    await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, asked, async () => {
        await lockTemplate(tx, tenant, code);
        await work(tx, await nameOfCaller(tx, caller, request.body.actor));
        return { status: 202, body: {} };
      }),
    );
    this.teller.tellSoon(tenant);
    return this.get(tenant, code);
  }

  private async view(tx: EntityManager, code: string): Promise<TemplateView> {
    const versions: VersionRow[] = await readVersions(tx, code);
    if (versions.length === 0) throw new ProblemError('TEMPLATE_CODE_UNKNOWN');
    const { dealer } = await this.desk(tx);
    return templateViewOf(versions, await readActs(tx, code, ACTS_SHOWN), dealer);
  }

  private async desk(tx: EntityManager): Promise<Desk> {
    const tenant = await getTenant(tx);
    if (!tenant) throw new Error('The tenant of an API key does not exist.');
    return { dealer: tenant.settings.dealer ?? this.configuration.dealers.usual, settings: tenant.settings };
  }
}

const bodyLengthOf = (dealer: DealerName): number => BODY_LENGTHS[dealer] ?? CONTENT_LIMITS.body;
