import { z } from 'zod';
import { normalisePhone } from '#libs/message/phone-number.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { id, lineOfText, moment } from '../requests/field-schemas.js';

const EXAMPLE_ID = '0b2f9a40-7c1e-7a52-8c1e-3a1b5c7d9e12';
export const teamNumberIdParam = id.meta({ examples: [EXAMPLE_ID] });

const wrong = phoneProblem('phone');
export const addTeamNumber = z
  .strictObject({
    phone: lineOfText(30)
      .refine((text) => !('problem' in normalisePhone(text)), `${wrong.code}: ${wrong.message}`)
      .describe('In any usual form.'),
    label: lineOfText(100).describe('Whose telephone it is in your team, as a role: nothing personal.'),
  })
  .meta({ id: 'AddTeamNumber', examples: [{ phone: '010-5500-0001', label: '시험용 1' }] });
export type AddTeamNumber = z.output<typeof addTeamNumber>;

export const teamNumber = z
  .object({ id: z.uuid(), phone: z.string().describe('Masked.'), label: z.string(), addedAt: moment })
  .meta({ id: 'TeamNumber' });
export type TeamNumberAnswer = z.output<typeof teamNumber>;
export const teamNumbers = z.object({ items: z.array(teamNumber) }).meta({ id: 'TeamNumbers' });

export const teamNumberExample: TeamNumberAnswer = {
  id: EXAMPLE_ID,
  phone: '010-****-0001',
  label: '시험용 1',
  addedAt: '2030-11-18T09:30:00+09:00',
};
