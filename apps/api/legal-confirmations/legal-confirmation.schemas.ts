import { z } from 'zod';
import { CONFIRMATION_KINDS, WORDINGS } from '#libs/message/legal-confirmations.js';
import { lineOfText, moment } from '../requests/field-schemas.js';

const kind = z.enum(CONFIRMATION_KINDS);
export const confirmationKindParam = kind.meta({ examples: ['processing-contract'] });

const by = lineOfText(100).describe('Office and name of who answers for it. Kept in clear, for auditors.');
const reason = lineOfText(500).describe('Why, for the audit log; stored encrypted.');

export const giveConfirmation = z
  .strictObject({
    version: z.int().describe('Of the words that are confirmed, as GET answers them: so that nobody confirms others.'),
    by,
    reason: reason.optional(),
  })
  .meta({
    id: 'GiveLegalConfirmation',
    examples: [{ version: 1, by: '개인정보보호책임자 김책임', reason: '위탁 계약 2030-17호' }],
  });
export type GiveConfirmation = z.output<typeof giveConfirmation>;

export const withdrawConfirmation = z.strictObject({ by, reason }).meta({
  id: 'WithdrawLegalConfirmation',
  examples: [{ by: '개인정보보호책임자 김책임', reason: '위탁 계약이 끝남' }],
});
export type WithdrawConfirmation = z.output<typeof withdrawConfirmation>;

const act = z.object({ act: z.enum(['given', 'withdrawn']), version: z.int(), by: z.string(), at: moment });

export const legalConfirmation = z
  .object({
    kind,
    title: z.string().describe('Korean.'),
    text: z.string().describe('The words to confirm, Korean.'),
    basis: z.string().describe('Where they come from, Korean.'),
    version: z.int().describe('Of these words.'),
    given: z
      .object({ version: z.int(), by: z.string(), at: moment })
      .nullable()
      .describe('The confirmation that holds, perhaps in earlier words; null: there is none.'),
    history: z.array(act).describe('Everything that was said of it, oldest first.'),
  })
  .meta({ id: 'LegalConfirmation' });
export type LegalConfirmationAnswer = z.output<typeof legalConfirmation>;

export const legalConfirmations = z
  .object({
    mayStartLive: z.boolean().describe('Whether starts with a live key are let in: all of them are given.'),
    items: z.array(legalConfirmation),
  })
  .meta({ id: 'LegalConfirmations' });
export type LegalConfirmationsAnswer = z.output<typeof legalConfirmations>;

const { version, title, text, basis } = WORDINGS['processing-contract'];
const given = { version, by: '개인정보보호책임자 김책임', at: '2030-11-18T09:30:00+09:00' };
export const givenExample: LegalConfirmationAnswer = {
  kind: 'processing-contract',
  title,
  text,
  basis,
  version,
  given,
  history: [{ act: 'given', ...given }],
};
export const withdrawnExample: LegalConfirmationAnswer = {
  ...givenExample,
  given: null,
  history: [...givenExample.history, { act: 'withdrawn', ...given, at: '2030-11-20T14:00:00+09:00' }],
};
