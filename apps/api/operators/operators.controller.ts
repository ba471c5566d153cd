import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import {
  changeOperator,
  grantOperator,
  listOperatorsQuery,
  operatorExample,
  operatorIdParam,
  operatorPage,
  operatorView,
  type ChangeOperator,
  type GrantOperator,
  type ListOperatorsQuery,
  type OperatorAnswer,
  type OperatorPage,
} from './operator.schemas.js';
import { Operators } from './operators.js';

@ApiTags('Operators')
@Controller('v1/operators')
export class OperatorsController {
  constructor(private readonly operators: Operators) {}

  @Get()
  @Operation({
    id: 'listOperators',
    scope: 'operators:read',
    summary: 'The operators of the tenant, newest first',
    description: 'Withdrawn ones as well: the audit log names them by `subject`.',
    errors: ['FIELD_INVALID', 'FIELD_UNKNOWN', 'INPUT_INVALID', 'CURSOR_INVALID', 'PAGE_SIZE_INVALID'],
    answers: [
      {
        status: 200,
        description: 'One page.',
        schema: operatorPage,
        example: { items: [operatorExample], next: null },
      },
    ],
  })
  list(
    @Tenant() tenant: string,
    @Query({ schema: listOperatorsQuery }) query: ListOperatorsQuery,
  ): Promise<OperatorPage> {
    return this.operators.list(tenant, query);
  }

  @Post()
  @Operation({
    id: 'grantOperator',
    scope: 'operators:write',
    summary: 'Let somebody who signs in be an operator of the tenant',
    description:
      'They sign in where whoever runs the service has said, and send their access token in place of a key. A key grants no role that may do more than itself. Somebody may be an operator of several tenants, in other roles in each.',
    takesBody: true,
    errors: ['OPERATOR_EXISTS', 'OPERATOR_EXCEEDS_OWN', 'SIGN_IN_MISSING'],
    answers: [{ status: 201, description: 'The operator.', schema: operatorView, example: operatorExample }],
  })
  grant(@AskedBy() caller: Caller, @Body({ schema: grantOperator }) body: GrantOperator): Promise<OperatorAnswer> {
    return this.operators.grant(caller, body);
  }

  @Patch(':id')
  @Operation({
    id: 'changeOperator',
    scope: 'operators:write',
    summary: 'Change an operator’s roles, or what their post is called',
    description: 'What is left out stays. It holds within five seconds. Nobody changes themselves.',
    takesBody: true,
    errors: ['ID_INVALID', 'OPERATOR_NOT_FOUND', 'OPERATOR_WITHDRAWN', 'OPERATOR_OWN_RIGHTS', 'OPERATOR_EXCEEDS_OWN'],
    answers: [
      {
        status: 200,
        description: 'The operator as they now stand.',
        schema: operatorView,
        example: { ...operatorExample, roles: ['approver', 'operator'] },
      },
    ],
  })
  change(
    @AskedBy() caller: Caller,
    @Param('id', { schema: operatorIdParam }) id: string,
    @Body({ schema: changeOperator }) body: ChangeOperator,
  ): Promise<OperatorAnswer> {
    return this.operators.change(caller, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'withdrawOperator',
    scope: 'operators:write',
    summary: 'Let somebody be no operator of the tenant any more',
    description:
      'Within five seconds their tokens open nothing here. Repeating it changes nothing. Nobody withdraws themselves.',
    errors: ['ID_INVALID', 'OPERATOR_NOT_FOUND', 'OPERATOR_OWN_RIGHTS'],
    answers: [
      {
        status: 200,
        description: 'The operator as they now stand.',
        schema: operatorView,
        example: { ...operatorExample, state: 'withdrawn', withdrawnAt: '2030-11-19T18:00:00+09:00' },
      },
    ],
  })
  withdraw(@AskedBy() caller: Caller, @Param('id', { schema: operatorIdParam }) id: string): Promise<OperatorAnswer> {
    return this.operators.withdraw(caller, id);
  }
}
