import { describe, expect, it } from '@jest/globals';
import { languagesOf, templateIn } from '#libs/lifecycle/template-languages.js';
import { catalogue } from './catalogue.js';
import { textLanguages, usualText } from './text-lengths.js';

const texts = catalogue.flatMap((definition) =>
  Object.keys(definition.templates).flatMap((code) =>
    textLanguages(definition, code).map((language) => ({ definition, code, language })),
  ),
);
const nameOf = ({ definition, code, language }: (typeof texts)[number]): string =>
  `${definition.name} ${code}${language === undefined ? '' : `.${language}`}`;

/** Their contents have no room in 90 bytes. Every other shipped text costs what an SMS does. */
const LONG = [
  'bill BILL_LAST_WORD',
  'consent-notice CONSENT_HANDLED',
  'consent-reconfirmation CONSENT_RECONFIRM',
  'fine FINE_CORR_NOTICE',
  'inquiry INQ_TAKING_LONGER',
  'library-loan LOAN_EXT_REFUSED.en',
  'order ORDER_NOT_CANCELLED',
  'order ORDER_PART_CANCELLED',
  'order ORDER_SHIPPED',
  'order ORDER_PART_SHIPPED',
  'phone-consultation PHONE_SUMMARY_CALL',
  'recruitment REC_MATCHED',
  'recruitment REC_INTERVIEW',
  'reservation RESV_REFUSED.en',
  'reservation RESV_CANCELLED.en',
  'seat-waitlist SEAT_WAITING',
  'seat-waitlist SEAT_ASSIGNED',
  'seat-waitlist SEAT_PAID',
  'seat-waitlist SEAT_EXPIRED',
  'seat-waitlist SEAT_RELEASED',
];

describe('the shipped texts, with a name of sixteen bytes and a title of ten characters', () => {
  it('are SMS but for those that have no room in one', () => {
    const long = texts.filter(
      ({ definition, code, language }) => usualText(definition, code, language).channel === 'lms',
    );
    expect(long.map(nameOf).sort()).toEqual([...LONG].sort());
  });

  it('say first who writes, as they come from a bare number', () => {
    const others = texts.filter(
      ({ definition, code, language }) =>
        !templateIn(definition.templates[code]!, language).fallback.text.startsWith('[#{기관명}] '),
    );
    expect(others.map(nameOf)).toEqual([]);
  });

  it('are those of every template in Korean, and of each language that has one of its own', () => {
    const spoken = catalogue.flatMap(({ templates }) => Object.values(templates).flatMap(languagesOf));
    expect(spoken.length).toBeGreaterThan(0);
    expect(texts.filter(({ language }) => language === undefined)).toHaveLength(
      catalogue.reduce((sum, { templates }) => sum + Object.keys(templates).length, 0),
    );
  });
});
