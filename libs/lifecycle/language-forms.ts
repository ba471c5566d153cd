/**
 * How days, moments, sums and the like are written in a language. By hand, because the runtime's forms depend on its
 * locale data; always Korean time. Days and moments can go into a text message (EUC-KR) as well as into 알림톡.
 */
import {
  dayOf,
  formatKorean,
  formatKoreanMoment,
  timeOf,
  weekdayOf,
  type Day,
  type Moment,
} from '#libs/calendar/korean-time.js';
import { fromNearest, KOREAN } from './language-tags.js';

export interface LanguageForms {
  readonly day: (day: Day) => string;
  /** Without the year: it is near. */
  readonly moment: (moment: Moment) => string;
  readonly number: (value: number) => string;
  /** Whole KRW. */
  readonly won: (value: number) => string;
  readonly yes: string;
  readonly no: string;
  /** Of a term that does not run at present. */
  readonly stopped: string;
  /** One named person and so many more. */
  readonly andOthers: (name: string, others: number) => string;
}

/** Of a day, without zeros in front. */
interface Parts {
  readonly year: string;
  readonly month: string;
  readonly date: string;
  readonly weekday: string;
}

type Words = Omit<LanguageForms, 'day' | 'moment' | 'number' | 'won'> & {
  /** From Sunday on. */
  readonly weekdays: readonly string[];
  readonly wholeDay: (parts: Parts) => string;
  readonly dayOfYear: (parts: Parts) => string;
  /** Between thousands. */
  readonly group: ',' | '.';
  readonly sum: (number: string) => string;
};

const grouped = (value: number, group: ',' | '.'): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, group);
const krw = (number: string): string => `KRW ${number}`;
const two = (number: string): string => number.padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthName = (month: string): string => MONTHS[Number(month) - 1] ?? month;

const en: Words = {
  weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  wholeDay: ({ year, month, date, weekday }) => `${date} ${monthName(month)} ${year} (${weekday})`,
  dayOfYear: ({ month, date, weekday }) => `${date} ${monthName(month)} (${weekday})`,
  group: ',',
  sum: krw,
  yes: 'Yes',
  no: 'No',
  stopped: 'on hold',
  andOthers: (name, others) => `${name} and ${others} more`,
};
const zh: Words = {
  weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  wholeDay: ({ year, month, date, weekday }) => `${year}年${month}月${date}日(${weekday})`,
  dayOfYear: ({ month, date, weekday }) => `${month}月${date}日(${weekday})`,
  group: ',',
  sum: krw,
  yes: '是',
  no: '否',
  stopped: '停止中',
  andOthers: (name, others) => `${name}等${others + 1}人`,
};
const ja: Words = {
  ...zh,
  weekdays: ['日', '月', '火', '水', '木', '金', '土'],
  yes: 'はい',
  no: 'いいえ',
  andOthers: (name, others) => `${name} 他${others}名`,
};
const vi: Words = {
  weekdays: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
  wholeDay: ({ year, month, date, weekday }) => `${two(date)}/${two(month)}/${year} (${weekday})`,
  dayOfYear: ({ month, date, weekday }) => `${two(date)}/${two(month)} (${weekday})`,
  group: '.',
  sum: krw,
  yes: 'Có',
  no: 'Không',
  stopped: 'tạm dừng',
  andOthers: (name, others) => `${name} + ${others}`,
};
/** ISO 8601, which nobody misreads, for every language that is not here. */
const neutral: Words = {
  ...en,
  wholeDay: ({ year, month, date }) => `${year}-${two(month)}-${two(date)}`,
  dayOfYear: ({ month, date }) => `${two(month)}-${two(date)}`,
  andOthers: (name, others) => `${name} + ${others}`,
};

function formsOf(words: Words): LanguageForms {
  const { weekdays, wholeDay, dayOfYear, group, sum, ...rest } = words;
  const partsOf = (day: Day): Parts => {
    const [year = '', month = '', date = ''] = day.split('-');
    return { year, month: `${Number(month)}`, date: `${Number(date)}`, weekday: weekdays[weekdayOf(day)] ?? '' };
  };
  const number = (value: number): string => grouped(value, group);
  return {
    ...rest,
    number,
    won: (value) => sum(number(value)),
    day: (day) => wholeDay(partsOf(day)),
    moment: (moment) => `${dayOfYear(partsOf(dayOf(moment)))} ${timeOf(moment).slice(0, 5)}`,
  };
}

const ko: LanguageForms = {
  day: formatKorean,
  moment: formatKoreanMoment,
  number: (value) => grouped(value, ','),
  won: (value) => `${grouped(value, ',')}원`,
  yes: '예',
  no: '아니요',
  stopped: '멈춤',
  andOthers: (name, others) => `${name} 외 ${others}명`,
};

const FORMS: Readonly<Record<string, LanguageForms>> = {
  ko,
  en: formsOf(en),
  zh: formsOf(zh),
  'zh-hant': formsOf({ ...zh, weekdays: ['週日', '週一', '週二', '週三', '週四', '週五', '週六'] }),
  ja: formsOf(ja),
  vi: formsOf(vi),
};
const NEUTRAL = formsOf(neutral);

/** Left out: Korean. */
export function languageForms(language: string = KOREAN): LanguageForms {
  const known = fromNearest(language).find((tag) => Object.hasOwn(FORMS, tag));
  return known === undefined ? NEUTRAL : FORMS[known]!;
}
