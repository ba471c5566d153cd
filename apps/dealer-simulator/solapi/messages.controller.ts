import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { SimulatorStore } from '../store.js';
import { SimulatedDealer } from './dealer.js';
import { pageOf, selected } from './pages.js';
import { AccountId, SolapiCall } from './solapi-call.js';
import { validationError } from './solapi-error.js';
import { PRICES, addResult, groupInfo } from './wire.js';

type Json = Record<string, unknown>;

@Controller('messages/v4')
export class MessagesController {
  constructor(
    private readonly dealer: SimulatedDealer,
    private readonly store: SimulatorStore,
  ) {}

  /** Group, messages and sending in one call; refused messages stand in an answer that is 200 all the same. */
  @Post('send-many/detail')
  @HttpCode(200)
  @SolapiCall('send-many')
  async sendMany(@AccountId() account: string, @Body() body: Json | undefined): Promise<Json> {
    const { messages, agent, scheduledDate, allowDuplicates, strict, showMessageList } = body ?? {};
    if (typeof scheduledDate === 'string' && Date.parse(scheduledDate) > this.store.now()) {
      throw validationError('이 시뮬레이터는 예약 발송을 하지 않습니다.');
    }
    const group = this.dealer.createGroup(account, {
      ...(typeof agent === 'object' ? agent : {}),
      allowDuplicates,
      strict,
    });
    const added = this.dealer.addMessages(group, messages);
    const refused = added.filter((message) => message.status === 'FAILED');
    const results = added.map(addResult);
    if (refused.length < added.length) await this.dealer.send(group);
    else this.dealer.fail(group);
    return {
      failedMessageList: results.filter((result) => result.statusCode !== '2000'),
      groupInfo: groupInfo(group, this.dealer.messagesOf(group)),
      ...(showMessageList === true ? { messageList: results } : {}),
    };
  }

  @Get('list')
  @SolapiCall('list')
  list(@AccountId() account: string, @Query() query: Json): Json {
    const { groups, messages } = this.store.state;
    // Asking for one group is what everybody does all the time: not worth a walk through all messages.
    const group = typeof query['groupId'] === 'string' ? groups[query['groupId']] : undefined;
    const candidates = group ? this.dealer.messagesOf(group) : Object.values(messages);
    const own = candidates.filter((message) => message.accountId === account);
    return pageOf(selected(own, query), query);
  }
}

@Controller('pricing/v1/messaging')
export class PricingController {
  @Get()
  @SolapiCall('pricing')
  own(): Json {
    return korea();
  }

  @Get('default')
  @SolapiCall('pricing', { signed: false })
  standard(): Json {
    return korea();
  }
}

const korea = (): Json => ({ countryName: 'Korea, South', countryId: '82', ...PRICES });
