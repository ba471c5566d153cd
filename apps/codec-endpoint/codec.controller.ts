import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import type { Request } from 'express';
import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { EncryptionCodec } from '#libs/temporal/payload-codec.js';
import type { DecodeAudit } from './decode-audit.js';
import { OperatorGuard, operatorOf } from './operator.guard.js';

export const PAYLOAD_CODEC = Symbol('payload codec');
/** `DecodeAudit`, or null where nobody has to sign in. */
export const DECODE_AUDIT = Symbol('decode audit');

/** Payloads as the Temporal UI and CLI write them: proto JSON, bytes in base64. The UI sends empty bodies, too. */
const payloadsSchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.string()).default({}), data: z.string().default('') }))
    .default([]),
});
type JsonPayload = z.output<typeof payloadsSchema>['payloads'][number];

/** Lets the Temporal UI read what histories hold, to operators who are signed in; each time is written down before it is answered. */
@Controller()
export class CodecController {
  constructor(
    @Inject(PAYLOAD_CODEC) private readonly codec: EncryptionCodec,
    @Inject(DECODE_AUDIT) private readonly audit: DecodeAudit | null,
  ) {}

  @Get('health/ready')
  ready(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Post('decode')
  @UseGuards(OperatorGuard)
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async decode(@Req() request: Request, @Body() body: unknown): Promise<{ payloads: JsonPayload[] }> {
    const payloads = payloadsIn(body);
    await this.record(request, 'decodePayloads', payloads);
    return { payloads: (await this.codec.decode(payloads)).map(toJson) };
  }

  @Post('encode')
  @UseGuards(OperatorGuard)
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async encode(@Req() request: Request, @Body() body: unknown): Promise<{ payloads: JsonPayload[] }> {
    const payloads = payloadsIn(body);
    await this.record(request, 'encodePayloads', payloads);
    return { payloads: (await this.codec.encode(payloads)).map(toJson) };
  }

  private async record(
    request: Request,
    operation: 'decodePayloads' | 'encodePayloads',
    { length }: readonly Payload[],
  ): Promise<void> {
    const operator = operatorOf(request);
    if (operator && this.audit) await this.audit.record(operator, operation, length);
  }
}

function payloadsIn(body: unknown): Payload[] {
  const parsed = payloadsSchema.safeParse(body ?? {});
  if (!parsed.success) throw new BadRequestException('Expected {"payloads": [{"metadata": {…}, "data": "base64"}]}.');
  return parsed.data.payloads.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    data: Buffer.from(data, 'base64'),
  }));
}

const toJson = (payload: Payload): JsonPayload => ({
  metadata: Object.fromEntries(
    Object.entries(payload.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(payload.data ?? []).toString('base64'),
});
