import { z } from 'zod';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import { DELIVERY_STATES } from '#libs/contracts/callback-endpoint-workflow.js';
import { CALLBACK_EVENT_KINDS } from '#libs/contracts/callback-events.js';
import { CALLBACK_RESULTS } from '#libs/contracts/callback-workflow.js';
import { KEY_KINDS } from '#libs/message/key-kind.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, givenMoment, id, moment, pageOf, pageSize } from '../requests/field-schemas.js';

const state = z
  .enum(DELIVERY_STATES)
  .describe('Pending: it waits for a try. Given-up: your system took others, but this one never, for more than a day.');

export const listDeliveriesQuery = z
  .strictObject({
    state: state.optional(),
    type: z.enum(CALLBACK_EVENT_KINDS).optional().describe('Only events of this kind.'),
    lifecycle: id.optional().describe('Only events about this lifecycle.'),
    keyKind: z.enum(KEY_KINDS).optional().describe('Only events about affairs that keys of this kind began.'),
    from: givenMoment.optional().describe('Recorded from this moment on.'),
    until: givenMoment.optional().describe('Recorded before this moment.'),
    limit: pageSize,
    cursor: cursor.optional(),
  })
  .refine(({ from, until }) => inOrder(from, until), {
    path: ['until'],
    error: 'PERIOD_INVALID: must not be earlier than `from`',
  });
export type ListDeliveriesQuery = z.output<typeof listDeliveriesQuery>;

function inOrder(from: string | undefined, until: string | undefined): boolean {
  const [begins, ends] = [from, until].map((text) => (text === undefined ? undefined : momentOfIso(text)));
  return begins === undefined || ends === undefined || begins <= ends;
}

export const deliveredEventParam = id.meta({ examples: [EXAMPLE_IDS.message] });

const result = z.enum(CALLBACK_RESULTS).nullable();
const status = z.int().nullable().describe('HTTP status, where your system answered.');
const tookMs = z.int().min(0).nullable().describe('Until it was answered, or given up, milliseconds.');

export const deliveryAnswer = z
  .object({
    eventId: id.describe('The `webhook-id` of every try.'),
    type: z.enum(CALLBACK_EVENT_KINDS),
    at: moment.describe('When it was recorded.'),
    sequence: z.int().min(1).describe('From 1 in each affair, over all kinds.'),
    lifecycle: z.object({ id, type: z.string(), reference: z.string() }).nullable(),
    keyKind: z.enum(KEY_KINDS).nullable().describe('Of the key that began the affair; null: it is about none.'),
    state,
    stateText: z.string().describe('The same in Korean, with what came of the last try.'),
    tries: z.int().min(0).describe('All there were, replays included.'),
    result: result.describe('What came of the last one.'),
    status,
    tookMs,
    lastTriedAt: moment.nullable(),
    nextTryAt: moment
      .nullable()
      .describe(
        'Not before; and not before the event before it in the same affair is settled, nor while the endpoint rests, is disabled or suspended. Null: it does not wait.',
      ),
    settledAt: moment.nullable(),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'CallbackDelivery' });
export type DeliveryAnswer = z.output<typeof deliveryAnswer>;

export const deliveryPage = pageOf(deliveryAnswer).meta({ id: 'CallbackDeliveryPage' });
export type DeliveryPage = z.output<typeof deliveryPage>;

export const deliveryWithAttempts = deliveryAnswer
  .extend({
    attempts: z
      .array(
        z.object({
          number: z.int().min(1),
          at: moment.describe('When it began.'),
          result: result.describe('Null: it is being made, or was cut off by a crash of ours.'),
          status,
          tookMs,
        }),
      )
      .describe('The latest 100, latest first.'),
  })
  .meta({ id: 'CallbackDeliveryWithAttempts' });
export type DeliveryWithAttempts = z.output<typeof deliveryWithAttempts>;

const endpointPath = `/v1/callbacks/endpoints/${EXAMPLE_IDS.message}`;

export const deliveryExample: DeliveryWithAttempts = {
  eventId: EXAMPLE_IDS.message,
  type: 'message.delivered',
  at: '2030-11-20T10:00:00+09:00',
  sequence: 3,
  lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'library-loan', reference: EXAMPLE_IDS.reference },
  keyKind: 'live',
  state: 'pending',
  stateText: '전달하는 중입니다. 1번째 시도: 오류 응답 (503). 11월 20일(수) 10:00에 다시 시도합니다.',
  tries: 1,
  result: 'failed',
  status: 503,
  tookMs: 38,
  lastTriedAt: '2030-11-20T10:00:01+09:00',
  nextTryAt: '2030-11-20T10:00:06+09:00',
  settledAt: null,
  links: { self: `${endpointPath}/deliveries/${EXAMPLE_IDS.message}` },
  attempts: [{ number: 1, at: '2030-11-20T10:00:01+09:00', result: 'failed', status: 503, tookMs: 38 }],
};
