import type { BudgetAnswer, CostReport, CostTotal, PriceList } from './cost.schemas.js';

export const pricesExample: PriceList = {
  day: '2030-12-01',
  prices: [
    { dealer: 'solapi', channel: 'alimtalk', krw: 6.5, source: 'operator' },
    { dealer: 'solapi', channel: 'sms', krw: 20, source: 'dealer' },
    { dealer: 'nhn', channel: 'alimtalk', krw: 7, source: 'default' },
  ],
  entries: [
    {
      dealer: 'solapi',
      channel: 'alimtalk',
      krw: 6.5,
      validFrom: '2030-12-01',
      setAt: '2030-11-18T09:30:00+09:00',
      setBy: '김예산',
    },
  ],
};

const loans: CostTotal = {
  messages: 100,
  attempts: { alimtalk: 82, sms: 12, lms: 6, mms: 0, brand: 0, failed: 18 },
  alimtalkShare: 0.82,
  doubleContacts: 0,
  krw: 929,
  perhapsKrw: 0,
  indicativeKrw: 0,
  savedAgainstLms: { krw: 1671, share: 0.6427, allAsLmsKrw: 2600, lmsKrw: { from: 26, to: 26 } },
};

export const costsExample: CostReport = {
  from: '2030-11-01',
  to: '2030-11-30',
  by: 'lifecycle-type',
  rows: [{ key: 'library-loan', type: null, ...loans }],
  total: loans,
};

export const budgetExample: BudgetAnswer = {
  month: '2030-11',
  limitKrw: 500000,
  warnPercent: 80,
  atStop: 'hold',
  state: 'warned',
  krw: 412340.5,
  perhapsKrw: 65,
  leftKrw: 87594.5,
  heldMessages: 0,
  heldUntil: null,
  setAt: '2030-11-01T09:00:00+09:00',
  setBy: '김예산',
};
