import { Body, Controller, Get, Inject, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { DEALERS } from '#libs/contracts/dealers.js';
import { dayOf } from '#libs/calendar/korean-time.js';
import { readBudget, releaseHeld, setBudget } from '#libs/database/budget-store.js';
import { costsBy } from '#libs/database/cost-report.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { enteredPrices, enterPrices, pricesOn } from '#libs/database/price-store.js';
import { heldByBudgetUntil, monthOf } from '#libs/message/budget.js';
import { jeonOfKrw, type Jeon } from '#libs/message/money.js';
import type { Clock } from '#libs/platform/clock.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answerCsv, wantsCsv } from '../requests/csv.js';
import { Teller } from '../telling/teller.js';
import { budgetExample, costsExample, pricesExample } from './examples.js';
import {
  budgetAnswer,
  costReport,
  costsQuery,
  enterPricesBody,
  priceList,
  pricesQuery,
  setBudgetBody,
  type BudgetAnswer,
  type CostReport,
  type CostsQuery,
  type EnterPrices,
  type PriceList,
  type SetBudget,
} from './cost.schemas.js';
import { budgetOf, costReportOf, costsCsv, priceListOf } from './cost-view.js';

/** So many entries of prices are shown; a contract changes a few times a year. */
const MOST_ENTRIES = 500;

/** What messages cost: prices, what was charged, and what may be spent. */
@ApiTags('Costs')
@Controller('v1')
export class CostsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('prices')
  @Operation({
    id: 'listPrices',
    scope: 'costs:read',
    summary: 'What a message costs, by dealer and channel',
    errors: ['DATE_INVALID', 'INPUT_INVALID', 'FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN'],
    answers: [{ status: 200, description: 'KRW without VAT.', schema: priceList, example: pricesExample }],
  })
  prices(
    @Tenant() tenant: string,
    @Query({ schema: pricesQuery }) { day }: { readonly day?: string | undefined },
  ): Promise<PriceList> {
    return this.priceList(tenant, day ?? dayOf(this.clock.now()));
  }

  @Put('prices')
  @Operation({
    id: 'enterPrices',
    scope: 'costs:write',
    summary: 'Enter what your contracts say',
    description:
      'A price holds from its Korean day on, until the next one. Entries are added and never changed: of several for a dealer, channel and day the last counts. What has been handed over keeps the price that held then, also when an earlier day is entered. Repeating it changes nothing; it needs no Idempotency-Key.',
    takesBody: true,
    errors: ['DATE_INVALID'],
    answers: [{ status: 200, description: 'As they hold today.', schema: priceList, example: pricesExample }],
  })
  async enter(
    @AskedBy() caller: Caller,
    @Body({ schema: enterPricesBody }) { prices, actor }: EnterPrices,
  ): Promise<PriceList> {
    const { tenant } = caller;
    const now = this.clock.now();
    const entries = prices.map(({ krw, ...rest }) => ({ ...rest, price: exact(krw) }));
    await inTenant(this.dataSource, tenant, async (tx) =>
      enterPrices(tx, tenant, entries, { setBy: await nameOfCaller(tx, caller, actor), now }),
    );
    return this.priceList(tenant, dayOf(now));
  }

  @Get('costs')
  @Operation({
    id: 'reportCosts',
    scope: 'costs:read',
    summary: 'What was charged, and what was saved against sending everything as LMS',
    description:
      'By lifecycle type, template, department, month, channel or dealer, for what was handed over on Korean days. A message in a bundle costs once, and is counted for the affair that opened the bundle. With `Accept: text/csv` the same as a table for spreadsheets, in Korean.',
    errors: [
      'DATE_INVALID',
      'PERIOD_INVALID',
      'PERIOD_TOO_LONG',
      'INPUT_INVALID',
      'FIELD_MISSING',
      'FIELD_INVALID',
      'FIELD_TYPE_WRONG',
      'FIELD_UNKNOWN',
    ],
    answers: [{ status: 200, description: 'Rows and their sum.', schema: costReport, example: costsExample }],
  })
  async report(
    @Tenant() tenant: string,
    @Query({ schema: costsQuery }) query: CostsQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CostReport | string> {
    const rows = await inTenant(this.dataSource, tenant, (tx) => costsBy(tx, { tenant, ...query }));
    const report = costReportOf(query, rows);
    if (!wantsCsv(request)) return report;
    return answerCsv(response, `costs-${query.by}-${query.from}-${query.to}`, costsCsv(report));
  }

  @Get('budget')
  @Operation({
    id: 'getBudget',
    scope: 'costs:read',
    summary: 'What may be spent this month, and what has been',
    answers: [{ status: 200, description: 'The present Korean month.', schema: budgetAnswer, example: budgetExample }],
  })
  async budget(@Tenant() tenant: string): Promise<BudgetAnswer> {
    const now = this.clock.now();
    return budgetOf(await inTenant(this.dataSource, tenant, (tx) => readBudget(tx, tenant, monthOf(now))), now);
  }

  @Put('budget')
  @Operation({
    id: 'setBudget',
    scope: 'costs:write',
    summary: 'Set what may be spent in a month',
    description:
      'An alert warns once a month, and another one says when nothing is left. What is held then leaves as soon as the budget is raised or taken away, or when the month turns; urgent messages never wait. What is under way when it is used up still leaves. It needs no Idempotency-Key.',
    takesBody: true,
    answers: [{ status: 200, description: 'As it is now.', schema: budgetAnswer, example: budgetExample }],
  })
  async changeBudget(
    @AskedBy() caller: Caller,
    @Body({ schema: setBudgetBody }) { limitKrw, warnPercent, atStop, actor }: SetBudget,
  ): Promise<BudgetAnswer> {
    const { tenant } = caller;
    const now = this.clock.now();
    const wanted = limitKrw === null ? undefined : { limit: exact(limitKrw), warnPercent, atStop };
    const { view, tell } = await inTenant(this.dataSource, tenant, async (tx) => {
      await setBudget(tx, tenant, wanted, { setBy: await nameOfCaller(tx, caller, actor), now });
      const { charged, perhaps } = await readBudget(tx, tenant, monthOf(now));
      const held = wanted && heldByBudgetUntil(wanted, charged + perhaps, now);
      const released = held === undefined ? await releaseHeld(tx, tenant, now) : [];
      return { view: await readBudget(tx, tenant, monthOf(now)), tell: released };
    });
    this.teller.tellSoon(tell.map((lifecycleId) => ({ tenant, lifecycleId })));
    return budgetOf(view, now);
  }

  private priceList(tenant: string, day: string): Promise<PriceList> {
    return inTenant(this.dataSource, tenant, async (tx) =>
      priceListOf(day, await pricesOn(tx, { tenant, dealers: DEALERS, day }), await enteredPrices(tx, MOST_ENTRIES)),
    );
  }
}

/** Its schema has made sure that it has at most two decimals. */
function exact(krw: number): Jeon {
  const jeon = jeonOfKrw(krw);
  if (jeon === undefined) throw new Error('An amount is finer than its schema allows.');
  return jeon;
}
