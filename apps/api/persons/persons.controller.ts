import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  erasedAnswer,
  erasedExample,
  exportAnswer,
  exportExample,
  personAnswer,
  personExample,
  personIdParam,
  personsFound,
  searchPersonsBody,
  withReasonBody,
  type ErasedAnswer,
  type ExportAnswer,
  type PersonAnswer,
  type SearchPersons,
  type WithReason,
} from './person.schemas.js';
import { Persons } from './persons.js';

@ApiTags('Persons')
@Controller('v1/persons')
export class PersonsController {
  constructor(private readonly persons: Persons) {}

  @Post('search')
  @HttpCode(200)
  @Operation({
    id: 'searchPersons',
    scope: 'persons:read',
    summary: 'Find people by their number',
    description:
      'By POST, so that no number ever stands in a URL or a log. A number may be shared: each name at it is a person. Masked. Changes nothing.',
    takesBody: true,
    errors: ['RECIPIENT_PHONE_INVALID'],
    answers: [
      { status: 200, description: 'Everybody at it.', schema: personsFound, example: { items: [personExample] } },
    ],
  })
  search(
    @Tenant() tenant: string,
    @Body({ schema: searchPersonsBody }) { phone }: SearchPersons,
  ): Promise<{ readonly items: PersonAnswer[] }> {
    return this.persons.search(tenant, phone);
  }

  @Get(':id')
  @Operation({
    id: 'getPerson',
    scope: 'persons:read',
    summary: 'Somebody, masked',
    errors: ['ID_INVALID', 'PERSON_NOT_FOUND'],
    answers: [{ status: 200, description: 'As they are known.', schema: personAnswer, example: personExample }],
  })
  get(@Tenant() tenant: string, @Param('id', { schema: personIdParam }) id: string): Promise<PersonAnswer> {
    return this.persons.get(tenant, id);
  }

  @Post(':id/export')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'exportPerson',
    scope: 'persons:write',
    summary: 'Everything that is held on somebody, in clear',
    description:
      'For whoever asks what is held on them: affairs, events, messages as they read them, what is recorded of their number, and who looked at it. Logged with the reason. Changes nothing.',
    takesBody: true,
    errors: ['ID_INVALID', 'PERSON_NOT_FOUND', 'PERSON_ERASED'],
    answers: [{ status: 200, description: 'All of it.', schema: exportAnswer, example: exportExample }],
  })
  export(
    @Tenant() tenant: string,
    @Param('id', { schema: personIdParam }) id: string,
    @Body({ schema: withReasonBody }) _reason: WithReason,
  ): Promise<ExportAnswer> {
    return this.persons.export(tenant, id);
  }

  @Post(':id/erase')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'erasePerson',
    scope: 'persons:write',
    summary: 'Erase somebody for good',
    description:
      'Destroys their key: name, number, fields, events and texts can never be read again, in no backup that lacks the key. Open lifecycles in which they are a party or a guardian end, with an entry that says why; what is under way at a dealer is not called back. What stays: ids, moments, results, costs, proofs, and by keyed hash of their number what was said about being written to. Nothing brings them back.',
    takesBody: true,
    errors: [
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
      'ID_INVALID',
      'PERSON_NOT_FOUND',
      'PERSON_ERASED',
    ],
    answers: [{ status: 200, description: 'Erased.', schema: erasedAnswer, example: erasedExample }],
  })
  erase(
    @Tenant() tenant: string,
    @Param('id', { schema: personIdParam }) id: string,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: withReasonBody }) body: WithReason,
  ): Promise<ErasedAnswer> {
    return this.persons.erase(tenant, id, body, idempotencyKey);
  }
}
