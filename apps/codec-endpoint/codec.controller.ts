import { BadRequestException, Body, Controller, Get, Header, HttpCode, Inject, Post } from '@nestjs/common';
import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { EncryptionCodec } from '#libs/temporal/payload-codec.js';

export const PAYLOAD_CODEC = Symbol('payload codec');

/** Payloads as the Temporal UI and CLI write them: proto JSON, bytes in base64. The UI sends empty bodies, too. */
const payloadsSchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.string()).default({}), data: z.string().default('') }))
    .default([]),
});
type JsonPayload = z.output<typeof payloadsSchema>['payloads'][number];

/** Lets the Temporal UI read what histories hold. On loopback only: whoever reaches it reads every payload. */
@Controller()
export class CodecController {
  constructor(@Inject(PAYLOAD_CODEC) private readonly codec: EncryptionCodec) {}

  @Get('health/ready')
  ready(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Post('decode')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async decode(@Body() body: unknown): Promise<{ payloads: JsonPayload[] }> {
    return { payloads: (await this.codec.decode(payloadsIn(body))).map(toJson) };
  }

  @Post('encode')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async encode(@Body() body: unknown): Promise<{ payloads: JsonPayload[] }> {
    return { payloads: (await this.codec.encode(payloadsIn(body))).map(toJson) };
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
