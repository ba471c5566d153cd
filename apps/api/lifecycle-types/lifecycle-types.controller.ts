import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiConsumes, ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { waitsForSecondWord, type ApprovalAnswer } from '../approvals/approval.schemas.js';
import { AskedBy, Public, Tenant, type Caller } from '../authentication/authentication.js';
import { RequireScope } from '../authentication/required-scope.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { YAML_TYPES } from '../requests/request-handling.js';
import { lineOfText } from '../requests/field-schemas.js';
import type { DefinitionFormat } from './definition-text.js';
import { definitionExample, publishedExample, retiredExample, typeExample, typeListExample } from './examples.js';
import { languageSchema } from './language-schema.js';
import { LifecycleTypeChanges } from './lifecycle-type-changes.js';
import { LifecycleTypeReads } from './lifecycle-type-reads.js';
import { addressOf, nameParam, whichVersion } from './version-address.js';
import { lifecycleType, lifecycleTypeList, publishedVersion, type PublishedVersion } from './lifecycle-type-view.js';

/** The body itself is read by its text; its schema is too large for this document and has an address of its own. */
const definition = checkedByHandler(
  z.record(z.string(), z.unknown()).meta({
    id: 'LifecycleDefinition',
    description: 'A definition in the lifecycle language. Its JSON Schema is /v1/lifecycle-definition.schema.json.',
    examples: [{ ...definitionExample }],
  }),
);

const retirement = z
  .strictObject({ reason: lineOfText(500).describe('For whoever asks later. Never anything personal.') })
  .meta({ id: 'RetireLifecycleType', examples: [{ reason: '모임 안내문을 새로 씀' }] });

const versionNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(999_999_999)
  .meta({ examples: [1] });

const anyJson = z.record(z.string(), z.unknown());

@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-types')
export class LifecycleTypesController {
  constructor(
    private readonly reads: LifecycleTypeReads,
    private readonly changes: LifecycleTypeChanges,
  ) {}

  @Get()
  @Operation({
    id: 'listLifecycleTypes',
    scope: 'types:read',
    summary: 'What can be started',
    description: 'Those that ship with the product and your own, each with its versions and how much runs by them.',
    answers: [
      {
        status: 200,
        description: 'Every lifecycle type, by name.',
        schema: lifecycleTypeList,
        example: typeListExample,
      },
    ],
  })
  list(@Tenant() tenant: string): Promise<z.output<typeof lifecycleTypeList>> {
    return this.reads.list(tenant);
  }

  @Post()
  @idempotencyHeader(true)
  @ApiConsumes('application/json', ...YAML_TYPES)
  @Operation({
    id: 'publishLifecycleType',
    scope: 'types:write',
    summary: 'Publish a version of a lifecycle type of your own',
    description:
      'In JSON or YAML. Its name begins with your tenant and a slash. What runs keeps its version; new starts use this one. Publishing the same content again changes nothing.',
    takesBody: true,
    errors: [
      'DEFINITION_UNREADABLE',
      'DEFINITION_INVALID',
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    answers: [
      {
        status: 201,
        description: 'Published. Location leads to it.',
        schema: publishedVersion,
        example: publishedExample,
      },
      {
        status: 200,
        description: 'The same content was published before, as this version.',
        schema: publishedVersion,
        example: publishedExample,
      },
      waitsForSecondWord,
    ],
  })
  async publish(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') idempotencyKey: string,
    @Headers('content-type') contentType: string | undefined,
    @Body({ schema: definition }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PublishedVersion | ApprovalAnswer> {
    if (!(body instanceof Uint8Array) || body.length === 0) throw new ProblemError('BODY_MISSING');
    const published = await this.changes.publish(caller, body, formatOf(contentType), idempotencyKey);
    response.status(published.status).setHeader('Location', published.body.links.self);
    return published.body;
  }

  @Get(':name/openapi.json')
  @nameParam('library-loan')
  @Operation({
    id: 'getLifecycleTypeOpenApi',
    scope: 'types:read',
    summary: 'OpenAPI 3.1 of one lifecycle type: its start and its events, typed',
    errors: ['LIFECYCLE_TYPE_NOT_FOUND', 'FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN', 'INPUT_INVALID'],
    answers: [
      {
        status: 200,
        description: 'An OpenAPI document, from which clients can be generated.',
        schema: anyJson,
        example: { openapi: '3.1.0', info: { title: '도서 대출 (library-loan)', version: '1' }, paths: {} },
      },
    ],
  })
  openApi(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Query({ schema: whichVersion }) query: z.output<typeof whichVersion>,
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.reads.openApi(tenant, name, addressOf(query));
  }

  @Get(':tenant/:name/openapi.json')
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  ownOpenApi(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Query({ schema: whichVersion }) query: z.output<typeof whichVersion>,
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.openApi(tenant, `${owner}/${name}`, query);
  }

  @Get(':name')
  @nameParam('library-loan')
  @Operation({
    id: 'getLifecycleType',
    scope: 'types:read',
    summary: 'One lifecycle type: definition, JSON Schemas, state diagram, templates and their review',
    errors: ['LIFECYCLE_TYPE_NOT_FOUND', 'FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN', 'INPUT_INVALID'],
    answers: [
      { status: 200, description: 'Everything an integrator needs.', schema: lifecycleType, example: typeExample },
    ],
  })
  get(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Query({ schema: whichVersion }) query: z.output<typeof whichVersion>,
  ): Promise<z.output<typeof lifecycleType>> {
    return this.reads.get(tenant, name, addressOf(query));
  }

  @Get(':tenant/:name')
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  getOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Query({ schema: whichVersion }) query: z.output<typeof whichVersion>,
  ): Promise<z.output<typeof lifecycleType>> {
    return this.get(tenant, `${owner}/${name}`, query);
  }

  @Post(':name/versions/:number/retire')
  @HttpCode(200)
  @idempotencyHeader(true)
  @nameParam('city-library/reading-club')
  @Operation({
    id: 'retireLifecycleTypeVersion',
    scope: 'types:write',
    summary: 'Let nothing start any more by a version of your own',
    description: 'What runs by it goes on to its end. A retirement is for good; publish a new version to go on.',
    takesBody: true,
    errors: [
      'LIFECYCLE_TYPE_NOT_FOUND',
      'LIFECYCLE_TYPE_SHIPPED',
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    answers: [
      {
        status: 200,
        description: 'Retired, now or before; the first moment and reason stay.',
        schema: publishedVersion,
        example: retiredExample,
      },
    ],
  })
  async retire(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('number', { schema: versionNumber }) number: number,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: retirement }) { reason }: z.output<typeof retirement>,
  ): Promise<PublishedVersion> {
    return (await this.changes.retire(tenant, { name, number }, reason, idempotencyKey)).body;
  }

  @Post(':tenant/:name/versions/:number/retire')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  @RequireScope('types:write')
  retireOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('number', { schema: versionNumber }) number: number,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: retirement }) body: z.output<typeof retirement>,
  ): Promise<PublishedVersion> {
    return this.retire(tenant, `${owner}/${name}`, number, idempotencyKey, body);
  }
}

/** For editors, which send no key. */
@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-definition.schema.json')
export class LanguageSchemaController {
  private readonly schema = languageSchema();

  @Get()
  @Public()
  @Operation({
    id: 'getLifecycleDefinitionSchema',
    summary: 'JSON Schema of the lifecycle language, for editors',
    public: true,
    answers: [
      {
        status: 200,
        description: 'JSON Schema, draft 7.',
        schema: anyJson,
        example: { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Bongsu lifecycle definition' },
      },
    ],
  })
  read(): Readonly<Record<string, unknown>> {
    return this.schema;
  }
}

const formatOf = (contentType: string | undefined): DefinitionFormat =>
  contentType !== undefined && /^[^;]*yaml/i.test(contentType) ? 'yaml' : 'json';
