import { z } from 'zod';
import { normalisePhone } from '#libs/message/phone-number.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { cursor, givenMoment, id, lineOfText, moment, pageOf, pageSize } from '../requests/field-schemas.js';

const EXAMPLE_QUARANTINE = '01932f1e-0000-7000-8000-000000000041';
const EXAMPLE_PERSON = '01932f1e-0000-7000-8000-000000000003';
const EXAMPLE_LEAK = '01932f1e-0000-7000-8000-000000000042';
/** People who may share a number; more of one is a switchboard's. */
const MOST_PEOPLE = 100;
const wrongPhone = phoneProblem('phone');

export const quarantineIdParam = id.meta({ examples: [EXAMPLE_QUARANTINE] });

const phone = lineOfText(40)
  .refine((text) => !('problem' in normalisePhone(text)), `${wrongPhone.code}: ${wrongPhone.message}`)
  .describe('In any usual form.');

/** Who does something about people, and why. */
export const said = {
  reason: lineOfText(200).describe('Why. Kept for good, encrypted; do not name anybody in it.'),
  actor: lineOfText(100)
    .optional()
    .describe(
      'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
    ),
};

export const quarantineNumberBody = z
  .strictObject({
    phone,
    learnedAt: givenMoment
      .optional()
      .describe('When you came to know of it; now, if left out. Terms of law run from here.'),
    wrongSince: givenMoment
      .optional()
      .describe(
        'Since when the number is not theirs, where that is known. If left out, all that ever went to it counts as a leak.',
      ),
    sensitive: z
      .boolean()
      .default(false)
      .describe(
        'What went to it was sensitive (개인정보 보호법 제23조), also where the lifecycle type does not say so.',
      ),
    ...said,
  })
  .meta({
    id: 'QuarantineNumber',
    examples: [{ phone: '010-5500-0001', reason: '번호를 새로 받은 분의 전화 (접수 2030-207)', actor: '김사서' }],
  });
export type QuarantineNumber = z.output<typeof quarantineNumberBody>;

export const liftQuarantineBody = z
  .strictObject({
    as: z
      .enum(['mistaken', 'corrected'])
      .describe(
        '`mistaken`: it was right all along. `corrected`: of a number, who is reached where is said in `people`.',
      ),
    people: z
      .array(
        z.strictObject({
          id,
          phone: phone.nullable().describe('Their right number; null: this one is theirs.'),
        }),
      )
      .min(1)
      .max(MOST_PEOPLE)
      .optional()
      .describe('Everybody whose affairs it stops: `people` of the quarantine with open lifecycles.'),
    ...said,
  })
  .meta({
    id: 'LiftQuarantine',
    examples: [{ as: 'mistaken', reason: '본인 확인함 (접수 2030-208)' }],
  });
export type LiftQuarantine = z.output<typeof liftQuarantineBody>;

export const deceasedBody = z
  .strictObject({
    affairs: z
      .enum(['pause', 'cancel'])
      .default('pause')
      .describe(
        'What becomes of their open lifecycles: `pause` keeps them for an heir; `cancel` ends them, and tells nobody.',
      ),
    ...said,
  })
  .meta({ id: 'SilenceDeceased', examples: [{ reason: '사망 신고 (접수 2030-310)', affairs: 'pause' }] });
export type SilenceDeceased = z.output<typeof deceasedBody>;

export const takeOverBody = z
  .strictObject({
    heir: z
      .strictObject({
        name: lineOfText(50),
        phone,
        language: z.string().max(15).optional().describe('BCP 47; Korean, if left out.'),
      })
      .describe('Who is told in their place: an heir, or the new guardian of those for whom they stood in.'),
    ...said,
  })
  .meta({
    id: 'TakeOverFromDeceased',
    examples: [{ heir: { name: '김상속', phone: '010-5500-0002' }, reason: '상속인 확인 (접수 2030-311)' }],
  });
export type TakeOver = z.output<typeof takeOverBody>;

const summary = z.object({
  id,
  kind: z.enum(['number', 'deceased']),
  state: z.enum(['open', 'lifted']),
  reason: z.string(),
  actor: z.string(),
  openedAt: moment,
  lifted: z
    .object({ at: moment, as: z.enum(['mistaken', 'corrected']), by: z.string(), reason: z.string() })
    .nullable(),
  takenOverAt: moment.nullable().describe('When somebody last took the place of whoever has died.'),
  affairs: z
    .object({ paused: z.int(), wasPaused: z.int(), cancelled: z.int() })
    .describe('Lifecycles that it stopped; those that had been paused before stay paused when it is lifted.'),
  leak: id.nullable().describe('What had gone to the number: GET /v1/leaks/{id}. Null: nothing.'),
  links: z.object({ self: z.string() }),
});

export const listQuarantinesQuery = z.strictObject({ limit: pageSize, cursor: cursor.optional() });
export type ListQuarantines = z.output<typeof listQuarantinesQuery>;
export const quarantinePage = pageOf(summary).meta({ id: 'QuarantinePage' });
export type QuarantinePage = z.output<typeof quarantinePage>;
export type QuarantineSummary = z.output<typeof summary>;

export const quarantineAnswer = summary
  .extend({
    people: z
      .array(
        z.object({
          id,
          name: z.string().nullable().describe('Masked; null once erased.'),
          phone: z.string().nullable().describe('Masked.'),
          lifecycles: z.object({ open: z.int(), closed: z.int() }),
        }),
      )
      .describe('Whom it concerns.'),
    held: z.int().describe('Messages that wait for the end of it.'),
    inFlight: z.int().describe('Messages that were being handed over, or of which nobody knows whether they were.'),
  })
  .meta({ id: 'Quarantine' });
export type QuarantineAnswer = z.output<typeof quarantineAnswer>;

const summaryExample: QuarantineSummary = {
  id: EXAMPLE_QUARANTINE,
  kind: 'number',
  state: 'open',
  reason: '번호를 새로 받은 분의 전화 (접수 2030-207)',
  actor: '김사서',
  openedAt: '2030-11-18T09:30:00+09:00',
  lifted: null,
  takenOverAt: null,
  affairs: { paused: 2, wasPaused: 0, cancelled: 0 },
  leak: EXAMPLE_LEAK,
  links: { self: `/v1/quarantines/${EXAMPLE_QUARANTINE}` },
};

export const quarantinesExample = { items: [summaryExample], next: null };

export const quarantineExample: QuarantineAnswer = {
  ...summaryExample,
  people: [{ id: EXAMPLE_PERSON, name: '김*나', phone: '010-****-0001', lifecycles: { open: 2, closed: 3 } }],
  held: 1,
  inFlight: 0,
};
