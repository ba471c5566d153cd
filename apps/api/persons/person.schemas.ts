import { z } from 'zod';
import { normalisePhone } from '#libs/message/phone-number.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { id, lineOfText, moment } from '../requests/field-schemas.js';

const EXAMPLE_PERSON = '01932f1e-0000-7000-8000-000000000003';
const wrongPhone = phoneProblem('phone');

export const personIdParam = id.meta({ examples: [EXAMPLE_PERSON] });

export const searchPersonsBody = z
  .strictObject({
    phone: lineOfText(30)
      .refine((text) => !('problem' in normalisePhone(text)), `${wrongPhone.code}: ${wrongPhone.message}`)
      .describe('In any usual form.'),
  })
  .meta({ id: 'SearchPersons', examples: [{ phone: '010-5500-0001' }] });
export type SearchPersons = z.output<typeof searchPersonsBody>;

/** Every look at somebody in clear, and their erasure, has a reason. */
export const withReasonBody = z
  .strictObject({
    reason: lineOfText(200).describe('Why. Kept in the audit log for good, encrypted; do not name anybody in it.'),
  })
  .meta({ id: 'PersonActReason', examples: [{ reason: '정보주체의 요구 (접수 2030-114)' }] });
export type WithReason = z.output<typeof withReasonBody>;

export const personAnswer = z
  .object({
    id,
    state: z.enum(['known', 'erased']),
    name: z.string().nullable().describe('Masked; null once erased.'),
    phone: z.string().nullable().describe('Masked; null once erased, and of somebody without a number.'),
    knownSince: moment,
    erasedAt: moment.nullable(),
    lifecycles: z
      .object({ open: z.int(), closed: z.int() })
      .describe('How many they play a part in, as a party or a guardian.'),
  })
  .meta({ id: 'KnownPerson' });
export type PersonAnswer = z.output<typeof personAnswer>;

export const personsFound = z.object({ items: z.array(personAnswer) }).meta({ id: 'PersonsFound' });

export const personExample: PersonAnswer = {
  id: EXAMPLE_PERSON,
  state: 'known',
  name: '김*나',
  phone: '010-****-0001',
  knownSince: '2030-11-18T09:30:00+09:00',
  erasedAt: null,
  lifecycles: { open: 1, closed: 3 },
};

const data = z.record(z.string(), z.unknown());

export const exportAnswer = z
  .object({
    person: z.object({ id, name: z.string(), phone: z.string().nullable() }).describe('In clear.'),
    exportedAt: moment,
    lifecycles: z.array(
      z.object({
        id,
        type: z.string(),
        title: z.string(),
        reference: z.string(),
        state: z.string(),
        stage: z.string(),
        startedAt: moment,
        closedAt: moment.nullable(),
        role: z.string().nullable().describe('Null after it has passed to somebody else.'),
        as: z.enum(['party', 'guardian', 'former party']),
        birthDate: z.string().nullable(),
        language: z.string().nullable().describe('In which they are told; null: Korean.'),
        data: data.nullable().describe('Null where it belongs to another party.'),
        closeReason: z.string().nullable(),
        events: z.array(
          z.object({
            eventId: z.string(),
            kind: z.string(),
            type: z.string(),
            occurredAt: moment,
            receivedAt: moment,
            data,
          }),
        ),
      }),
    ),
    messages: z.array(
      z.object({
        id,
        lifecycleId: id.nullable(),
        template: z.string().nullable(),
        state: z.string(),
        plannedAt: moment,
        attempts: z.array(
          z.object({
            number: z.int(),
            channel: z.string(),
            state: z.string(),
            callingAt: moment.nullable(),
            settledAt: moment.nullable(),
            text: z.string().nullable().describe('Null, too, once it has come to its term.'),
            textRemovedAt: moment.nullable(),
          }),
        ),
        acts: z
          .array(z.object({ kind: z.string(), at: moment, reason: z.string().nullable() }))
          .describe('What operators decided about it.'),
      }),
    ),
    consents: z
      .array(
        z.object({
          purpose: z.string(),
          channel: z.string(),
          act: z.string(),
          night: z.boolean(),
          how: z.string(),
          textVersion: z.string().nullable(),
          occurredAt: moment,
          recordedAt: moment,
          note: z.string().nullable(),
        }),
      )
      .describe('What is recorded of their number.'),
    addedChannel: z.object({ added: z.boolean(), knownAt: moment }).nullable(),
    quarantines: z
      .array(z.object({ kind: z.string(), openedAt: moment, liftedAt: moment.nullable() }))
      .describe('Of their number, or of them.'),
    leaks: z
      .array(z.object({ learnedAt: moment, toldAt: moment.nullable(), messages: z.int() }))
      .describe('What had gone to a wrong number about them.'),
    accesses: z
      .array(z.object({ at: moment, kind: z.string(), operation: z.string(), by: z.string() }))
      .describe('Who looked at them or changed something, newest first, at most 1,000.'),
  })
  .meta({ id: 'PersonExport' });
export type ExportAnswer = z.output<typeof exportAnswer>;

export const exportExample: ExportAnswer = {
  person: { id: EXAMPLE_PERSON, name: '김하나', phone: '01055000001' },
  exportedAt: '2030-11-20T10:00:00+09:00',
  lifecycles: [
    {
      id: EXAMPLE_IDS.lifecycle,
      type: 'library-loan',
      title: '도서 대출',
      reference: EXAMPLE_IDS.reference,
      state: 'open',
      stage: 'on-loan',
      startedAt: '2030-11-18T09:30:00+09:00',
      closedAt: null,
      role: 'borrower',
      as: 'party',
      birthDate: null,
      language: null,
      data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
      closeReason: null,
      events: [],
    },
  ],
  messages: [
    {
      id: EXAMPLE_IDS.message,
      lifecycleId: EXAMPLE_IDS.lifecycle,
      template: 'LOAN_STARTED',
      state: 'delivered',
      plannedAt: '2030-11-18T09:30:00+09:00',
      attempts: [
        {
          number: 1,
          channel: 'alimtalk',
          state: 'delivered',
          callingAt: '2030-11-18T09:30:01+09:00',
          settledAt: '2030-11-18T09:30:03+09:00',
          text: '김하나님, 봉수의 역사를 대출하셨습니다.',
          textRemovedAt: null,
        },
      ],
      acts: [],
    },
  ],
  consents: [],
  addedChannel: null,
  quarantines: [],
  leaks: [],
  accesses: [{ at: '2030-11-20T09:59:00+09:00', kind: 'look', operation: 'getPerson', by: 'api-key' }],
};

export const erasedAnswer = z
  .object({
    id,
    erasedAt: moment,
    lifecyclesEnding: z.int().describe('Open ones that end with it.'),
  })
  .meta({ id: 'PersonErased' });
export type ErasedAnswer = z.output<typeof erasedAnswer>;

export const erasedExample: ErasedAnswer = {
  id: EXAMPLE_PERSON,
  erasedAt: '2030-11-20T10:00:00+09:00',
  lifecyclesEnding: 1,
};
