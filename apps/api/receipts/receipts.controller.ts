import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { noteHook } from '#libs/database/template-life-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import { RECEIPT_READINGS } from '#libs/dealers/dealers.js';
import { ReceiptRejected, type ReceiptHeaders } from '#libs/dealers/dealer.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Logger } from '#libs/platform/logging.js';
import { Public } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { ConsentLedger } from '../consents/consent-ledger.js';
import { CLOCK, LOGGER } from '../foundation/foundation.module.js';
import { ApiMetrics } from '../metrics/api-metrics.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { Teller } from '../telling/teller.js';
import { TemplateTeller } from '../telling/template-teller.js';
import { receipts, taken } from './receipt.schemas.js';
import {
  RECEIPT_READERS,
  TEMPLATE_HOOK_READERS,
  type ReceiptReaders,
  type TemplateHookReaders,
} from './receipt-readers.js';

@ApiTags('Receipts')
@Public()
@Controller('v1/receipts')
export class ReceiptsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly teller: Teller,
    private readonly ledger: ConsentLedger,
    private readonly templates: TemplateTeller,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(RECEIPT_READERS) private readonly readers: ReceiptReaders,
    @Inject(TEMPLATE_HOOK_READERS) private readonly hookReaders: TemplateHookReaders,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly metrics: ApiMetrics,
  ) {}

  @Post(':dealer')
  @HttpCode(200)
  @ApiParam({ name: 'dealer', schema: { type: 'string', enum: Object.keys(RECEIPT_READINGS), example: 'solapi' } })
  @ApiHeader({
    name: 'X-Solapi-Secret',
    required: false,
    description:
      'The webhook secret that was agreed with the dealer, in its own header: NHN Cloud sends ' +
      'X-Toast-Webhook-Signature, Popbill X-Api-Key or Authorization.',
  })
  @Operation({
    id: 'takeReceipts',
    summary: 'Dealers report what became of messages',
    description:
      'News of a template’s review has the dealer asked at once how it stands. Stored first and answered at once. Repeated, late and unordered receipts do no harm.',
    public: true,
    errors: [
      'JSON_BROKEN',
      'BODY_TOO_LARGE',
      'CONTENT_TYPE_UNSUPPORTED',
      'DEALER_UNKNOWN',
      'RECEIPT_SECRET_WRONG',
      'RECEIPT_INVALID',
    ],
    answers: [{ status: 200, description: 'Stored.', schema: taken, example: { received: 1, result: 'OK' } }],
  })
  async take(
    @Param('dealer') dealer: string,
    @Headers() headers: ReceiptHeaders,
    @Body({ schema: receipts }) body: unknown,
  ): Promise<z.output<typeof taken>> {
    const reader = this.readers.get(dealer);
    if (!reader) throw new ProblemError('DEALER_UNKNOWN');
    const now = this.clock.now();
    const parsed = parse(() => reader.receipts(headers, body));
    const optOutCalls = parse(() => reader.optOuts(headers, body, now));
    const hooks = parse(() => this.hookReaders.get(dealer)?.(headers, body) ?? []);
    for (const hook of hooks)
      for (const tenant of await noteHook(this.dataSource, dealer, hook)) this.templates.tellSoon(tenant);
    const { tell } = await recordReceipts(this.dataSource, dealer, parsed, now);
    this.metrics.receipts(dealer, parsed, now);
    this.teller.tellSoon(tell);
    const lost = await this.ledger.recordReported(optOutCalls);
    if (lost > 0)
      this.logger.warn(
        { dealer, calls: lost },
        'opt-outs name a number that is optOutNumber of no tenant; nobody was opted out',
      );
    return { received: parsed.length + hooks.length, result: 'OK' };
  }
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReceiptRejected)) throw error;
    throw new ProblemError(error.problem === 'secret' ? 'RECEIPT_SECRET_WRONG' : 'RECEIPT_INVALID');
  }
}
