import { z } from 'zod';
import type { Problem } from '#libs/contracts/error-codes.js';
import type { PartyInput } from '#libs/database/party-store.js';
import { dayOf, isDay } from '#libs/calendar/korean-time.js';
import { isKorean, isLanguage } from '#libs/lifecycle/language-tags.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { toldInRole, underFourteen } from '#libs/message/who-is-told.js';
import { lineOfText } from '../requests/field-schemas.js';

/** Who is told, and who for them, as callers give it. What hangs on the moment is judged by `partyProblem`. */

const phone = z.string().max(40).describe('Korean mobile (010-1234-5678, +82 10-1234-5678) or safe number (050…).');

const language = z
  .string()
  .max(15)
  .refine((tag) => isLanguage(tag.toLowerCase()), 'LANGUAGE_UNKNOWN: must be a language as en, zh or zh-Hant')
  .meta({
    examples: ['en'],
    description:
      'BCP 47. In which they are told, where the type says it in that language and, for 알림톡, once that is approved; else in Korean.',
  });

const guardian = z
  .strictObject({ name: lineOfText(50), phone, language: language.optional() })
  .meta({ id: 'Guardian', description: 'Told for somebody under fourteen, or without a number.' });

const birthDate = z.string().refine(isDay, 'DATE_INVALID: must be a day as 2017-03-02').meta({
  format: 'date',
  description:
    'Decides, each time, whether the guardian is told: until the Korean midnight of the fourteenth birthday. Stored encrypted, beside a guardian only, and never answered.',
});

/** Parts of a party. */
export const partyParts = {
  name: lineOfText(50),
  phone: phone.optional(),
  birthDate: birthDate.optional(),
  guardian: guardian.optional(),
  language: language.optional(),
};

export const party = z.strictObject(partyParts).meta({
  id: 'Person',
  description:
    'Who is to be told. Stored encrypted, answered masked. `phone` may be left out only beside a `guardian`; somebody under fourteen needs one.',
});

/** The same, where what is left out stays as it is, and null takes it away. */
export const changedPartyParts = {
  name: lineOfText(50),
  phone: phone.optional(),
  birthDate: birthDate.nullable().optional(),
  guardian: guardian.nullable().optional(),
  language: language.nullable().optional(),
};

/** A party whose shape was checked. */
export type GivenParty = z.output<typeof party>;

export const phoneProblem = (path: string): Problem => ({
  path,
  code: 'RECIPIENT_PHONE_INVALID',
  message: 'is not a Korean mobile number (010…) or safe number (050…)',
});

/** What is wrong with a party besides its shape. `path`: where it stands. */
export function partyProblem(path: string, given: unknown, at: Moment): Problem[] {
  const party = recordOf(given);
  const { birthDate: born, guardian: standsIn } = party;
  const at_ = (part: string): string => (path === '' ? part : `${path}.${part}`);
  const day = typeof born === 'string' && isDay(born) ? born : undefined;
  const guarded = standsIn !== undefined && standsIn !== null;
  return [
    ...numberProblems(at_('phone'), party['phone']),
    ...numberProblems(at_('guardian.phone'), recordOf(standsIn)['phone']),
    ...(day !== undefined && day > dayOf(at)
      ? [{ path: at_('birthDate'), code: 'FIELD_INVALID' as const, message: 'lies in the future' }]
      : []),
    ...(guarded && (born === undefined || born === null)
      ? [
          {
            path: at_('birthDate'),
            code: 'FIELD_MISSING' as const,
            message: 'is required beside `guardian`: it decides who is told',
          },
        ]
      : []),
    ...(!guarded && underFourteen(day, at)
      ? [
          {
            path: at_('guardian'),
            code: 'GUARDIAN_MISSING' as const,
            message: 'is required: the person is under fourteen',
          },
        ]
      : []),
    ...(party['phone'] === undefined && !guarded && isRecord(given)
      ? [{ path: at_('phone'), code: 'FIELD_MISSING' as const, message: 'is required, unless a guardian is told' }]
      : []),
  ];
}

const numberProblems = (path: string, number: unknown): Problem[] =>
  typeof number === 'string' && 'problem' in normalisePhone(number) ? [phoneProblem(path)] : [];

/**
 * A checked party as it is stored, its numbers normalised. Of one who is told themselves from now on neither a guardian
 * nor a date of birth is kept: nothing would ever be decided by them.
 */
export function partyInput(
  { name, phone: number, birthDate: born, guardian: standsIn, language: tag }: GivenParty,
  at: Moment,
): PartyInput {
  const ward = { birthDate: born, reachable: number !== undefined, guarded: standsIn !== undefined };
  return {
    name,
    ...(number !== undefined && { phone: normalised(number) }),
    ...(standsIn &&
      toldInRole(ward, at) === 'guardian' && {
        birthDate: born,
        guardian: { name: standsIn.name, phone: normalised(standsIn.phone), ...languageOf(standsIn.language) },
      }),
    ...languageOf(tag),
  };
}

/** Nothing for Korean, in which everybody is told who says nothing else. */
const languageOf = (tag: string | undefined): { readonly language?: string } =>
  tag === undefined || isKorean(tag.toLowerCase()) ? {} : { language: tag.toLowerCase() };

function normalised(number: string): string {
  const read = normalisePhone(number);
  if ('problem' in read) throw new Error('A number was to be checked by now and is not.');
  return read.number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
