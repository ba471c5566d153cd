import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { waitsForSecondWord, type ApprovalAnswer } from '../approvals/approval.schemas.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { RequireScope } from '../authentication/required-scope.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  migrate,
  migrationExample,
  migrationIdParam,
  migrationList,
  migrationView,
  type Migrate,
  type MigrationView,
} from './migration.schemas.js';
import { Migrations } from './migrations.js';

const NameParam = (): MethodDecorator =>
  ApiParam({
    name: 'name',
    schema: { type: 'string', example: 'city-library/reading-club' },
    description: 'A name with a slash may also stand in the address as two parts, unencoded.',
  });

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
];

const one = (description: string) => [{ status: 200, description, schema: migrationView, example: migrationExample }];

/** Moving what runs to another version of its lifecycle type. */
@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-types')
export class MigrationsController {
  constructor(private readonly migrations: Migrations) {}

  @Post(':name/migrations')
  @idempotencyHeader(true)
  @NameParam()
  @Operation({
    id: 'migrateLifecycles',
    scope: 'types:write',
    summary: 'Move what runs to another version of its type, or see what that would do',
    description:
      'With `dryRun` nothing is changed: the report says how many lifecycles move, which cannot and why, and which planned messages appear, vanish or shift. Without it they are moved at the pace of `perMinute`; no message is lost or sent twice by it. What cannot be moved stays with its version.',
    takesBody: true,
    errors: [
      ...REPEATABLE,
      'LIFECYCLE_TYPE_NOT_FOUND',
      'LIFECYCLE_TYPE_VERSION_UNKNOWN',
      'MIGRATION_STAGE_UNMAPPED',
      'MIGRATION_FIELD_MISSING',
      'MIGRATION_UNDER_WAY',
    ],
    answers: [
      {
        status: 201,
        description: 'The report, and the migration if it is one. Location leads to it.',
        schema: migrationView,
        example: migrationExample,
      },
      waitsForSecondWord,
    ],
  })
  async create(
    @AskedBy() caller: Caller,
    @Param('name') name: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: migrate }) body: Migrate,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MigrationView | ApprovalAnswer> {
    const { status, body: answer } = await this.migrations.create(caller, name, body, key);
    response.status(status).setHeader('Location', answer.links.self);
    return answer;
  }

  @Post(':tenant/:name/migrations')
  @ApiExcludeEndpoint()
  @RequireScope('types:write')
  createOwn(
    @AskedBy() caller: Caller,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: migrate }) body: Migrate,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MigrationView | ApprovalAnswer> {
    return this.create(caller, `${owner}/${name}`, key, body, response);
  }

  @Get(':name/migrations')
  @NameParam()
  @Operation({
    id: 'listMigrations',
    scope: 'types:read',
    summary: 'Migrations and dry runs of a lifecycle type, newest first',
    answers: [
      {
        status: 200,
        description: 'The latest hundred.',
        schema: migrationList,
        example: { items: [migrationExample] },
      },
    ],
  })
  list(@Tenant() tenant: string, @Param('name') name: string): Promise<{ items: MigrationView[] }> {
    return this.migrations.list(tenant, name);
  }

  @Get(':tenant/:name/migrations')
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  listOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
  ): Promise<{ items: MigrationView[] }> {
    return this.list(tenant, `${owner}/${name}`);
  }

  @Get(':name/migrations/:migrationId')
  @NameParam()
  @Operation({
    id: 'getMigration',
    scope: 'types:read',
    summary: 'How far a migration has come',
    errors: ['ID_INVALID', 'MIGRATION_NOT_FOUND'],
    answers: one('What it was to change, and what has become of it so far.'),
  })
  get(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
  ): Promise<MigrationView> {
    return this.migrations.get(tenant, name, id);
  }

  @Get(':tenant/:name/migrations/:migrationId')
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  getOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
  ): Promise<MigrationView> {
    return this.get(tenant, `${owner}/${name}`, id);
  }

  @Post(':name/migrations/:migrationId/stop')
  @HttpCode(200)
  @idempotencyHeader(true)
  @NameParam()
  @Operation({
    id: 'stopMigration',
    scope: 'types:write',
    summary: 'Let no other lifecycle be moved',
    description:
      'What has been told to move by then still moves; the others stay with their version until it is resumed.',
    errors: [...REPEATABLE, 'ID_INVALID', 'MIGRATION_NOT_FOUND', 'MIGRATION_NOT_RUNNING'],
    answers: one('It is stopped.'),
  })
  stop(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MigrationView> {
    return this.migrations.stop(tenant, name, id, key);
  }

  @Post(':tenant/:name/migrations/:migrationId/stop')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  @RequireScope('types:write')
  stopOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MigrationView> {
    return this.stop(tenant, `${owner}/${name}`, id, key);
  }

  @Post(':name/migrations/:migrationId/resume')
  @HttpCode(200)
  @idempotencyHeader(true)
  @NameParam()
  @Operation({
    id: 'resumeMigration',
    scope: 'types:write',
    summary: 'Let a stopped migration go on',
    errors: [...REPEATABLE, 'ID_INVALID', 'MIGRATION_NOT_FOUND', 'MIGRATION_NOT_STOPPED'],
    answers: one('It goes on where it stopped.'),
  })
  resume(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MigrationView> {
    return this.migrations.resume(tenant, name, id, key);
  }

  @Post(':tenant/:name/migrations/:migrationId/resume')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  @RequireScope('types:write')
  resumeOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('migrationId', { schema: migrationIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MigrationView> {
    return this.resume(tenant, `${owner}/${name}`, id, key);
  }
}
