import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { addToTeam, listTeam, MOST_TEAM_NUMBERS, takeOffTeam, type TeamNumber } from '#libs/database/team-store.js';
import { maskPhone, normalisePhone } from '#libs/message/phone-number.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import {
  addTeamNumber,
  teamNumber,
  teamNumberExample,
  teamNumberIdParam,
  teamNumbers,
  type AddTeamNumber,
  type TeamNumberAnswer,
} from './team-number.schemas.js';

@ApiTags('Keys')
@Controller('v1/team-numbers')
export class TeamNumbersController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listTeamNumbers',
    scope: 'keys:read',
    summary: 'To whom messages that team keys begin are really sent',
    answers: [
      { status: 200, description: 'All of them.', schema: teamNumbers, example: { items: [teamNumberExample] } },
    ],
  })
  async list(@Tenant() tenant: string): Promise<{ items: TeamNumberAnswer[] }> {
    const found = await inTenant(this.dataSource, tenant, (tx) => listTeam(tx, this.keys, tenant));
    return { items: found.map(answerOf) };
  }

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'addTeamNumber',
    scope: 'keys:write',
    summary: 'Put a number on the team list',
    description: `At most ${MOST_TEAM_NUMBERS}. One that is on it already keeps its id and gets the new label.`,
    takesBody: true,
    errors: ['RECIPIENT_PHONE_INVALID', 'TEAM_LIST_FULL'],
    answers: [{ status: 200, description: 'The number.', schema: teamNumber, example: teamNumberExample }],
  })
  async add(
    @Tenant() tenant: string,
    @Body({ schema: addTeamNumber }) { phone, label }: AddTeamNumber,
  ): Promise<TeamNumberAnswer> {
    const read = normalisePhone(phone);
    if ('problem' in read) throw inputError([phoneProblem('phone')]);
    const added = await inTenant(this.dataSource, tenant, (tx) =>
      addToTeam(tx, this.keys, { tenant, number: read.number, label, now: this.clock.now() }),
    );
    if (!added) throw new ProblemError('TEAM_LIST_FULL');
    return answerOf(added);
  }

  @Delete(':id')
  @Operation({
    id: 'removeTeamNumber',
    scope: 'keys:write',
    summary: 'Take a number off the team list',
    description: 'What has not left for it yet is not sent any more.',
    errors: ['ID_INVALID', 'TEAM_NUMBER_NOT_FOUND'],
    answers: [
      { status: 200, description: 'The number that was on it.', schema: teamNumber, example: teamNumberExample },
    ],
  })
  async remove(
    @Tenant() tenant: string,
    @Param('id', { schema: teamNumberIdParam }) id: string,
  ): Promise<TeamNumberAnswer> {
    const removed = await inTenant(this.dataSource, tenant, (tx) =>
      takeOffTeam(tx, this.keys, { tenant, id, now: this.clock.now() }),
    );
    if (!removed) throw new ProblemError('TEAM_NUMBER_NOT_FOUND');
    return answerOf(removed);
  }
}

const answerOf = ({ id, number, label, addedAt }: TeamNumber): TeamNumberAnswer => ({
  id,
  phone: maskPhone(number),
  label,
  addedAt: isoKorean(addedAt),
});
