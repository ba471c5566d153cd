import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { ApiKeys } from './api-keys.js';
import {
  drawKey,
  drawnKey,
  drawnKeyExample,
  keyExample,
  keyIdParam,
  keyPage,
  keyView,
  listKeysQuery,
  rotateKey,
  type DrawKey,
  type DrawnKey,
  type KeyAnswer,
  type KeyPage,
  type ListKeysQuery,
  type RotateKey,
} from './key.schemas.js';

@ApiTags('Keys')
@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @Operation({
    id: 'listKeys',
    scope: 'keys:read',
    summary: 'The keys of the tenant, newest first',
    description: 'Revoked and expired ones as well. The keys themselves are shown once, when they are drawn.',
    errors: ['FIELD_INVALID', 'FIELD_UNKNOWN', 'INPUT_INVALID', 'CURSOR_INVALID', 'PAGE_SIZE_INVALID'],
    answers: [{ status: 200, description: 'One page.', schema: keyPage, example: { items: [keyExample], next: null } }],
  })
  list(@Tenant() tenant: string, @Query({ schema: listKeysQuery }) query: ListKeysQuery): Promise<KeyPage> {
    return this.keys.list(tenant, query);
  }

  @Post()
  @Operation({
    id: 'drawKey',
    scope: 'keys:write',
    summary: 'Draw a key',
    description:
      'The answer holds the key, this once: 256 random bits, of which the hash is kept. Repeating the request draws another; revoke one whose answer was lost. It may do no more than the key that asks.',
    takesBody: true,
    errors: ['MOMENT_INVALID', 'KEY_EXCEEDS_OWN'],
    answers: [{ status: 201, description: 'The key.', schema: drawnKey, example: drawnKeyExample }],
  })
  draw(@AskedBy() caller: Caller, @Body({ schema: drawKey }) body: DrawKey): Promise<DrawnKey> {
    return this.keys.draw(caller, body);
  }

  @Post(':id/rotate')
  @Operation({
    id: 'rotateKey',
    scope: 'keys:write',
    summary: 'Draw a key that takes the place of another',
    description: 'It may do the same. Both open until the overlap has passed; then the old one has expired.',
    takesBody: true,
    errors: ['ID_INVALID', 'MOMENT_INVALID', 'KEY_NOT_FOUND', 'KEY_REVOKED', 'KEY_EXCEEDS_OWN'],
    answers: [{ status: 201, description: 'The new key.', schema: drawnKey, example: drawnKeyExample }],
  })
  rotate(
    @AskedBy() caller: Caller,
    @Param('id', { schema: keyIdParam }) id: string,
    @Body({ schema: rotateKey }) body: RotateKey,
  ): Promise<DrawnKey> {
    return this.keys.rotate(caller, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'revokeKey',
    scope: 'keys:write',
    summary: 'Revoke a key',
    description: 'Within five seconds it opens nothing any more. Repeating it changes nothing.',
    errors: ['ID_INVALID', 'KEY_NOT_FOUND'],
    answers: [
      {
        status: 200,
        description: 'The key as it now stands.',
        schema: keyView,
        example: { ...keyExample, state: 'revoked' },
      },
    ],
  })
  revoke(@Tenant() tenant: string, @Param('id', { schema: keyIdParam }) id: string): Promise<KeyAnswer> {
    return this.keys.revoke(tenant, id);
  }
}
