import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { addConfirmationAct, readConfirmationActs } from '#libs/database/legal-confirmation-store.js';
import {
  CONFIRMATION_KINDS,
  missingOf,
  standing,
  WORDINGS,
  type ConfirmationAct,
  type ConfirmationKind,
} from '#libs/message/legal-confirmations.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import {
  confirmationKindParam,
  giveConfirmation,
  givenExample,
  legalConfirmation,
  legalConfirmations,
  withdrawConfirmation,
  withdrawnExample,
  type GiveConfirmation,
  type LegalConfirmationAnswer,
  type LegalConfirmationsAnswer,
  type WithdrawConfirmation,
} from './legal-confirmation.schemas.js';

/** What a tenant confirms of the law before it sends for real. */
@ApiTags('Legal confirmations')
@Controller('v1/legal-confirmations')
export class LegalConfirmationsController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listLegalConfirmations',
    scope: 'confirmations:read',
    summary: 'What has to be confirmed before anything is sent for real, and what has been',
    answers: [
      {
        status: 200,
        description: 'Each with its words and who has said what of it.',
        schema: legalConfirmations,
        example: { mayStartLive: false, items: [givenExample] },
      },
    ],
  })
  async list(@Tenant() tenant: string): Promise<LegalConfirmationsAnswer> {
    const acts = await inTenant(this.dataSource, tenant, readConfirmationActs);
    return {
      mayStartLive: missingOf(standing(acts).keys()).length === 0,
      items: CONFIRMATION_KINDS.map((kind) => answerOf(kind, acts)),
    };
  }

  @Put(':kind')
  @Operation({
    id: 'giveLegalConfirmation',
    scope: 'confirmations:write',
    summary: 'Confirm one of them',
    description:
      'In the words that GET answers, whose version is said again here. Who confirms it is named; the audit log keeps which key it came with, and the reason. Repeating it changes nothing; it needs no Idempotency-Key. Confirmations hold also when their words change later.',
    takesBody: true,
    errors: ['LEGAL_WORDING_OUTDATED'],
    answers: [{ status: 200, description: 'As it now stands.', schema: legalConfirmation, example: givenExample }],
  })
  give(
    @Tenant() tenant: string,
    @Param('kind', { schema: confirmationKindParam }) kind: ConfirmationKind,
    @Body({ schema: giveConfirmation }) { version, by }: GiveConfirmation,
  ): Promise<LegalConfirmationAnswer> {
    const present = WORDINGS[kind].version;
    if (version !== present)
      throw new ProblemError('LEGAL_WORDING_OUTDATED', { detail: `The words to confirm are version ${present}.` });
    return this.say(tenant, { kind, act: 'given', version, by, at: this.clock.now() });
  }

  @Post(':kind/withdraw')
  @HttpCode(200)
  @Operation({
    id: 'withdrawLegalConfirmation',
    scope: 'confirmations:write',
    summary: 'Take a confirmation back',
    description:
      'From now on nothing is started with a live key. Lifecycles that have been started go on: end those that should not (cancel or pause). Repeating it changes nothing; it needs no Idempotency-Key.',
    takesBody: true,
    answers: [{ status: 200, description: 'As it now stands.', schema: legalConfirmation, example: withdrawnExample }],
  })
  withdraw(
    @Tenant() tenant: string,
    @Param('kind', { schema: confirmationKindParam }) kind: ConfirmationKind,
    @Body({ schema: withdrawConfirmation }) { by }: WithdrawConfirmation,
  ): Promise<LegalConfirmationAnswer> {
    return this.say(tenant, { kind, act: 'withdrawn', version: WORDINGS[kind].version, by, at: this.clock.now() });
  }

  private say(tenant: string, said: ConfirmationAct): Promise<LegalConfirmationAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      await addConfirmationAct(tx, tenant, said);
      return answerOf(said.kind, await readConfirmationActs(tx));
    });
  }
}

function answerOf(kind: ConfirmationKind, acts: readonly ConfirmationAct[]): LegalConfirmationAnswer {
  const given = standing(acts).get(kind);
  return {
    kind,
    ...WORDINGS[kind],
    given: given ? { version: given.version, by: given.by, at: isoKorean(given.at) } : null,
    history: acts
      .filter((each) => each.kind === kind)
      .map(({ act, version, by, at }) => ({ act, version, by, at: isoKorean(at) })),
  };
}
