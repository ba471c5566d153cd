import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { AskedBy, type Caller } from '../authentication/authentication.js';
import { RequireScope } from '../authentication/required-scope.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { nameParam } from '../lifecycle-types/version-address.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { registrations, registrationsBody, type Registrations, type RegistrationsBody } from './template.schemas.js';
import { Templates } from './templates.js';

/** All templates of a lifecycle type at once. */
@ApiTags('Templates')
@Controller('v1/lifecycle-types')
export class TypeTemplatesController {
  constructor(private readonly templates: Templates) {}

  @Post(':name/templates/registrations')
  @HttpCode(202)
  @idempotencyHeader(true)
  @nameParam('city-library/reading-club')
  @Operation({
    id: 'registerLifecycleTypeTemplates',
    scope: 'templates:write',
    summary: 'Register what the newest version of a type sends by 알림톡 and the dealer does not have yet',
    description:
      'Each is checked by the rules of review first. Those that stand there word for word are left as they are.',
    takesBody: true,
    errors: [
      'LIFECYCLE_TYPE_NOT_FOUND',
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    answers: [
      {
        status: 202,
        description: 'Stored. GET /v1/templates says what becomes of each.',
        schema: registrations,
        example: {
          registered: ['CLUB_INVITED'],
          present: [{ code: 'CLUB_REMINDED', review: 'approved' }],
          refused: [],
        },
      },
    ],
  })
  register(
    @AskedBy() caller: Caller,
    @Param('name') name: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: registrationsBody }) body: RegistrationsBody,
  ): Promise<Registrations> {
    return this.templates.registerOfType(caller, name, body, key);
  }

  @Post(':tenant/:name/templates/registrations')
  @HttpCode(202)
  @ApiExcludeEndpoint()
  @RequireScope('templates:write')
  registerOwn(
    @AskedBy() caller: Caller,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: registrationsBody }) body: RegistrationsBody,
  ): Promise<Registrations> {
    return this.register(caller, `${owner}/${name}`, key, body);
  }
}
