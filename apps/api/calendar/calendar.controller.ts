import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { CalendarDay } from '#libs/calendar/korean-holidays.js';
import type { Day } from '#libs/lifecycle/state.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { XML_TYPES } from '../requests/request-handling.js';
import { CalendarChanges } from './calendar-changes.js';
import {
  calendarDay,
  calendarDays,
  calendarPeriod,
  dayParam,
  holidayFile,
  holidayWish,
  imported,
  importQuery,
  type CalendarDays,
  type CalendarPeriod,
  type HolidayWish,
  type ImportedHolidays,
  type ImportQuery,
} from './calendar.schemas.js';

const TEMPORARY: CalendarDay = {
  day: '2026-12-24',
  kind: 'temporary',
  name: '임시공휴일',
  businessDay: false,
  source: 'tenant',
};
const ORDINARY: CalendarDay = {
  day: '2026-12-24',
  kind: 'business',
  name: '평일',
  businessDay: true,
  source: 'announced',
};

@ApiTags('Calendar')
@Controller('v1/calendar')
export class CalendarController {
  constructor(private readonly calendar: CalendarChanges) {}

  @Get()
  @Operation({
    id: 'getCalendar',
    scope: 'calendar:read',
    summary: 'What each day is',
    description: 'Public holidays as shipped and as you changed them, your closing days, weekends.',
    errors: [
      'INPUT_INVALID',
      'FIELD_MISSING',
      'FIELD_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'DATE_INVALID',
      'CALENDAR_PERIOD_INVALID',
      'SITE_UNKNOWN',
    ],
    answers: [
      { status: 200, description: 'Every day of the period.', schema: calendarDays, example: { days: [TEMPORARY] } },
    ],
  })
  async show(
    @Tenant() tenant: string,
    @Query({ schema: calendarPeriod }) period: CalendarPeriod,
  ): Promise<CalendarDays> {
    return { days: await this.calendar.show(tenant, period) };
  }

  @Put('days/:day')
  @Operation({
    id: 'putCalendarDay',
    scope: 'calendar:write',
    summary: 'Make a day a holiday',
    description:
      'For holidays that are proclaimed after the release that you run. Open lifecycles that count business days follow: what is still to come moves. Repeating it changes nothing.',
    takesBody: true,
    errors: ['DATE_INVALID'],
    answers: [{ status: 200, description: 'The day as it is now.', schema: calendarDay, example: TEMPORARY }],
  })
  put(
    @Tenant() tenant: string,
    @Param('day', { schema: dayParam }) day: Day,
    @Body({ schema: holidayWish }) wish: HolidayWish,
  ): Promise<CalendarDay> {
    return this.calendar.set(tenant, day, wish);
  }

  @Delete('days/:day')
  @Operation({
    id: 'deleteCalendarDay',
    scope: 'calendar:write',
    summary: 'Make a day no holiday',
    description:
      'Takes back a holiday of yours, and makes a shipped one a day on which you work. Open lifecycles follow. Repeating it changes nothing.',
    errors: ['DATE_INVALID'],
    answers: [{ status: 200, description: 'The day as it is now.', schema: calendarDay, example: ORDINARY }],
  })
  remove(@Tenant() tenant: string, @Param('day', { schema: dayParam }) day: Day): Promise<CalendarDay> {
    return this.calendar.set(tenant, day, undefined);
  }

  @Post('imports')
  @HttpCode(200)
  @idempotencyHeader(true)
  @ApiConsumes('application/json', ...XML_TYPES)
  @Operation({
    id: 'importHolidays',
    scope: 'calendar:write',
    summary: "Take over the government's holidays",
    description:
      'The body is an answer of 특일정보 getRestDeInfo (한국천문연구원, data.go.kr), XML or JSON, unchanged. Days that you have set yourself are left as they are.',
    takesBody: true,
    errors: [
      'DATE_INVALID',
      'HOLIDAY_FILE_UNREADABLE',
      'HOLIDAY_FILE_INCOMPLETE',
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    answers: [
      {
        status: 200,
        description: 'What became of each day.',
        schema: imported,
        example: {
          added: [{ day: '2026-12-24', kind: 'temporary', name: '임시공휴일' }],
          removed: [],
          known: ['2026-12-25'],
          kept: [],
        },
      },
    ],
  })
  import(
    @Tenant() tenant: string,
    @Query({ schema: importQuery }) query: ImportQuery,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: holidayFile }) body: unknown,
  ): Promise<ImportedHolidays> {
    return this.calendar.import(tenant, query, body, idempotencyKey);
  }
}
