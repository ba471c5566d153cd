import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { DealerReads } from './dealer-reads.js';
import {
  dealerList,
  dealerNameParam,
  dealersExample,
  drainPlan,
  drainPlanExample,
  drainQuery,
  type DealerAnswer,
  type DrainPlanAnswer,
  type DrainQuery,
} from './dealer.schemas.js';

/** A dealer's outage is a pause: what waits for it, since when, and how it will leave. */
@ApiTags('Dealers')
@Controller('v1/dealers')
export class DealersController {
  constructor(private readonly dealers: DealerReads) {}

  @Get()
  @Operation({
    id: 'listDealers',
    scope: 'dealers:read',
    summary: 'How the dealers stand, and what waits for them',
    description:
      'Calls are told in per cent and not in numbers, because the accounts are shared with other tenants; the messages that wait are yours.',
    answers: [{ status: 200, description: 'Every dealer.', schema: dealerList, example: dealersExample }],
  })
  list(@Tenant() tenant: string): Promise<{ dealers: DealerAnswer[] }> {
    return this.dealers.list(tenant);
  }

  @Get(':name/drain-plan')
  @Operation({
    id: 'getDrainPlan',
    scope: 'dealers:read',
    summary: 'In which order what waits for a dealer will leave',
    description:
      'As it would be if the dealer answered again when it is tried next: at its rate, in rounds that take one message of each tenant, what presses most first, and within your permitted hours. Of other tenants it shows nothing but how far they put off your messages.',
    errors: [
      'INPUT_INVALID',
      'FIELD_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'PAGE_SIZE_INVALID',
      'DEALER_NOT_FOUND',
    ],
    answers: [{ status: 200, description: 'The plan.', schema: drainPlan, example: drainPlanExample }],
  })
  drainPlan(
    @Tenant() tenant: string,
    @Param('name', { schema: dealerNameParam }) name: string,
    @Query({ schema: drainQuery }) { limit }: DrainQuery,
  ): Promise<DrainPlanAnswer> {
    return this.dealers.drainPlan(tenant, name, limit);
  }
}
