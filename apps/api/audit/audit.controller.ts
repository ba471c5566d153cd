import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import { listAudit, type AuditView } from '#libs/database/audit-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import {
  auditExample,
  auditPage,
  listAuditQuery,
  type AuditEntryAnswer,
  type AuditPageAnswer,
  type ListAuditQuery,
} from './audit.schemas.js';

@ApiTags('Audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  @Get()
  @Operation({
    id: 'listAudit',
    scope: 'audit:read',
    summary: 'Who changed something or looked at personal data, newest first',
    description:
      'Each change and each look, written down with what it tells of and never changed. `npm run verify-audit` reads the whole chain and names every row that was changed, taken out or moved. Reading this is logged, too.',
    errors: [
      'INPUT_INVALID',
      'FIELD_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'ID_INVALID',
      'MOMENT_INVALID',
      'PERIOD_INVALID',
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
    ],
    answers: [{ status: 200, description: 'A page.', schema: auditPage, example: auditExample }],
  })
  async list(
    @Tenant() tenant: string,
    @Query({ schema: listAuditQuery }) query: ListAuditQuery,
  ): Promise<AuditPageAnswer> {
    const filter = filterOf(query);
    const { items, next } = await inTenant(this.dataSource, tenant, (tx) => listAudit(tx, this.keys, filter));
    return { items: items.map(answerOf), next: next === undefined ? null : cursorOf(next) };
  }
}

function filterOf({ lifecycle, person, actor, operation, kind, from, until, limit, cursor }: ListAuditQuery) {
  return {
    limit,
    ...(cursor !== undefined && { cursor: idOfCursor(cursor) }),
    ...(lifecycle !== undefined && { lifecycleId: lifecycle }),
    ...(person !== undefined && { personId: person }),
    ...(actor !== undefined && { actorId: actor }),
    ...(operation !== undefined && { operation }),
    ...(kind !== undefined && { kind }),
    ...momentsOf({ from, until }),
  };
}

const momentsOf = (
  given: Readonly<Record<'from' | 'until', string | undefined>>,
): Partial<Record<'from' | 'until', Moment>> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, text]) => {
      const at = text === undefined ? undefined : momentOfIso(text);
      return at === undefined ? [] : [[name, at]];
    }),
  );

const answerOf = ({ actorKind, actorId, actorLabel, at, ...entry }: AuditView): AuditEntryAnswer => ({
  ...entry,
  at: isoKorean(at),
  actor: { kind: actorKind, id: actorId, label: actorLabel },
});
