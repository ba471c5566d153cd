import { z } from 'zod';
import { PRICED_CHANNELS } from '#libs/message/cost.js';
import { KEY_KINDS, type KeyKind } from '#libs/message/key-kind.js';
import { APPROVAL_STATES, GUARDED_ACTS } from '#libs/message/two-person-rule.js';

/**
 * What senders' systems are told of, version 1. Kinds are only added, and of a kind only fields; what means something else
 * gets another kind or another version. No name, number, message text or data of an affair is in any: ids, references and
 * codes.
 */
export const CALLBACK_EVENTS_VERSION = 1;

const stage = z.string().describe('The stage in which it is now, by its name in the definition.');
const messageId = z.uuid().describe('As in `GET /v1/messages/{id}`; a bundle has an id of its own.');
const template = z.string().nullable().describe('Code of the template.');
const attempt = z.int().min(1).describe('Number of the try, from 1 in each message.');
const channel = z.enum(PRICED_CHANNELS);
const dealer = z.string().describe('Who carries it.');
const code = z.string().nullable().describe('The dealer’s result code, as it came.');
const resultClass = z.string().nullable().describe('What the code means: one of the classes in dealers.md.');

const approvalId = z.uuid().describe('As in `GET /v1/approvals/{id}`.');
const act = z.enum(GUARDED_ACTS).describe('What was asked for.');

const ofAttempt = { messageId, template, attempt, channel, dealer };

/** What is in `data`, by kind; and what has happened, in one sentence. */
export const CALLBACK_EVENTS = {
  'lifecycle.started': about('An affair was taken in.', { stage }),
  'lifecycle.stage-changed': about('An affair went to another stage.', {
    stage,
    from: z.string().describe('The stage before.'),
  }),
  'lifecycle.paused': about('Nothing of an affair leaves until it is resumed.', { stage }),
  'lifecycle.resumed': about('A paused affair goes on.', { stage }),
  'lifecycle.ended': about('An affair came to its end.', { stage }),
  'lifecycle.cancelled': about('An affair was cancelled.', { stage }),
  'lifecycle.failed': about('An affair ended without coming to its end; operators see why.', { stage }),
  'message.accepted': about('A dealer took a message over.', ofAttempt),
  'message.delivered': about('A message arrived.', ofAttempt),
  'message.unconfirmed': about('A dealer cannot say whether a message arrived; a later word may follow.', ofAttempt),
  'message.failed': about('A try did not arrive. Another may follow.', { ...ofAttempt, code, class: resultClass }),
  'message.fell-back': about(
    'Another channel is tried because the one before it did not reach the person, or not in time.',
    ofAttempt,
  ),
  'message.undecidable': about('Nobody can tell whether a try went out; an operator or your rule decides.', ofAttempt),
  'message.double-contact': about('A message arrived after all, beside the one that was sent instead of it.', {
    messageId,
    template,
  }),
  'message.unreached': about('A message reached the person on no channel: the day’s list for a letter has it.', {
    messageId,
    template,
  }),
  'template.state-changed': about('The review of a template, or what its dealer lets it do, came to another state.', {
    template: z.string().describe('Code of the template.'),
    templateVersion: z.int().min(1),
    dealer,
    state: z.string().describe('As in `GET /v1/templates/{code}`.'),
    from: z.string(),
    blocked: z.boolean().describe('Kakao has stopped it.'),
    dormant: z.boolean().describe('Unused for so long that it must be released first.'),
  }),
  'approval.asked': about('An act waits for somebody else’s word.', {
    approvalId,
    act,
    count: z.int().min(0).nullable().describe('Affairs or messages that it reaches; null: it is about none.'),
  }),
  'approval.settled': about('An act that waited was decided about, taken back, or has expired.', {
    approvalId,
    act,
    state: z.enum(APPROVAL_STATES).describe('`done`: approved and carried out.'),
  }),
  'endpoint.test': about('You asked for a test call.', { endpointId: z.uuid() }),
} as const;

export type CallbackEventKind = keyof typeof CALLBACK_EVENTS;

/** All kinds that happen by themselves: what an endpoint may choose from. */
export const CALLBACK_EVENT_KINDS = Object.keys(CALLBACK_EVENTS).filter(
  (kind) => kind !== 'endpoint.test',
) as readonly Exclude<CallbackEventKind, 'endpoint.test'>[];

/** The body of a call. */
export interface CallbackEventBody {
  readonly id: string;
  readonly type: CallbackEventKind;
  readonly version: number;
  /** When it was recorded, Korean time with offset. */
  readonly at: string;
  /** From 1 in each affair (lifecycle, template), without gaps over all kinds, also those that the endpoint leaves out. */
  readonly sequence: number;
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string } | null;
  /** Of the key that began the affair; null: it is about none. */
  readonly keyKind: KeyKind | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export const callbackEventBody = z.strictObject({
  id: z.uuid(),
  type: z.enum(Object.keys(CALLBACK_EVENTS) as [CallbackEventKind, ...CallbackEventKind[]]),
  version: z.literal(CALLBACK_EVENTS_VERSION),
  at: z.iso.datetime({ offset: true }),
  sequence: z.int().min(0),
  lifecycle: z.strictObject({ id: z.uuid(), type: z.string(), reference: z.string() }).nullable(),
  keyKind: z.enum(KEY_KINDS).nullable(),
  data: z.record(z.string(), z.unknown()),
});

function about<T extends z.ZodRawShape>(happened: string, data: T): { happened: string; data: z.ZodObject<T> } {
  return { happened, data: z.strictObject(data) };
}
