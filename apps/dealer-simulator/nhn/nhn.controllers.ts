import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Request } from 'express';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import type { Endpoint } from '../fates.js';
import type { StoredGroup, StoredMessage } from '../state.js';
import { SimulatorStore } from '../store.js';
import { SimulatedNhn } from './dealer.js';
import type { Body as Json, Product } from './dealer.js';
import { NhnError, headerOf } from './nhn-error.js';
import { alimtalkRow, textRow } from './wire.js';

export type Queried = Readonly<Record<string, string | undefined>>;

const wire: Wire = {
  numbersOf(request: Request, { state }: SimulatorStore) {
    const { recipientList } = (request.body ?? {}) as { recipientList?: unknown };
    const list = Array.isArray(recipientList) ? (recipientList as ({ recipientNo?: unknown } | null)[]) : [];
    const key = request.query['senderGroupingKey'];
    const asked = Object.values(state.groups)
      .filter(({ dealer, customFields }) => dealer === 'nhn' && customFields['senderGroupingKey'] === key)
      .flatMap(({ messageIds }) => messageIds.flatMap((id) => state.messages[id]?.to ?? []));
    return [...list.map((item) => item?.recipientNo).filter((number) => typeof number === 'string'), ...asked];
  },
  refusal: ({ status, errorMessage, retryAfterSeconds }) =>
    new NhnError(-9999, errorMessage, status, retryAfterSeconds),
};
export const NhnCall = (endpoint: Endpoint): MethodDecorator => dealerCall(endpoint, wire);

/** @throws NhnError for an app key or a secret that is not an account's */
export function accountOf(
  store: SimulatorStore,
  product: Product,
  appKey: string,
  secretKey: string | undefined,
): string {
  const owner = product === 'text' ? 'text' : 'alimtalk';
  const account = store.nhnAccounts.find((known) => known[owner].appKey === appKey)?.[owner];
  if (!account) throw new NhnError(-1000, 'Invalid appKey.');
  if (account.secretKey !== secretKey) throw new NhnError(-1001, 'Invalid secretKey.');
  return `nhn:${appKey}/${product}`;
}

/** A page, counted from 1. */
export function pageOf<T>(
  items: readonly T[],
  { pageNum, pageSize }: Queried,
): { page: number; size: number; items: T[] } {
  const size = Math.min(1_000, Math.max(1, Number(pageSize ?? 15) || 15));
  const page = Math.max(1, Number(pageNum ?? 1) || 1);
  return { page, size, items: items.slice((page - 1) * size, page * size) };
}

/** KakaoTalk Bizmessage v2.3. */
@Controller('alimtalk/v2.3/appkeys/:appKey')
export class NhnAlimtalkController {
  constructor(
    private readonly dealer: SimulatedNhn,
    private readonly store: SimulatorStore,
  ) {}

  @Post('messages')
  @HttpCode(200)
  @NhnCall('nhn-send')
  send(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Headers('x-nc-api-idempotency-key') idempotencyKey: string | undefined,
    @Body() body: Json | undefined,
  ): Promise<unknown> {
    const account = accountOf(this.store, 'alimtalk', appKey, secretKey);
    return this.dealer.sendAlimtalk(account, idempotencyKey, body ?? {});
  }

  @Get('messages')
  @NhnCall('nhn-list')
  list(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Query() query: Queried,
  ): unknown {
    const found = this.dealer.listed(accountOf(this.store, 'alimtalk', appKey, secretKey), 'alimtalk', query);
    const shown = pageOf(found, query);
    return {
      ...headerOf(0, 'SUCCESS'),
      messageSearchResultResponse: {
        messages: shown.items.map(({ group, message }) => alimtalkRow(group, message)),
        totalCount: found.length,
      },
    };
  }
}

/** SMS v3.0. */
@Controller('sms/v3.0/appKeys/:appKey/sender')
export class NhnTextController {
  constructor(
    private readonly dealer: SimulatedNhn,
    private readonly store: SimulatorStore,
  ) {}

  @Post('sms')
  @HttpCode(200)
  @NhnCall('nhn-send')
  sendShort(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): Promise<unknown> {
    return this.dealer.sendText(accountOf(this.store, 'text', appKey, secretKey), 'SMS', body ?? {});
  }

  @Post('mms')
  @HttpCode(200)
  @NhnCall('nhn-send')
  sendLong(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): Promise<unknown> {
    return this.dealer.sendText(accountOf(this.store, 'text', appKey, secretKey), 'LMS', body ?? {});
  }

  @Get('sms')
  @NhnCall('nhn-list')
  listShort(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Query() query: Queried,
  ): unknown {
    return this.#list(accountOf(this.store, 'text', appKey, secretKey), 'SMS', query);
  }

  @Get('mms')
  @NhnCall('nhn-list')
  listLong(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Query() query: Queried,
  ): unknown {
    return this.#list(accountOf(this.store, 'text', appKey, secretKey), 'LMS', query);
  }

  #list(account: string, type: 'SMS' | 'LMS', query: Queried): unknown {
    const ofType = ({ message }: { group: StoredGroup; message: StoredMessage }): boolean =>
      (message.type === 'SMS') === (type === 'SMS');
    const found = this.dealer.listed(account, 'text', query).filter(ofType);
    const { page, size, items } = pageOf(found, query);
    return {
      ...headerOf(0, 'SUCCESS'),
      body: {
        pageNum: page,
        pageSize: size,
        totalCount: found.length,
        data: items.map(({ group, message }) => textRow(group, message)),
      },
    };
  }
}
