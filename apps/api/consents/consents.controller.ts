import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { ConsentLedger } from './consent-ledger.js';
import {
  callRecordsBody,
  callRecordsTaken,
  consentsAnswer,
  consentsExample,
  optOutsBody,
  recordConsentsBody,
  recorded,
  recordedExample,
  searchConsentsBody,
  type ConsentsAnswer,
  type Recorded,
} from './consent.schemas.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
];
const OF_NEWS: readonly ErrorCode[] = [
  'RECIPIENT_PHONE_INVALID',
  'MOMENT_INVALID',
  'MOMENT_IN_FUTURE',
  'INFORMATION_NOT_REFUSABLE',
];
const RECORDED = [{ status: 200, description: 'Recorded.', schema: recorded, example: recordedExample }];

/** Numbers come in bodies, never in a URL. */
@ApiTags('Consents')
@Controller('v1/consents')
export class ConsentsController {
  constructor(private readonly ledger: ConsentLedger) {}

  @Post()
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'recordConsents',
    scope: 'consents:write',
    summary: 'Record what people have said about being written to',
    description:
      'Advertising leaves to nobody of whom no consent is recorded. The latest word by when it happened counts, and of two of the same moment the refusal. Consent holds for the number, whoever has it.',
    takesBody: true,
    errors: [...REPEATABLE, ...OF_NEWS],
    answers: RECORDED,
  })
  record(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') key: string,
    @Body({ schema: recordConsentsBody }) body: unknown,
  ): Promise<Recorded> {
    return this.ledger.recordConsents(caller, body, key);
  }

  @Post('search')
  @HttpCode(200)
  @Operation({
    id: 'searchConsents',
    scope: 'consents:read',
    summary: 'How somebody stands, and everything that is recorded',
    description: 'By POST, so that no number ever stands in a URL or a log. Changes nothing.',
    takesBody: true,
    errors: ['RECIPIENT_PHONE_INVALID'],
    answers: [{ status: 200, description: 'As of now.', schema: consentsAnswer, example: consentsExample }],
  })
  search(
    @Tenant() tenant: string,
    @Body({ schema: searchConsentsBody }) { phone }: z.output<typeof searchConsentsBody>,
  ): Promise<ConsentsAnswer> {
    return this.ledger.search(tenant, phone);
  }
}

@ApiTags('Consents')
@Controller('v1/opt-outs')
export class OptOutsController {
  constructor(private readonly ledger: ConsentLedger) {}

  @Post()
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'recordOptOuts',
    scope: 'consents:write',
    summary: 'Record that people want no more',
    description:
      'Once this is answered no advertising leaves to them any more; what was about to leave is withdrawn. With `purpose: informational` and `channel: alimtalk` they get the text message instead of 알림톡.',
    takesBody: true,
    errors: [...REPEATABLE, ...OF_NEWS],
    answers: RECORDED,
  })
  record(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') key: string,
    @Body({ schema: optOutsBody }) body: unknown,
  ): Promise<Recorded> {
    return this.ledger.recordOptOuts(caller, body, key);
  }

  @Post('call-records')
  @HttpCode(200)
  @Operation({
    id: 'recordOptOutCalls',
    systemsOnly: true,
    scope: 'consents:write',
    summary: 'Record calls to the number for opting out (080)',
    description:
      'Each caller has refused all advertising from the moment of the call on. A call is recorded once, so that records may be given again; it needs no Idempotency-Key.',
    takesBody: true,
    errors: ['MOMENT_INVALID', 'MOMENT_IN_FUTURE', 'CSV_ROW_INVALID', 'OPT_OUT_NUMBER_OTHER'],
    answers: [
      {
        status: 200,
        description: 'Recorded.',
        schema: callRecordsTaken,
        example: { ...recordedExample, ignored: 0 },
      },
    ],
  })
  calls(
    @AskedBy() caller: Caller,
    @Body({ schema: callRecordsBody }) body: unknown,
  ): Promise<z.output<typeof callRecordsTaken>> {
    return this.ledger.recordCalls(caller, body);
  }
}
