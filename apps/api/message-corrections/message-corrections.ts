import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import { institutionNameOf } from '#libs/content/institution-name.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import {
  CorrectionUnderWay,
  createCorrection,
  keepCorrigible,
  listCorrections,
  progressOfCorrection,
  readCorrection,
  surveyCorrection,
  turnCorrection,
  type CorrectionPlan,
  type StoredCorrection,
} from '#libs/database/correction-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { readAffair, readEngineFields, type Affair } from '#libs/database/person-store.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { ApprovalAnswer } from '../approvals/approval.schemas.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { named } from '../lifecycle-types/lifecycle-type-registry.js';
import { messageStateWords } from '../messages/message-words.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { CorrectionTeller } from '../telling/correction-teller.js';
import { languageOfCorrection } from './correction-language.js';
import { previewOf } from './correction-preview.js';
import type { CorrectMessages, MessageCorrection, MessageCorrectionReport } from './message-correction.schemas.js';

/** So many are shown as they would read. */
const EXAMPLES = 3;

/** Putting right all wrong messages of a template and a period: tried first, then sent at a pace, stopped and resumed. */
@Injectable()
export class MessageCorrections implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    private readonly teller: CorrectionTeller,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * 201 with the report, or 202 where somebody else has to approve it first. Throws LIFECYCLE_TYPE_NOT_FOUND,
   * TEMPLATE_UNKNOWN, CORRECTION_UNDER_WAY.
   */
  async create(
    caller: Caller,
    body: CorrectMessages,
    idempotencyKey: string,
  ): Promise<Created | { readonly status: 202; readonly body: ApprovalAnswer }> {
    const { tenant } = caller;
    const request = { tenant, idempotencyKey, operation: 'correct messages', body };
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce<Written | ApprovalAnswer>(
        tx,
        this.keys,
        request,
        async () =>
          (await this.askFirst(tx, caller, body)) ?? {
            status: 201,
            body: await this.write(tx, caller, body, { state: body.dryRun ? 'dry-run' : 'running' }),
          },
      ),
    );
    if (!('examples' in answered.body)) return { status: 202, body: answered.body };
    const { id, withoutTemplate, examples } = answered.body;
    // Read anew for each answer: what messages say is kept nowhere in clear.
    const report = await inTenant(this.dataSource, tenant, async (tx) => {
      const set = await this.find(tx, id);
      const shown: MessageCorrectionReport['examples'] = [];
      const sender = await getTenant(tx);
      if (!sender) throw new Error('The tenant of an API key does not exist.');
      const institution = institutionNameOf(sender);
      for (const messageId of examples) shown.push(await this.preview(tx, messageId, set.correction, institution));
      return { ...(await viewOf(tx, set)), withoutTemplate, examples: shown };
    });
    if (report.state === 'running') await this.teller.tell(tenant, report.id);
    return { status: 201, body: report };
  }

  /** The act that waits, where it needs somebody else's word; with a dry run of it, for whoever decides. */
  private async askFirst(tx: EntityManager, caller: Caller, body: CorrectMessages) {
    if (body.dryRun) return undefined;
    const plan = await this.planOf(tx, body);
    const count = async () => (await surveyCorrection(tx, plan, 0)).total;
    if (!(await this.secondWord.isNeeded(tx, caller, 'correct-messages', count))) return undefined;
    const trial = await this.write(tx, caller, body, { state: 'dry-run' });
    return this.secondWord.ask(tx, caller, {
      act: 'correct-messages',
      facts: {
        type: body.type,
        template: body.template,
        correction: body.correction,
        plannedFrom: body.plannedFrom,
        plannedUntil: body.plannedUntil,
        perMinute: body.perMinute,
        withoutTemplate: trial.withoutTemplate,
        trial: selfOf(trial.id),
      },
      body,
      reason: body.reason,
      keep: (approvalId) => keepCorrigible(tx, approvalId, plan),
    });
  }

  /** Throws as create does. */
  async carryOut(tx: EntityManager, requester: Caller, { approvalId, body }: ApprovedAct): Promise<CarriedOut> {
    // what create gave to be kept
    const { id } = await this.write(tx, requester, body as CorrectMessages, { state: 'running', approvalId });
    return {
      outcome: { id, links: { self: selfOf(id) } },
      afterwards: () => this.teller.tell(requester.tenant, id),
    };
  }

  private async planOf(tx: EntityManager, body: CorrectMessages): Promise<CorrectionPlan> {
    const { type, template, correction } = body;
    const known = await named(tx, type);
    if (!known) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
    if (!Object.hasOwn(known.definition.templates, correction)) throw inputError([unknownTemplate('correction')]);
    return {
      type,
      template,
      plannedFrom: checkedMoment(body.plannedFrom),
      plannedUntil: checkedMoment(body.plannedUntil),
      correction,
    };
  }

  private async write(
    tx: EntityManager,
    caller: Caller,
    body: CorrectMessages,
    { state, approvalId = null }: { readonly state: 'dry-run' | 'running'; readonly approvalId?: string | null },
  ): Promise<Written> {
    const { perMinute, reason } = body;
    const plan = { ...(await this.planOf(tx, body)), approvalId };
    const { total, withoutTemplate, examples } = await surveyCorrection(tx, plan, EXAMPLES);
    const id = newId();
    try {
      await createCorrection(tx, caller.tenant, {
        ...plan,
        id,
        perMinute,
        reason,
        actor: await nameOfCaller(tx, caller, body.actor),
        state,
        total,
        at: this.clock.now(),
      });
    } catch (error) {
      if (error instanceof CorrectionUnderWay) throw new ProblemError('CORRECTION_UNDER_WAY');
      throw error;
    }
    return { id, withoutTemplate, examples };
  }

  list(tenant: string): Promise<{ items: MessageCorrection[] }> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const items: MessageCorrection[] = [];
      for (const set of await listCorrections(tx)) items.push(await viewOf(tx, set));
      return { items };
    });
  }

  get(tenant: string, id: string): Promise<MessageCorrection> {
    return inTenant(this.dataSource, tenant, async (tx) => viewOf(tx, await this.find(tx, id)));
  }

  /** From the answer on no other message is written; what was written by then still goes out. */
  stop(tenant: string, id: string, idempotencyKey: string): Promise<MessageCorrection> {
    return this.turn(tenant, id, 'stopped', idempotencyKey);
  }

  resume(tenant: string, id: string, idempotencyKey: string): Promise<MessageCorrection> {
    return this.turn(tenant, id, 'running', idempotencyKey);
  }

  private async turn(
    tenant: string,
    id: string,
    to: 'running' | 'stopped',
    idempotencyKey: string,
  ): Promise<MessageCorrection> {
    const request = { tenant, idempotencyKey, operation: `${to} correction ${id}`, body: {} };
    const { body: view } = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        await this.find(tx, id);
        if (!(await turnCorrection(tx, id, to, this.clock.now())))
          throw new ProblemError(to === 'stopped' ? 'CORRECTION_NOT_RUNNING' : 'CORRECTION_NOT_STOPPED');
        return { status: 200, body: await viewOf(tx, await this.find(tx, id)) };
      }),
    );
    if (to === 'running') await this.teller.tell(tenant, id);
    else await this.teller.tellStopped(tenant, id);
    return view;
  }

  private async find(tx: EntityManager, id: string): Promise<StoredCorrection> {
    const set = await readCorrection(tx, id);
    if (!set) throw new ProblemError('CORRECTION_NOT_FOUND');
    return set;
  }

  private async preview(
    tx: EntityManager,
    messageId: string,
    template: string,
    institution: string,
  ): Promise<MessageCorrectionReport['examples'][number]> {
    const [message] = await tx.query<{ lifecycleId: string; party: string | null }[]>(
      `select lifecycle_id as "lifecycleId", party from messages where id = $1`,
      [messageId],
    );
    const affair = message && (await this.affairOf(tx, message.lifecycleId));
    if (!affair) return { messageId, text: null, problem: '받는 이의 정보가 파기됨' };
    const fields = { ...affair.fields, ...(await readEngineFields(tx, message.lifecycleId)) };
    const language = await languageOfCorrection(tx, affair, message.party, template, this.clock.now());
    const { linkBase } = this.configuration;
    const preview = previewOf({ ...affair, fields }, template, { linkBase, institution, language });
    return 'text' in preview
      ? { messageId, text: preview.text, problem: null }
      : { messageId, text: null, problem: preview.problem };
  }

  /** Undefined once a person of it has been erased. */
  private async affairOf(tx: EntityManager, lifecycleId: string): Promise<Affair | undefined> {
    try {
      return await readAffair(tx, this.keys, lifecycleId);
    } catch (error) {
      if (error instanceof PersonErased) return undefined;
      throw error;
    }
  }
}

interface Created {
  readonly status: 201;
  readonly body: MessageCorrectionReport;
}

/** What of a set is kept as its answer. */
interface Written {
  readonly id: string;
  readonly withoutTemplate: number;
  readonly examples: readonly string[];
}

const selfOf = (id: string): string => `/v1/message-corrections/${id}`;

async function viewOf(tx: EntityManager, set: StoredCorrection): Promise<MessageCorrection> {
  const { id, type, template, correction, state, perMinute, reason, actor, total } = set;
  const { states, left } = await progressOfCorrection(tx, set);
  return {
    id,
    type,
    template,
    plannedFrom: isoKorean(set.plannedFrom),
    plannedUntil: isoKorean(set.plannedUntil),
    correction,
    state,
    perMinute,
    reason,
    actor,
    createdAt: isoKorean(set.createdAt),
    changedAt: isoKorean(set.changedAt),
    progress: {
      total,
      states: states.map((each) => ({ ...each, stateText: messageStateWords(each.state) })),
      left,
    },
    links: { self: selfOf(id) },
  };
}

const unknownTemplate = (path: string): Problem => ({
  path,
  code: 'TEMPLATE_UNKNOWN',
  message: 'names no template of the definition',
});

function checkedMoment(iso: string): number {
  const moment = momentOfIso(iso);
  if (moment === undefined) throw new Error('A moment was not checked.');
  return moment;
}
