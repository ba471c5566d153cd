import { z } from 'zod';
import { CALLBACK_EVENT_KINDS } from '#libs/contracts/callback-events.js';
import { ENDPOINT_STATES } from '#libs/contracts/callback-endpoint-workflow.js';
import { isCallbackUrl } from '#libs/contracts/callback-url.js';
import { CALLBACK_RESULTS } from '#libs/contracts/callback-workflow.js';
import { KEY_KINDS } from '#libs/message/key-kind.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { givenMoment, id, moment, typeName } from '../requests/field-schemas.js';

const ADDRESS_WRONG =
  'CALLBACK_URL_INVALID: must be an https address of at most 500 characters without a name, a password or a fragment';

const url = z
  .string()
  .max(500, ADDRESS_WRONG)
  .refine(isCallbackUrl, ADDRESS_WRONG)
  .meta({ examples: ['https://library.example.go.kr/bongsu'] });
const description = z
  .string()
  .max(200)
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters')
  .describe('For you, which system it is. Never anything personal.');
const kinds = z
  .array(z.enum(CALLBACK_EVENT_KINDS))
  .min(1)
  .nullable()
  .describe('Only events of these kinds; null: of all kinds, also of those that are added later.');
const lifecycleTypes = z
  .array(typeName)
  .min(1)
  .max(100)
  .nullable()
  .describe('Of events about lifecycles only those of these types; null: of all.');

const keyKinds = z
  .array(z.enum(KEY_KINDS))
  .min(1)
  .max(KEY_KINDS.length)
  .describe(
    'Of events about affairs only those that keys of these kinds began; what is about none is told in any case.',
  );

export const createEndpointBody = z
  .strictObject({
    url,
    description: description.default(''),
    kinds: kinds.default(null),
    lifecycleTypes: lifecycleTypes.default(null),
    keyKinds: keyKinds.default(['live']),
  })
  .meta({
    id: 'CreateCallbackEndpoint',
    examples: [
      {
        url: 'https://library.example.go.kr/bongsu',
        description: '도서관 통합 시스템',
        kinds: ['lifecycle.ended', 'message.delivered', 'message.unreached'],
        lifecycleTypes: ['library-loan'],
      },
    ],
  });
export type CreateEndpoint = z.output<typeof createEndpointBody>;

export const changeEndpointBody = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    kinds: kinds.optional(),
    lifecycleTypes: lifecycleTypes.optional(),
    keyKinds: keyKinds.optional(),
  })
  .meta({ id: 'ChangeCallbackEndpoint', examples: [{ kinds: null }] });
export type ChangeEndpoint = z.output<typeof changeEndpointBody>;

export const endpointIdParam = id.meta({ examples: [EXAMPLE_IDS.message] });

const health = z
  .object({
    pending: z.int().min(0).describe('Events that wait to be told.'),
    oldestPendingAt: moment.nullable().describe('When the oldest of them was recorded.'),
    givenUp: z.int().min(0).describe('Events of the last 30 days that it never took though it took others.'),
    failingSince: moment.nullable().describe('Nothing has arrived since; null: the last calls arrived.'),
    restUntil: moment.nullable().describe('Until then it is left in peace after several calls in vain.'),
    lastSuccessAt: moment.nullable(),
    lastFailureAt: moment.nullable(),
    lastResult: z.enum(CALLBACK_RESULTS).nullable(),
    lastStatus: z.int().nullable().describe('HTTP status of the last answer.'),
    suspendedAt: moment.nullable(),
  })
  .meta({ id: 'CallbackEndpointHealth' });

export const endpointAnswer = z
  .object({
    id,
    url: z.string(),
    description: z.string(),
    kinds: z.array(z.string()).nullable(),
    lifecycleTypes: z.array(z.string()).nullable(),
    keyKinds: z.array(z.enum(KEY_KINDS)),
    state: z
      .enum(ENDPOINT_STATES)
      .describe(
        'Disabled: by you; what happens meanwhile is not kept for it, but can be replayed. Suspended: by us, because nothing arrived for a day or it answered 410; what happens is kept until you enable it.',
      ),
    createdAt: moment,
    health,
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'CallbackEndpoint' });
export type EndpointAnswer = z.output<typeof endpointAnswer>;

export const createdEndpoint = endpointAnswer
  .extend({
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]+=*$/)
      .nullable()
      .describe('Shown this once; null where the request is repeated. Verify every call with it.'),
  })
  .meta({ id: 'CreatedCallbackEndpoint' });
export type CreatedEndpoint = z.output<typeof createdEndpoint>;

export const endpointList = z.object({ items: z.array(endpointAnswer) }).meta({ id: 'CallbackEndpointList' });

export const testAnswer = z
  .object({
    eventId: id.describe('The `webhook-id` of the call.'),
    result: z.enum(CALLBACK_RESULTS),
    status: z.int().nullable().describe('HTTP status, where it answered.'),
    tookMs: z.int().min(0),
  })
  .meta({ id: 'CallbackEndpointTest' });
export type TestAnswer = z.output<typeof testAnswer>;

export const replayBody = z
  .strictObject({
    from: z
      .union([
        z.strictObject({ moment: givenMoment }),
        z.strictObject({ eventId: id.describe('The `webhook-id` of the first event to be told again.') }),
      ])
      .describe('Where to begin: with what was recorded from a moment on, or with one event.'),
  })
  .meta({ id: 'ReplayCallbackEvents', examples: [{ from: { moment: '2030-11-18T00:00:00+09:00' } }] });
export type Replay = z.output<typeof replayBody>;

export const replayAnswer = z
  .object({ events: z.int().min(0).describe('So many are due now.') })
  .meta({ id: 'CallbackReplay' });
export type ReplayAnswer = z.output<typeof replayAnswer>;

export const endpointExample: EndpointAnswer = {
  id: EXAMPLE_IDS.message,
  url: 'https://library.example.go.kr/bongsu',
  description: '도서관 통합 시스템',
  kinds: ['lifecycle.ended', 'message.delivered', 'message.unreached'],
  lifecycleTypes: ['library-loan'],
  keyKinds: ['live'],
  state: 'enabled',
  createdAt: '2030-11-18T09:30:00+09:00',
  health: {
    pending: 0,
    oldestPendingAt: null,
    givenUp: 0,
    failingSince: null,
    restUntil: null,
    lastSuccessAt: '2030-11-20T10:00:01+09:00',
    lastFailureAt: null,
    lastResult: 'delivered',
    lastStatus: 204,
    suspendedAt: null,
  },
  links: { self: `/v1/callbacks/endpoints/${EXAMPLE_IDS.message}` },
};
