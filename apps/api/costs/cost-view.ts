import { isoKorean } from '#libs/calendar/korean-time.js';
import type { BudgetView } from '#libs/database/budget-store.js';
import type { CostRow, CostsBy } from '#libs/database/cost-report.js';
import type { PriceEntry, PriceInForce } from '#libs/database/price-store.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { budgetState, heldByBudgetUntil, monthOf } from '#libs/message/budget.js';
import { savedAgainstLms } from '#libs/message/cost.js';
import { krwOf } from '#libs/message/money.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { csvOf } from '../requests/csv.js';
import type { BudgetAnswer, CostReport, CostTotal, PriceList } from './cost.schemas.js';

export const priceListOf = (day: Day, prices: readonly PriceInForce[], entries: readonly PriceEntry[]): PriceList => ({
  day,
  prices: prices.map(({ price, ...rest }) => ({ ...rest, krw: krwOf(price) })),
  entries: entries.map(({ price, setAt, ...rest }) => ({
    ...rest,
    krw: krwOf(price),
    setAt: isoKorean(setAt),
  })),
});

function totalOf(row: CostRow): CostTotal {
  const { messages, alimtalk, sms, lms, mms, brand, failed, doubleContacts, lmsFrom, lmsTo } = row;
  const counting = alimtalk + sms + lms + mms + brand;
  const { saved, share } = savedAgainstLms(row.allAsLms, row);
  return {
    messages,
    attempts: { alimtalk, sms, lms, mms, brand, failed },
    alimtalkShare: counting === 0 ? null : Math.round((alimtalk / counting) * 10_000) / 10_000,
    doubleContacts,
    krw: krwOf(row.charged),
    perhapsKrw: krwOf(row.perhaps),
    indicativeKrw: krwOf(row.indicative),
    savedAgainstLms: {
      krw: krwOf(saved),
      share: share ?? null,
      allAsLmsKrw: krwOf(row.allAsLms),
      lmsKrw: lmsFrom === null || lmsTo === null ? null : { from: krwOf(lmsFrom), to: krwOf(lmsTo) },
    },
  };
}

const NOTHING: CostRow = {
  key: null,
  type: null,
  total: true,
  messages: 0,
  alimtalk: 0,
  sms: 0,
  lms: 0,
  mms: 0,
  brand: 0,
  failed: 0,
  doubleContacts: 0,
  charged: 0,
  perhaps: 0,
  indicative: 0,
  allAsLms: 0,
  lmsFrom: null,
  lmsTo: null,
};

export const costReportOf = (
  asked: { readonly from: Day; readonly to: Day; readonly by: CostsBy },
  rows: readonly CostRow[],
): CostReport => ({
  ...asked,
  rows: rows.filter(({ total }) => !total).map((row) => ({ key: row.key, type: row.type, ...totalOf(row) })),
  total: totalOf(rows.find(({ total }) => total) ?? NOTHING),
});

const GROUP_WORDS: Readonly<Record<CostsBy, string>> = {
  'lifecycle-type': '업무',
  template: '템플릿',
  department: '부서',
  month: '월',
  channel: '채널',
  dealer: '딜러사',
};

/** The same for a spreadsheet, in Korean; the sum in the last line. */
export function costsCsv({ by, rows, total }: CostReport): string {
  const heading = [
    ...(by === 'template' ? ['업무'] : []),
    GROUP_WORDS[by],
    '메시지',
    '알림톡',
    'SMS',
    'LMS',
    'MMS',
    '브랜드 메시지',
    '실패',
    '알림톡 비율',
    '이중 도달',
    '비용(원, 부가세 별도)',
    '과금 여부 미확정(원)',
    '그중 참고 단가로 계산(원)',
    '모두 LMS로 보냈을 때(원)',
    '절감액(원)',
    '절감률',
  ];
  const cells = ({ attempts, savedAgainstLms, ...costs }: CostTotal) => [
    costs.messages,
    attempts.alimtalk,
    attempts.sms,
    attempts.lms,
    attempts.mms,
    attempts.brand,
    attempts.failed,
    costs.alimtalkShare,
    costs.doubleContacts,
    costs.krw,
    costs.perhapsKrw,
    costs.indicativeKrw,
    savedAgainstLms.allAsLmsKrw,
    savedAgainstLms.krw,
    savedAgainstLms.share,
  ];
  return csvOf(heading, [
    ...rows.map((row) => [...(by === 'template' ? [row.type] : []), row.key ?? '(없음)', ...cells(row)]),
    [...(by === 'template' ? [''] : []), '합계', ...cells(total)],
  ]);
}

export function budgetOf({ budget, charged, perhaps, held }: BudgetView, now: Moment): BudgetAnswer {
  const spent = charged + perhaps;
  return {
    month: monthOf(now).slice(0, 7),
    limitKrw: budget ? krwOf(budget.limit) : null,
    warnPercent: budget?.warnPercent ?? null,
    atStop: budget?.atStop ?? null,
    state: budget ? budgetState(budget, spent) : null,
    krw: krwOf(charged),
    perhapsKrw: krwOf(perhaps),
    leftKrw: budget ? krwOf(budget.limit - spent) : null,
    heldMessages: held,
    heldUntil: isoOrNull(budget && heldByBudgetUntil(budget, spent, now)),
    setAt: isoOrNull(budget?.setAt),
    setBy: budget?.setBy ?? null,
  };
}
