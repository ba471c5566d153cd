import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { dayOf, isoKorean } from '#libs/calendar/korean-time.js';
import { moveDataMark, readDataMarks, type DataMark } from '#libs/database/data-mark-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { dayParam } from '../calendar/calendar.schemas.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { moment } from '../requests/field-schemas.js';

const markName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'is a name as lifecycles write it after `fresh`, as in bankFile')
  .meta({ examples: ['bankFile'] });

const marking = z
  .strictObject({ asOf: dayParam.describe('All data of that name is loaded up to and with this Korean day.') })
  .meta({ id: 'DataMarking', examples: [{ asOf: '2026-01-05' }] });

const mark = z.object({ name: z.string(), asOf: z.iso.date(), markedAt: moment }).meta({ id: 'DataMark' });
const marks = z.object({ marks: z.array(mark) }).meta({ id: 'DataMarks' });

const EXAMPLE: z.output<typeof mark> = {
  name: 'bankFile',
  asOf: '2026-01-05',
  markedAt: '2026-01-05T08:40:00+09:00',
};

/** Messages that say `fresh` wait for the day's data: nobody is dunned for what was paid yesterday. */
@ApiTags('Data marks')
@Controller('v1/data-marks')
export class DataMarksController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listDataMarks',
    scope: 'data-marks:read',
    summary: 'Up to which day your data is loaded',
    answers: [{ status: 200, description: 'Every mark.', schema: marks, example: { marks: [EXAMPLE] } }],
  })
  async list(@Tenant() tenant: string): Promise<z.output<typeof marks>> {
    const found = await inTenant(this.dataSource, tenant, readDataMarks);
    return { marks: found.map(view) };
  }

  @Put(':name')
  @Operation({
    id: 'putDataMark',
    scope: 'data-marks:write',
    summary: 'Say that a day’s data is loaded',
    description:
      'Messages whose lifecycle says `fresh` leave only once the data of that name is loaded for the day for which they are planned; they look once a minute. Report what the data says (payments, for instance) before you mark it. A mark only moves forward; repeating it changes nothing.',
    takesBody: true,
    errors: ['DATE_INVALID', 'DATA_MARK_BACKWARD', 'DATA_MARK_IN_FUTURE'],
    answers: [{ status: 200, description: 'The mark as it is now.', schema: mark, example: EXAMPLE }],
  })
  async put(
    @Tenant() tenant: string,
    @Param('name', { schema: markName }) name: string,
    @Body({ schema: marking }) { asOf }: z.output<typeof marking>,
  ): Promise<z.output<typeof mark>> {
    const now = this.clock.now();
    if (asOf > dayOf(now)) throw new ProblemError('DATA_MARK_IN_FUTURE');
    const stands = await inTenant(this.dataSource, tenant, (tx) =>
      moveDataMark(tx, tenant, { name, asOf, markedAt: now }),
    );
    if (stands.asOf > asOf) throw new ProblemError('DATA_MARK_BACKWARD', { detail: `It stands at ${stands.asOf}.` });
    return view(stands);
  }
}

const view = ({ name, asOf, markedAt }: DataMark): z.output<typeof mark> => ({
  name,
  asOf,
  markedAt: isoKorean(markedAt),
});
