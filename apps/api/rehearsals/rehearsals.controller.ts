import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiParam, ApiTags } from '@nestjs/swagger';
import { DataSource, type EntityManager } from 'typeorm';
import { readWeekdayHolidays } from '#libs/database/calendar-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { reviewStates } from '#libs/database/template-store.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import type { Violation } from '#libs/rehearsal/rehearsal.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';
import { Tenant } from '../authentication/authentication.js';
import { RequireScope } from '../authentication/required-scope.js';
import { Operation } from '../documentation/operation.js';
import { readDefinition } from '../lifecycle-types/definition-input.js';
import { named, type VersionAddress } from '../lifecycle-types/lifecycle-type-registry.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { rehearsalExample } from './examples.js';
import { readRehearsal } from './rehearsal-input.js';
import { RehearsalRuns } from './rehearsal-runs.js';
import { rehearsalView } from './rehearsal-view.js';
import { rehearsalAnswer, rehearsalBody, type RehearsalAnswer } from './rehearsal.schemas.js';

@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-types')
export class RehearsalsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly runs: RehearsalRuns,
  ) {}

  @Post(':name/rehearsals')
  @HttpCode(200)
  @ApiParam({
    name: 'name',
    schema: { type: 'string', example: 'library-loan' },
    description: 'A name with a slash may also stand in the address as two parts, unencoded.',
  })
  @Operation({
    id: 'rehearse',
    scope: 'types:read',
    summary: 'Play a lifecycle type on samples, without sending or storing anything',
    description:
      'The engine and the planner that really work, over virtual time: what would leave when and by which channel, what would be held until when and why, what it would cost, and what is wrong. Also of a definition that is not published yet. Nothing is stored, so repeating it is harmless.',
    takesBody: true,
    errors: [
      'LIFECYCLE_TYPE_NOT_FOUND',
      'DEFINITION_INVALID',
      'CSV_ROW_INVALID',
      'PARTIES_AMBIGUOUS',
      'RECIPIENT_PHONE_INVALID',
      'GUARDIAN_MISSING',
      'LANGUAGE_UNKNOWN',
      'DATE_INVALID',
      'DATE_PAST',
      'MOMENT_INVALID',
      'TIME_OF_DAY_INVALID',
      'SITE_UNKNOWN',
      'EVENT_UNKNOWN',
      'REHEARSAL_TOO_LARGE',
      'REHEARSALS_BUSY',
    ],
    answers: [{ status: 200, description: 'What would happen.', schema: rehearsalAnswer, example: rehearsalExample }],
  })
  async rehearse(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Body({ schema: rehearsalBody }) body: unknown,
  ): Promise<RehearsalAnswer> {
    const { request, unapproved } = await inTenant(this.dataSource, tenant, async (tx) => {
      const definition = await definitionOf(tx, name, body);
      const request = await requestOf(tx, body, definition);
      const { warnings, notApproved } = await unapprovedTemplates(tx, definition);
      return { request: { ...request, notApproved }, unapproved: warnings };
    });
    const played = await this.runs.play(request);
    return rehearsalView(request, { ...played, violations: [...played.violations, ...unapproved] });
  }

  @Post(':tenant/:name/rehearsals')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  rehearseOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Body({ schema: rehearsalBody }) body: unknown,
  ): Promise<RehearsalAnswer> {
    return this.rehearse(tenant, `${owner}/${name}`, body);
  }
}

/** The draft that came along, or the version that is asked for. Throws LIFECYCLE_TYPE_NOT_FOUND, DEFINITION_INVALID. */
async function definitionOf(tx: EntityManager, name: string, body: unknown): Promise<Definition> {
  const { definition, version } = (body ?? {}) as { readonly definition?: unknown; readonly version?: unknown };
  if (definition !== undefined) return draftNamed(name, definition);
  const type = await named(tx, name, isVersion(version) ? version : undefined);
  if (!type) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
  return type.definition;
}

const isVersion = (version: unknown): version is VersionAddress =>
  (typeof version === 'number' && Number.isInteger(version) && version > 0 && version < 1e9) ||
  (typeof version === 'string' && /^[0-9a-f]{64}$/.test(version));

function draftNamed(name: string, json: unknown): Definition {
  try {
    const definition = readDefinition(json);
    if (definition.name === name) return definition;
    const message = 'must be the name in the address';
    throw new ProblemError('DEFINITION_INVALID', {
      problems: [{ path: 'name', code: 'DEFINITION_INVALID', message }],
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, path: `definition.${problem.path}` }));
    throw new ProblemError(error.code, { problems, ...(error.detail !== undefined && { detail: error.detail }) });
  }
}

async function requestOf(tx: EntityManager, body: unknown, definition: Definition): Promise<RehearsalRequest> {
  const tenant = await getTenant(tx);
  if (!tenant) throw new Error('The tenant of an API key does not exist.');
  return readRehearsal(body, definition, {
    name: tenant.name,
    settings: tenant.settings,
    holidaysSince: (day) => readWeekdayHolidays(tx, day),
  });
}

/**
 * A rehearsal takes templates as approved; until they are, the real messages go as texts. Of other languages only those
 * are told that samples read: they are told in Korean.
 */
async function unapprovedTemplates(
  tx: EntityManager,
  definition: Definition,
): Promise<{ readonly warnings: readonly Violation[]; readonly notApproved: ReadonlySet<string> }> {
  const states = await reviewStates(tx, contentsToRegister(definition));
  const notApproved = new Set([...states].filter(([, state]) => state !== 'approved').map(([code]) => code));
  const message = '승인된 템플릿이 아직 없어 실제로는 문자로 나갑니다. 예행연습은 승인된 것으로 보고 계산합니다.';
  const warnings = Object.keys(definition.templates)
    .filter((code) => notApproved.has(code))
    .map((code): Violation => ({
      code: 'TEMPLATE_NOT_APPROVED',
      severity: 'warning',
      path: `templates.${code}`,
      message,
      count: 1,
    }));
  return { warnings, notApproved };
}
