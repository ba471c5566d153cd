import { z } from 'zod';
import { daysBetween, isDay } from '#libs/calendar/korean-time.js';
import { COSTS_BY } from '#libs/database/cost-report.js';
import { PRICED_CHANNELS, PRICE_SOURCES } from '#libs/message/cost.js';
import { BUDGET_STATES } from '#libs/message/budget.js';
import { DEAREST_KRW } from '#libs/message/money.js';
import { DEALERS } from '#libs/contracts/dealers.js';
import { day, krw, lineOfText, moment } from '../requests/field-schemas.js';

const actor = lineOfText(100)
  .optional()
  .describe(
    'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
  );
const dealer = z.enum(DEALERS);
const channel = z.enum(PRICED_CHANNELS);

export const pricesQuery = z.strictObject({
  day: day.optional().describe('As they hold on this Korean day; today, if left out.'),
});

const price = z.object({ dealer, channel, krw: z.number(), source: z.enum(PRICE_SOURCES) }).meta({ id: 'Price' });

const priceEntry = z
  .object({ dealer, channel, krw: z.number(), validFrom: z.iso.date(), setAt: moment, setBy: z.string() })
  .meta({ id: 'PriceEntry' });

export const priceList = z
  .object({
    day: z.iso.date(),
    prices: z
      .array(price)
      .describe(
        'KRW without VAT. `operator`: entered by you. `dealer`: from its own list, which it gives to everybody. `default`: indicative, nobody has said anything.',
      ),
    entries: z.array(priceEntry).describe('What was entered, the latest day first; nothing is ever taken out.'),
  })
  .meta({ id: 'PriceList' });
export type PriceList = z.output<typeof priceList>;

export const enterPricesBody = z
  .strictObject({
    prices: z
      .array(z.strictObject({ dealer, channel, krw: krw(DEAREST_KRW), validFrom: day }))
      .min(1)
      .max(100),
    actor,
  })
  .meta({
    id: 'EnterPrices',
    examples: [{ prices: [{ dealer: 'solapi', channel: 'alimtalk', krw: 6.5, validFrom: '2030-12-01' }] }],
  });
export type EnterPrices = z.output<typeof enterPricesBody>;

const MOST_DAYS = 400;

export const costsQuery = z
  .strictObject({
    from: day.describe('Handed over on this Korean day or later.').meta({ examples: ['2030-11-01'] }),
    to: day.describe('Handed over on this Korean day or earlier.').meta({ examples: ['2030-11-30'] }),
    by: z.enum(COSTS_BY).default('lifecycle-type').describe('What a row is made of.'),
  })
  .superRefine(({ from, to }, context) => {
    if (!isDay(from) || !isDay(to)) return;
    const days = daysBetween(from, to);
    if (days < 0)
      context.addIssue({ code: 'custom', path: ['to'], message: 'PERIOD_INVALID: must not be earlier than `from`' });
    if (days >= MOST_DAYS)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: `PERIOD_TOO_LONG: must be within ${MOST_DAYS} days from \`from\``,
      });
  });
export type CostsQuery = z.output<typeof costsQuery>;

const costs = {
  messages: z.int().describe('Of which at least one attempt counts.'),
  attempts: z.object({
    alimtalk: z.int(),
    sms: z.int(),
    lms: z.int(),
    mms: z.int(),
    brand: z.int(),
    failed: z.int().describe('Not among the others: they cost nothing.'),
  }),
  alimtalkShare: z.number().nullable().describe('Of the attempts that count, from 0 to 1; null without any.'),
  doubleContacts: z.int().describe('Messages that arrived twice: a text went out and the 알림톡 arrived after all.'),
  krw: z.number().describe('Charged, KRW without VAT.'),
  perhapsKrw: z.number().describe('Of attempts of which nobody can say yet whether they are charged.'),
  indicativeKrw: z.number().describe('Of both what rests on prices that nobody has stated: see GET /v1/prices.'),
  savedAgainstLms: z
    .object({
      krw: z.number().describe('`allAsLmsKrw` less `krw` and `perhapsKrw`; below 0 where texts came on top of 알림톡.'),
      share: z.number().nullable().describe('Of `allAsLmsKrw`; null where nothing was sent.'),
      allAsLmsKrw: z
        .number()
        .describe('Each of `messages` as one LMS, at the price of the day on which it was handed over.'),
      lmsKrw: z
        .object({ from: z.number(), to: z.number() })
        .nullable()
        .describe('The lowest and the highest price of an LMS that was reckoned with.'),
    })
    .describe('What was saved against sending everything as LMS.'),
};

const costRow = z
  .object({
    key: z.string().nullable().describe('What `by` says; null: has none.'),
    type: z.string().nullable().describe('Of templates their lifecycle type.'),
    ...costs,
  })
  .meta({ id: 'CostRow' });

export const costReport = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    by: z.enum(COSTS_BY),
    rows: z.array(costRow),
    total: z.object(costs).meta({ id: 'Costs' }),
  })
  .meta({ id: 'CostReport' });
export type CostReport = z.output<typeof costReport>;
export type CostTotal = CostReport['total'];

export const setBudgetBody = z
  .strictObject({
    limitKrw: krw(100_000_000_000).nullable().describe('For each Korean month, KRW without VAT; null: no budget.'),
    warnPercent: z.int().min(1).max(100).default(80).describe('From this share on an alert warns, once a month.'),
    atStop: z
      .enum(['hold', 'send'])
      .default('hold')
      .describe(
        'When nothing is left. `hold`: what is not urgent waits until the budget is raised or the month turns, as long as it is worth sending. `send`: it only says so.',
      ),
    actor,
  })
  .meta({ id: 'SetBudget', examples: [{ limitKrw: 500000, warnPercent: 80, atStop: 'hold', actor: '김예산' }] });
export type SetBudget = z.output<typeof setBudgetBody>;

export const budgetAnswer = z
  .object({
    month: z.string().describe('The present Korean month, YYYY-MM.'),
    limitKrw: z.number().nullable(),
    warnPercent: z.int().nullable(),
    atStop: z.enum(['hold', 'send']).nullable(),
    state: z.enum(BUDGET_STATES).nullable().describe('Null without a budget.'),
    krw: z.number().describe('Charged this month.'),
    perhapsKrw: z.number().describe('Not known yet whether it is charged; counted against the budget.'),
    leftKrw: z.number().nullable().describe('Below 0 where messages under way or urgent ones went beyond it.'),
    heldMessages: z.int().describe('Messages that wait for a raise or the next month.'),
    heldUntil: moment.nullable().describe('When the month turns, while messages are held.'),
    setAt: moment.nullable(),
    setBy: z.string().nullable(),
  })
  .meta({ id: 'Budget' });
export type BudgetAnswer = z.output<typeof budgetAnswer>;
