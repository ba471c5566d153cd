import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  changeEndpointBody,
  createdEndpoint,
  createEndpointBody,
  endpointAnswer,
  endpointExample,
  endpointIdParam,
  endpointList,
  replayAnswer,
  replayBody,
  testAnswer,
  type ChangeEndpoint,
  type CreatedEndpoint,
  type CreateEndpoint,
  type EndpointAnswer,
  type Replay,
  type ReplayAnswer,
  type TestAnswer,
} from './callback-endpoint.schemas.js';
import { CallbackEndpoints } from './callback-endpoints.js';
import { callbackSecret, type CallbackSecret } from './callback.schemas.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
];
const OF_ONE: readonly ErrorCode[] = ['ID_INVALID', 'CALLBACK_ENDPOINT_NOT_FOUND'];
const SECRET_EXAMPLE = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

const one = (description: string) => [{ status: 200, description, schema: endpointAnswer, example: endpointExample }];

/** Where systems of the sender are told of what happens to lifecycles, messages and templates. */
@ApiTags('Callbacks')
@Controller('v1/callbacks/endpoints')
export class CallbackEndpointsController {
  constructor(private readonly endpoints: CallbackEndpoints) {}

  @Post()
  @idempotencyHeader(true)
  @Operation({
    id: 'createCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Have a system of yours told of events',
    description:
      'It is told of what happens from now on; what happened before can be replayed. docs/integration.md lists the events and shows how to verify a call.',
    takesBody: true,
    errors: [...REPEATABLE, 'CALLBACK_URL_INVALID', 'CALLBACK_ENDPOINTS_TOO_MANY'],
    answers: [
      {
        status: 201,
        description: 'The endpoint, enabled, and its secret. Location leads to it.',
        schema: createdEndpoint,
        example: { ...endpointExample, secret: SECRET_EXAMPLE },
      },
    ],
  })
  async create(
    @Tenant() tenant: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: createEndpointBody }) body: CreateEndpoint,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedEndpoint> {
    const created = await this.endpoints.create(tenant, body, key);
    response.setHeader('Location', created.links.self);
    return created;
  }

  @Get()
  @Operation({
    id: 'listCallbackEndpoints',
    scope: 'callbacks:read',
    summary: 'Your endpoints, and how they stand',
    answers: [
      { status: 200, description: 'Every endpoint.', schema: endpointList, example: { items: [endpointExample] } },
    ],
  })
  async list(@Tenant() tenant: string): Promise<{ items: EndpointAnswer[] }> {
    return { items: await this.endpoints.list(tenant) };
  }

  @Get(':id')
  @Operation({
    id: 'getCallbackEndpoint',
    scope: 'callbacks:read',
    summary: 'How one endpoint stands',
    errors: OF_ONE,
    answers: one('The endpoint.'),
  })
  get(@Tenant() tenant: string, @Param('id', { schema: endpointIdParam }) id: string): Promise<EndpointAnswer> {
    return this.endpoints.get(tenant, id);
  }

  @Patch(':id')
  @Operation({
    id: 'changeCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Change where an endpoint is, or what it is told of',
    description:
      'What is left out stays. What waits for it goes to the new address; another choice of events is for those from now on.',
    takesBody: true,
    errors: [...OF_ONE, 'CALLBACK_URL_INVALID'],
    answers: one('The endpoint as it is now.'),
  })
  change(
    @Tenant() tenant: string,
    @Param('id', { schema: endpointIdParam }) id: string,
    @Body({ schema: changeEndpointBody }) body: ChangeEndpoint,
  ): Promise<EndpointAnswer> {
    return this.endpoints.change(tenant, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Delete an endpoint',
    description: 'It is called no more, and what waits for it is not told.',
    errors: OF_ONE,
    answers: one('The endpoint as it last stood.'),
  })
  delete(@Tenant() tenant: string, @Param('id', { schema: endpointIdParam }) id: string): Promise<EndpointAnswer> {
    return this.endpoints.delete(tenant, id);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Operation({
    id: 'enableCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Call an endpoint again that was suspended or disabled',
    description: 'What waits is told at once, in order. Repeating it changes nothing; it needs no Idempotency-Key.',
    errors: OF_ONE,
    answers: one('It is enabled.'),
  })
  enable(@Tenant() tenant: string, @Param('id', { schema: endpointIdParam }) id: string): Promise<EndpointAnswer> {
    return this.endpoints.enable(tenant, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Operation({
    id: 'disableCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Call an endpoint no more',
    description:
      'What waits goes on waiting; what happens from now on is not kept for it, but can be replayed. Repeating it changes nothing; it needs no Idempotency-Key.',
    errors: OF_ONE,
    answers: one('It is disabled.'),
  })
  disable(@Tenant() tenant: string, @Param('id', { schema: endpointIdParam }) id: string): Promise<EndpointAnswer> {
    return this.endpoints.disable(tenant, id);
  }

  @Post(':id/secret')
  @HttpCode(201)
  @Operation({
    id: 'drawCallbackEndpointSecret',
    scope: 'callbacks:write',
    summary: 'Draw a new secret for an endpoint',
    description:
      'Takes no Idempotency-Key, because a secret is not kept to be shown again: repeated, it draws another. For 24 hours calls are signed with the one before as well, so that your system can change over.',
    errors: OF_ONE,
    answers: [{ status: 201, description: 'The secret.', schema: callbackSecret, example: { secret: SECRET_EXAMPLE } }],
  })
  async drawSecret(
    @Tenant() tenant: string,
    @Param('id', { schema: endpointIdParam }) id: string,
  ): Promise<CallbackSecret> {
    return { secret: await this.endpoints.drawSecret(tenant, id) };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Operation({
    id: 'testCallbackEndpoint',
    scope: 'callbacks:write',
    summary: 'Call an endpoint now, to try it',
    description:
      'One call with the event `endpoint.test`, signed as all are, whatever the endpoint’s state and filter. It changes nothing and needs no Idempotency-Key.',
    errors: OF_ONE,
    answers: [
      {
        status: 200,
        description: 'What came of it.',
        schema: testAnswer,
        example: { eventId: endpointExample.id, result: 'delivered', status: 204, tookMs: 41 },
      },
    ],
  })
  test(@Tenant() tenant: string, @Param('id', { schema: endpointIdParam }) id: string): Promise<TestAnswer> {
    return this.endpoints.test(tenant, id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'replayCallbackEvents',
    scope: 'callbacks:write',
    summary: 'Be told of events again',
    description:
      'All that the endpoint wants from a point on, in order, under the same ids and numbers as before. Events are kept for 30 days.',
    takesBody: true,
    errors: [...REPEATABLE, ...OF_ONE, 'MOMENT_INVALID', 'CALLBACK_EVENT_NOT_FOUND'],
    answers: [{ status: 200, description: 'They are due now.', schema: replayAnswer, example: { events: 42 } }],
  })
  replay(
    @Tenant() tenant: string,
    @Param('id', { schema: endpointIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: replayBody }) body: Replay,
  ): Promise<ReplayAnswer> {
    return this.endpoints.replay(tenant, id, body, key);
  }
}
