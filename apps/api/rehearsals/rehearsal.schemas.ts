import { z } from 'zod';
import { siteName, tenantSettingsPatchSchema } from '#libs/database/tenant-settings.js';
import { PRICED_CHANNELS } from '#libs/message/cost.js';
import { CHANNELS } from '#libs/message/planner.js';
import { DEFAULT_PRICES } from '#libs/rehearsal/request.js';
import { party } from '../lifecycles/party-input.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { givenMoment, krw, lineOfText, moment, reference } from '../requests/field-schemas.js';

/** What a rehearsal takes and answers; the OpenAPI document is made from these schemas. */

export const MOST_SAMPLES = 1000;
export const MOST_DAYS = 1096;

const data = z.record(z.string(), z.unknown());
const references = z.array(reference).min(1).max(MOST_SAMPLES).optional().describe('Only for these samples.');

export const sampleSchema = z
  .strictObject({
    reference: reference.optional().describe('Tells samples apart; S-1, S-2 …, if left out.'),
    recipient: party.optional().describe('The one party of a lifecycle that has one.'),
    parties: z.record(z.string(), party).optional().describe('Every party by its role; instead of `recipient`.'),
    data: data.describe('As at a start. Days count as past or not by the moment at which the sample begins.'),
    startAt: givenMoment.optional().describe('When this sample begins, if not with the others.'),
  })
  .meta({ id: 'RehearsalSample', description: 'Invent it: it is played, answered and forgotten.' });

const event = z
  .strictObject({
    type: lineOfText(100).describe('One of the events of the lifecycle type.'),
    data: data.optional(),
    at: givenMoment.optional(),
    after: z
      .strictObject({
        days: z.int().min(0).max(MOST_DAYS).optional(),
        hours: z.int().min(0).max(10_000).optional(),
        minutes: z.int().min(0).max(10_000).optional(),
      })
      .optional()
      .describe('So long after each sample’s own start; the parts are added.'),
    references,
  })
  .refine(({ at, after }) => (at === undefined) !== (after === undefined), 'give either `at` or `after`');

const dealerResult = z.strictObject({
  result: z
    .enum(['delivered', 'failed', 'rejected', 'busy', 'lost-found', 'lost-not-taken', 'lost', 'unconfirmed'])
    .describe(
      'failed: taken, then reported as failed. rejected: refused at once. busy: cannot take it `times` times. lost-…: the answer never comes, and a look-up finds that it was taken, proves that it was not, or (lost) never settles it. unconfirmed: no receipt ever comes.',
    ),
  class: z
    .enum(['permanent-recipient', 'permanent-input', 'permanent-config', 'suppressed', 'time-window', 'transient'])
    .optional()
    .describe('Of failed and rejected; permanent-recipient, if left out.'),
  times: z.int().min(1).max(50).optional().describe('Of busy; 1, if left out.'),
  template: z.string().max(40).optional(),
  channel: z.enum(CHANNELS).optional(),
  attempt: z.int().min(1).max(20).optional().describe('1 for a message’s first attempt.'),
  references,
  receiptAfterSeconds: z.int().min(0).max(259_200).optional().describe('3, if left out.'),
});

const dataMark = z.strictObject({
  name: lineOfText(40).describe('The data that a message waits for (`fresh`).'),
  at: givenMoment,
  asOf: z.iso.date().describe('Up to which day it is loaded.'),
});

const price = (channel: keyof typeof DEFAULT_PRICES) => krw(10_000).default(DEFAULT_PRICES[channel]);

export const rehearsalBody = checkedByHandler(
  z
    .strictObject({
      definition: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('A definition that need not be published; its name must be the one in the address.'),
      version: z
        .union([z.int().min(1).max(999_999_999), z.string().regex(/^[0-9a-f]{64}$/)])
        .optional()
        .describe('Number or hash of a version; the one that a start uses, if left out.'),
      sample: sampleSchema.optional(),
      samples: z.array(sampleSchema).min(1).max(MOST_SAMPLES).optional(),
      samplesCsv: z
        .string()
        .min(1)
        .max(250_000)
        .optional()
        .describe(
          'A heading, then a sample a row. Columns: name and phone (with several parties role.name and role.phone; also role.birthDate, role.guardianName, role.guardianPhone, role.language and role.guardianLanguage), the fields of the input, and, if wanted, reference and startAt.',
        ),
      site: siteName.optional().describe('One of the sites of the settings: its closing days hold as well.'),
      startAt: givenMoment,
      span: z.strictObject({ days: z.int().min(1).max(MOST_DAYS) }),
      events: z.array(event).max(100).optional(),
      dealerResults: z
        .array(dealerResult)
        .max(100)
        .optional()
        .describe('The first that fits an attempt holds; where none does, it is delivered.'),
      dataMarks: z
        .array(dataMark)
        .max(2000)
        .optional()
        .describe('Data of which no mark tells is always as new as need be.'),
      settings: tenantSettingsPatchSchema
        .pick({
          reminderTime: true,
          quietHours: true,
          morningSpan: true,
          undecidable: true,
          delivery: true,
          closedDays: true,
          workingHours: true,
          senderName: true,
          visitSettle: true,
        })
        .optional()
        .describe('Instead of your own settings; what is left out is as yours.'),
      prices: z
        .strictObject({
          alimtalk: price('alimtalk'),
          sms: price('sms'),
          lms: price('lms'),
          mms: price('mms'),
          brand: price('brand'),
        })
        .optional()
        .describe('KRW without VAT. Without them the cost is indicative.'),
    })
    .meta({
      id: 'Rehearse',
      examples: [
        {
          startAt: '2030-11-18T14:20:00+09:00',
          span: { days: 30 },
          sample: {
            reference: 'L-2030-0001',
            recipient: { name: '김하나', phone: '010-5500-0001' },
            data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
          },
          events: [{ type: 'returned', after: { days: 15, hours: 2 } }],
          dealerResults: [{ result: 'failed', channel: 'alimtalk', template: 'LOAN_STARTED' }],
        },
      ],
    }),
);
export type RehearsalBody = z.output<typeof rehearsalBody>;

const sentChannel = z.enum(PRICED_CHANNELS);
const count = z.int().min(0);

export const rehearsalAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    version: z.string().describe('Hash of the definition that was played.'),
    startAt: moment,
    until: moment,
    prices: z.object({
      alimtalk: z.number(),
      sms: z.number(),
      lms: z.number(),
      mms: z.number(),
      brand: z.number(),
    }),
    totals: z.object({
      samples: count,
      ended: count,
      open: count,
      eventsRefused: count,
      alerts: count,
      skipped: count.describe('Reminders whose moment had passed when they were first computed.'),
      sent: z
        .object({ alimtalk: count, sms: count, lms: count, mms: count, brand: count })
        .describe('Handed over to the dealer.'),
      byTemplate: z.record(z.string(), count),
      fellBack: count.describe('Texts in place of an 알림톡 that did not arrive.'),
      held: count,
      dropped: count,
      withdrawn: count,
      undelivered: count,
      undecided: count,
      waiting: count.describe('Neither sent nor given up when the span ended.'),
      costKrw: z.number().describe('Of what arrives, without VAT.'),
    }),
    violations: z
      .array(
        z.object({
          code: z.string(),
          severity: z.enum(['error', 'warning']),
          path: z.string().describe('In the definition.'),
          message: z.string().describe('Korean.'),
          count: z.int().min(1),
          reference: z.string().optional().describe('The sample in which it was met first.'),
          at: moment.optional(),
        }),
      )
      .describe('Errors first. Each place once.'),
    timelines: z
      .array(
        z.object({
          reference: z.string(),
          state: z.enum(['open', 'ended', 'cancelled']),
          stage: z.string(),
          stageTitle: z.string(),
          entries: z.array(
            z.object({
              at: moment,
              kind: z.string(),
              text: z.string().describe('Korean.'),
              template: z.string().optional(),
              channel: sentChannel.optional(),
              language: z.string().optional().describe('In which it is written, where not in Korean.'),
              heldUntil: moment.optional(),
              reason: z.string().optional().describe('Stable code of why.'),
              costKrw: z.number().optional(),
              message: z.string().optional().describe('What the person reads.'),
            }),
          ),
          entriesLeftOut: count,
          messages: z.array(
            z.object({
              template: z.string(),
              party: z.string(),
              plannedAt: moment,
              sentAt: moment.optional(),
              channel: sentChannel.optional(),
              outcome: z.string(),
            }),
          ),
          planned: z.array(
            z.object({ at: moment, timer: z.string(), title: z.string(), templates: z.array(z.string()) }),
          ),
        }),
      )
      .describe('Of the first twenty samples.'),
    timelinesLeftOut: count,
  })
  .meta({ id: 'Rehearsal' });
export type RehearsalAnswer = z.output<typeof rehearsalAnswer>;
