import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Req,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import type { Request } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import type { Endpoint } from '../fates.js';
import { SimulatorStore } from '../store.js';
import { SimulatedPopbill } from './dealer.js';
import type { Body as Json } from './dealer.js';
import { PopbillForm } from './form-parts.js';
import { PopbillError } from './popbill-error.js';
import { memberOf, newToken } from './tokens.js';
import { kakaoInfo, textInfo } from './wire.js';

const wire: Wire = {
  numbersOf(request, { state }) {
    const { msgs } = formOf((request.body ?? {}) as Json) as { msgs?: unknown };
    const named = (Array.isArray(msgs) ? (msgs as ({ rcv?: unknown } | null)[]) : []).map((item) => item?.rcv);
    const asked = String(request.params['receiptNum'] ?? '');
    const requested = `/${String(request.params['requestNum'] ?? '')}`;
    const byRequest = Object.entries(state.popbill.requestNums).find(([key]) => key.endsWith(requested))?.[1];
    const group = state.groups[asked] ?? (requested === '/' ? undefined : state.groups[byRequest ?? '']);
    const told = (group?.messageIds ?? []).flatMap((id) => state.messages[id]?.to ?? []);
    return [...named.filter((number) => typeof number === 'string'), ...told];
  },
  refusal: ({ status, errorMessage, retryAfterSeconds }) =>
    new PopbillError(status, -99999999, errorMessage, retryAfterSeconds),
};
const PopbillCall = (endpoint: Endpoint): MethodDecorator => dealerCall(endpoint, wire);

/** The JSON in a form of several parts, or the body itself. */
function formOf(body: Json): Json {
  const { form } = body;
  if (typeof form !== 'string') return body;
  try {
    return JSON.parse(form) as Json;
  } catch {
    return {};
  }
}

/** Linkhub's part: session tokens for a partner's member. */
@Controller()
export class LinkhubController {
  constructor(private readonly store: SimulatorStore) {}

  @Post(['POPBILL/Token', 'POPBILL_TEST/Token'])
  @HttpCode(200)
  @PopbillCall('popbill-token')
  token(
    @Req() request: RawBodyRequest<Request>,
    @Headers() headers: IncomingHttpHeaders,
    @Body() body: Json | undefined,
  ): Record<string, unknown> {
    const service = request.path.split('/')[1] ?? '';
    return newToken(this.store, service, headers, request.rawBody, body);
  }
}

@Controller()
export class PopbillController {
  constructor(
    private readonly dealer: SimulatedPopbill,
    private readonly store: SimulatorStore,
  ) {}

  @Post('ATS')
  @HttpCode(200)
  @PopbillCall('popbill-send')
  sendAlimtalk(@Headers('authorization') token: string | undefined, @Body() body: Json | undefined): Promise<unknown> {
    return this.#send(token, 'ATA', body);
  }

  @Post('SMS')
  @HttpCode(200)
  @PopbillCall('popbill-send')
  sendShort(@Headers('authorization') token: string | undefined, @Body() body: Json | undefined): Promise<unknown> {
    return this.#send(token, 'SMS', body);
  }

  @Post('LMS')
  @HttpCode(200)
  @PopbillCall('popbill-send')
  sendLong(@Headers('authorization') token: string | undefined, @Body() body: Json | undefined): Promise<unknown> {
    return this.#send(token, 'LMS', body);
  }

  /** A form of two parts: `form`, which is JSON, and `file`. */
  @Post('MMS')
  @HttpCode(200)
  // Nearest to the handler, so that faults know whom the form is for.
  @PopbillCall('popbill-send')
  @UseInterceptors(PopbillForm)
  async sendPicture(
    @Headers('authorization') token: string | undefined,
    @UploadedFile() file: { readonly buffer: Buffer } | undefined,
    @Body() body: Json | undefined,
  ): Promise<unknown> {
    const member = memberOf(this.store, token);
    return { receiptNum: await this.dealer.send(member, 'MMS', formOf(body ?? {}), file?.buffer) };
  }

  @Get('KakaoTalk/Get/:requestNum')
  @PopbillCall('popbill-messages')
  alimtalkByRequest(
    @Headers('authorization') token: string | undefined,
    @Param('requestNum') requestNum: string,
  ): unknown {
    const { group, messages } = this.dealer.sent(memberOf(this.store, token), 'KakaoTalk', { requestNum });
    return kakaoInfo(group, messages);
  }

  @Get('KakaoTalk/:receiptNum')
  @PopbillCall('popbill-messages')
  alimtalk(@Headers('authorization') token: string | undefined, @Param('receiptNum') receiptNum: string): unknown {
    const { group, messages } = this.dealer.sent(memberOf(this.store, token), 'KakaoTalk', { receiptNum });
    return kakaoInfo(group, messages);
  }

  @Get('Message/Get/:requestNum')
  @PopbillCall('popbill-messages')
  textByRequest(@Headers('authorization') token: string | undefined, @Param('requestNum') requestNum: string): unknown {
    const { group, messages } = this.dealer.sent(memberOf(this.store, token), 'Message', { requestNum });
    return textInfo(group, messages);
  }

  @Get('Message/:receiptNum')
  @PopbillCall('popbill-messages')
  text(@Headers('authorization') token: string | undefined, @Param('receiptNum') receiptNum: string): unknown {
    const { group, messages } = this.dealer.sent(memberOf(this.store, token), 'Message', { receiptNum });
    return textInfo(group, messages);
  }

  async #send(token: string | undefined, type: 'ATA' | 'SMS' | 'LMS', body: Json | undefined): Promise<unknown> {
    return { receiptNum: await this.dealer.send(memberOf(this.store, token), type, body ?? {}) };
  }
}
