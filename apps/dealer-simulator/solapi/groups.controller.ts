import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { SimulatedDealer } from './dealer.js';
import { pageOf } from './pages.js';
import { AccountId, SolapiCall } from './solapi-call.js';
import { addResult, groupInfo } from './wire.js';

type Json = Record<string, unknown>;

@Controller('messages/v4/groups')
export class GroupsController {
  constructor(private readonly dealer: SimulatedDealer) {}

  @Post()
  @HttpCode(200)
  @SolapiCall('create-group')
  create(@AccountId() account: string, @Body() body: Json | undefined): Json {
    return groupInfo(this.dealer.createGroup(account, body ?? {}), []);
  }

  @Get(':groupId')
  @SolapiCall('read-group')
  read(@AccountId() account: string, @Param('groupId') groupId: string): Json {
    const group = this.dealer.group(account, groupId);
    return groupInfo(group, this.dealer.messagesOf(group));
  }

  @Put(':groupId/messages')
  @SolapiCall('add-messages')
  add(@AccountId() account: string, @Param('groupId') groupId: string, @Body() body: Json | undefined): Json {
    const added = this.dealer.addMessages(this.dealer.group(account, groupId), body?.['messages']);
    const resultList = added.map(addResult);
    return { errorCount: resultList.filter((result) => result.statusCode !== '2000').length, resultList };
  }

  @Get(':groupId/messages')
  @SolapiCall('group-messages')
  messages(@AccountId() account: string, @Param('groupId') groupId: string, @Query() query: Json): Json {
    return pageOf(this.dealer.messagesOf(this.dealer.group(account, groupId)), query);
  }

  @Post(':groupId/send')
  @HttpCode(200)
  @SolapiCall('send-group')
  async send(@AccountId() account: string, @Param('groupId') groupId: string): Promise<Json> {
    const group = this.dealer.group(account, groupId);
    await this.dealer.send(group);
    return groupInfo(group, this.dealer.messagesOf(group));
  }
}
