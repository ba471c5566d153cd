import { z } from 'zod';
import { CONSENT_ACTS, CONSENT_CHANNELS, type ConsentChannel, type ConsentPurpose } from '#libs/message/consent.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { givenMoment, id, lineOfText, moment } from '../requests/field-schemas.js';

/** So many numbers in one call. */
export const MOST_CONSENTS = 1_000;

const wrongPhone = phoneProblem('phone');
const phone = lineOfText(30)
  .refine((text) => !('problem' in normalisePhone(text)), `${wrongPhone.code}: ${wrongPhone.message}`)
  .describe('In any usual form. Kept as a keyed hash alone.')
  .meta({ examples: ['010-5500-0001'] });

const purpose = z.enum(['advertising', 'informational']).default('advertising');
const channel = z.enum(CONSENT_CHANNELS).default('all');
const source = lineOfText(150)
  .optional()
  .describe('What your own system knows the news by; the same news of a number is recorded once. Nothing personal.');
const occurredAt = givenMoment
  .optional()
  .describe('When it happened; now, if left out. News may come late and in any order.');
const name = lineOfText(50)
  .optional()
  .describe('Who it is, where people are to be told what became of it (setting `consentNotices`).');

/** Which channels a purpose has: 알림톡 is never advertising, a brand message never anything else. */
const HAS: Readonly<Record<ConsentPurpose, readonly ConsentChannel[]>> = {
  advertising: ['text', 'brand', 'all'],
  informational: ['alimtalk', 'text', 'all'],
};
const channelFits = (entry: { readonly purpose: ConsentPurpose; readonly channel: ConsentChannel }): boolean =>
  HAS[entry.purpose].includes(entry.channel);
const CHANNEL_WRONG = {
  path: ['channel'],
  error: 'advertising goes by text and brand, information by alimtalk and text',
};

const consent = z
  .strictObject({
    phone,
    act: z
      .enum(CONSENT_ACTS)
      .default('given')
      .describe('asked: they were told of their consent and how to take it back; reconfirmed: they keep it.'),
    purpose,
    channel,
    night: z
      .boolean()
      .default(false)
      .describe(
        'About advertising between 21:00 and 08:00 alone, to which people consent apart. Recorded and never used.',
      ),
    how: z.enum(['api', 'online', 'paper', 'phone']).default('api').describe('How the person said it.'),
    textVersion: lineOfText(100)
      .optional()
      .describe('Which text they were shown; required with consent to advertising, as you have to prove it.'),
    occurredAt,
    source,
    name,
  })
  .refine(channelFits, CHANNEL_WRONG)
  .refine((entry) => entry.purpose === 'advertising' || !entry.night, {
    path: ['night'],
    error: 'belongs to advertising',
  })
  .refine((entry) => entry.purpose === 'advertising' || entry.act === 'given' || entry.act === 'withdrawn', {
    path: ['act'],
    error: 'must be given or withdrawn: only advertising is asked about again',
  })
  .refine((entry) => entry.purpose !== 'advertising' || entry.act !== 'given' || entry.textVersion !== undefined, {
    path: ['textVersion'],
    error: 'FIELD_MISSING: is required: which text the person was shown when they consented',
  });

export const recordConsentsBody = checkedByHandler(
  z.strictObject({ consents: z.array(consent).min(1).max(MOST_CONSENTS) }).meta({
    id: 'RecordConsents',
    examples: [
      {
        consents: [
          {
            phone: '010-5500-0001',
            act: 'given',
            channel: 'text',
            how: 'online',
            textVersion: 'signup-2030-03',
            occurredAt: '2030-11-18T09:30:00+09:00',
            source: 'member/7731/marketing',
          },
        ],
      },
    ],
  }),
);
export type RecordConsents = z.output<typeof recordConsentsBody>;

const optOut = z
  .strictObject({
    phone,
    purpose,
    channel,
    how: z.enum(['api', 'online', 'paper', 'phone']).default('api').describe('How the person said it.'),
    reason: lineOfText(200).optional().describe('In your own words; kept encrypted, shown by the search alone.'),
    occurredAt,
    source,
    name,
  })
  .refine(channelFits, CHANNEL_WRONG);

export const optOutsBody = checkedByHandler(
  z.strictObject({ optOuts: z.array(optOut).min(1).max(MOST_CONSENTS) }).meta({
    id: 'RecordOptOuts',
    examples: [{ optOuts: [{ phone: '010-5500-0001', how: 'phone', reason: '고객센터로 거부하심' }] }],
  }),
);

const callRecord = z.strictObject({
  from: lineOfText(30).describe('Who called. A number that can get no messages is counted as ignored.'),
  to: lineOfText(20).describe('The 080 number that was called: `optOutNumber` of the settings.'),
  at: givenMoment,
});

export const callRecordsBody = checkedByHandler(
  z
    .strictObject({
      records: z.array(callRecord).min(1).max(MOST_CONSENTS).optional(),
      recordsCsv: z
        .string()
        .min(1)
        .max(200_000)
        .optional()
        .describe('Instead of `records`: a heading with from, to and at in any order, then a call a row.'),
    })
    .refine((body) => (body.records === undefined) !== (body.recordsCsv === undefined), {
      error: 'give either records or recordsCsv',
    })
    .meta({
      id: 'CallRecords',
      examples: [
        { records: [{ from: '010-5500-0001', to: '080-123-4567', at: '2030-11-18T09:30:00+09:00' }] },
        { recordsCsv: 'from,to,at\n010-5500-0001,080-123-4567,2030-11-18T09:30:00+09:00\n' },
      ],
    }),
);

export const recorded = z
  .object({
    recorded: z.int().describe('Entries that are new in the ledger.'),
    known: z.int().describe('News that had been recorded before, by its `source`.'),
    messagesWithdrawn: z.int().describe('Advertising that was about to leave and was stopped.'),
  })
  .meta({ id: 'ConsentsRecorded' });
export type Recorded = z.output<typeof recorded>;
export const recordedExample: Recorded = { recorded: 1, known: 0, messagesWithdrawn: 0 };

export const callRecordsTaken = recorded
  .extend({ ignored: z.int().describe('Calls from numbers that can get no messages.') })
  .meta({ id: 'CallRecordsTaken' });

export const searchConsentsBody = z
  .strictObject({ phone })
  .meta({ id: 'SearchConsents', examples: [{ phone: '010-5500-0001' }] });

const advertising = z
  .object({
    state: z.enum(['never', 'given', 'withdrawn']),
    since: moment.nullable().describe('When it was given or withdrawn.'),
    reconfirmBy: z.iso
      .date()
      .nullable()
      .describe(
        'The day by which you must ask again whether it still stands: two years from its giving or last keeping.',
      ),
    reconfirmationDue: z.boolean(),
    night: z.boolean().describe('Separate consent to nights; never used.'),
  })
  .meta({ id: 'AdvertisingStanding' });
export type AdvertisingView = z.output<typeof advertising>;

export const consentsAnswer = z
  .object({
    advertising: z.object({ text: advertising, brand: advertising }),
    information: z
      .object({ alimtalk: z.enum(['accepted', 'refused']), text: z.enum(['accepted', 'refused']) })
      .describe('What delivery goes by; both refused: nothing is sent.'),
    addedChannel: z
      .object({ added: z.boolean(), knownAt: moment })
      .nullable()
      .describe('Whether the person has added your KakaoTalk channel, where a dealer has said so.'),
    history: z.array(
      z.object({
        id,
        purpose: z.enum(['advertising', 'informational']),
        channel: z.enum(CONSENT_CHANNELS),
        act: z.enum(CONSENT_ACTS),
        night: z.boolean(),
        how: z.string(),
        textVersion: z.string().nullable(),
        source: z.string().nullable(),
        reason: z.string().nullable(),
        recordedBy: z.string().nullable(),
        occurredAt: moment,
        recordedAt: moment,
      }),
    ),
  })
  .meta({ id: 'Consents' });
export type ConsentsAnswer = z.output<typeof consentsAnswer>;

const NEVER: AdvertisingView = {
  state: 'never',
  since: null,
  reconfirmBy: null,
  reconfirmationDue: false,
  night: false,
};
export const consentsExample: ConsentsAnswer = {
  advertising: {
    text: { ...NEVER, state: 'given', since: '2030-11-18T09:30:00+09:00', reconfirmBy: '2032-11-18' },
    brand: NEVER,
  },
  information: { alimtalk: 'accepted', text: 'accepted' },
  addedChannel: null,
  history: [
    {
      id: '01932f1e-0000-7000-8000-000000000001',
      purpose: 'advertising',
      channel: 'text',
      act: 'given',
      night: false,
      how: 'online',
      textVersion: 'signup-2030-03',
      source: 'member/7731/marketing',
      reason: null,
      recordedBy: '회원 시스템',
      occurredAt: '2030-11-18T09:30:00+09:00',
      recordedAt: '2030-11-18T09:30:02+09:00',
    },
  ],
};
