import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { dormancyExample, summaryExample, templateExample } from './examples.js';
import {
  dormancyQuery,
  dormancyReportSchema,
  newVersionBody,
  syncAsked,
  templateActBody,
  templateCodeParam,
  templateList,
  templateView,
  type DormancyReport,
  type NewVersionBody,
  type TemplateActBody,
  type TemplateView,
} from './template.schemas.js';
import { Templates } from './templates.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'FIELD_INVALID',
  'TEMPLATE_UNDER_WAY',
  'TEMPLATE_STATE_UNFIT',
];
const ACT_ERRORS: readonly ErrorCode[] = [
  ...REPEATABLE,
  'TEMPLATE_CODE_UNKNOWN',
  'TEMPLATE_DESK_READ_ONLY',
  'TEMPLATE_ACT_NOT_OFFERED',
];
const answer = (status: number, description: string) => [
  { status, description, schema: templateView, example: templateExample },
];
const ASKED = answer(202, 'Stored. `acts` says what became of it at the dealer: ask again.');

/** Templates at the dealers': what stands there, what is said of it, and what is to be done. */
@ApiTags('Templates')
@Controller('v1/templates')
export class TemplatesController {
  constructor(private readonly templates: Templates) {}

  @Get()
  @Operation({
    id: 'listTemplates',
    scope: 'templates:read',
    summary: 'All templates: state at the dealer, live version, reviewers’ words, last use, dormancy',
    answers: [{ status: 200, description: 'By code.', schema: templateList, example: { items: [summaryExample] } }],
  })
  list(@Tenant() tenant: string): Promise<z.output<typeof templateList>> {
    return this.templates.list(tenant);
  }

  @Get('dormancy')
  @Operation({
    id: 'reportTemplateDormancy',
    scope: 'templates:read',
    summary: 'Templates that fall asleep soon, and the next messages of running lifecycles that will find them asleep',
    description:
      'A template that is not sent for a year falls asleep (휴면) and is deleted a year later; released, it falls asleep again after 30 days without a send.',
    errors: ['FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN', 'INPUT_INVALID'],
    answers: [
      {
        status: 200,
        description: 'The first to fall asleep first.',
        schema: dormancyReportSchema,
        example: dormancyExample,
      },
    ],
  })
  dormancy(
    @Tenant() tenant: string,
    @Query({ schema: dormancyQuery }) { weeks }: z.output<typeof dormancyQuery>,
  ): Promise<DormancyReport> {
    return this.templates.dormancy(tenant, weeks);
  }

  @Post('sync')
  @HttpCode(202)
  @Operation({
    id: 'syncTemplates',
    scope: 'templates:write',
    summary: 'Have the dealers asked at once how all templates stand',
    description:
      'It is done by itself every five minutes while something waits for a review, and daily. It needs no Idempotency-Key.',
    answers: [{ status: 202, description: 'Asked for.', schema: syncAsked, example: { channels: 1 } }],
  })
  sync(@Tenant() tenant: string): Promise<z.output<typeof syncAsked>> {
    return this.templates.sync(tenant);
  }

  @Get(':code')
  @Operation({
    id: 'getTemplate',
    scope: 'templates:read',
    summary: 'One template with its versions, what differs between them, and who did what',
    errors: ['TEMPLATE_CODE_UNKNOWN', 'FIELD_INVALID'],
    answers: answer(200, 'As it stands.'),
  })
  get(@Tenant() tenant: string, @Param('code', { schema: templateCodeParam }) code: string): Promise<TemplateView> {
    return this.templates.get(tenant, code);
  }

  @Post(':code/versions')
  @HttpCode(202)
  @idempotencyHeader(true)
  @Operation({
    id: 'addTemplateVersion',
    scope: 'templates:write',
    summary: 'Register a template, or another content of it',
    description:
      'Checked by the rules of review first. A picture that it names by its id is given to the dealer beforehand. Where the dealer can change a content in its place that is done, else the new one is registered beside it; what is approved goes on being sent until the new one is.',
    takesBody: true,
    errors: [...REPEATABLE, 'TEMPLATE_INVALID', 'TEMPLATE_DESK_READ_ONLY', 'TEMPLATE_PICTURE_NOT_OFFERED'],
    answers: ASKED,
  })
  addVersion(
    @AskedBy() caller: Caller,
    @Param('code', { schema: templateCodeParam }) code: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: newVersionBody }) body: NewVersionBody,
  ): Promise<TemplateView> {
    return this.templates.addVersion(caller, code, body, key);
  }

  @Post(':code/request-review')
  @HttpCode(202)
  @idempotencyHeader(true)
  @Operation({
    id: 'requestTemplateReview',
    scope: 'templates:write',
    summary: 'Ask for the review of the newest version',
    description:
      'At NHN Cloud, where registering asks by itself, this contests a rejection: `reason` goes to the reviewer.',
    takesBody: true,
    errors: ACT_ERRORS,
    answers: ASKED,
  })
  requestReview(
    @AskedBy() caller: Caller,
    @Param('code', { schema: templateCodeParam }) code: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: templateActBody }) body: TemplateActBody,
  ): Promise<TemplateView> {
    return this.templates.act(caller, code, 'request-review', body, key);
  }

  @Post(':code/cancel-review')
  @HttpCode(202)
  @idempotencyHeader(true)
  @Operation({
    id: 'cancelTemplateReview',
    scope: 'templates:write',
    summary: 'Call the review of the newest version back',
    takesBody: true,
    errors: ACT_ERRORS,
    answers: ASKED,
  })
  cancelReview(
    @AskedBy() caller: Caller,
    @Param('code', { schema: templateCodeParam }) code: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: templateActBody }) body: TemplateActBody,
  ): Promise<TemplateView> {
    return this.templates.act(caller, code, 'cancel-review', body, key);
  }

  @Post(':code/delete')
  @HttpCode(202)
  @idempotencyHeader(true)
  @Operation({
    id: 'deleteTemplate',
    scope: 'templates:write',
    summary: 'Delete the newest version at the dealer',
    description:
      'Only what waits or was rejected can be deleted; what is approved stays at Kakao until it has slept for a year.',
    takesBody: true,
    errors: ACT_ERRORS,
    answers: ASKED,
  })
  remove(
    @AskedBy() caller: Caller,
    @Param('code', { schema: templateCodeParam }) code: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: templateActBody }) body: TemplateActBody,
  ): Promise<TemplateView> {
    return this.templates.act(caller, code, 'delete', body, key);
  }

  @Post(':code/release-dormancy')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'releaseTemplateDormancy',
    scope: 'templates:write',
    summary: 'Note that the dormancy of the live version was released',
    description:
      'Release it on the dealer’s own site: no dealer lets it be done by its API. From then on 30 days without a send let it sleep again.',
    takesBody: true,
    errors: ACT_ERRORS,
    answers: answer(200, 'Noted.'),
  })
  release(
    @AskedBy() caller: Caller,
    @Param('code', { schema: templateCodeParam }) code: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: templateActBody }) body: TemplateActBody,
  ): Promise<TemplateView> {
    return this.templates.act(caller, code, 'release', body, key);
  }
}
