import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

/**
 * What proves how an affair's people were told: what was sent, when, in which words, by whom it was carried, and what the
 * dealer said of it. No name, number or text: their keyed hashes, which whoever has the look-up key and the text can check, also
 * after the person was erased. Moments are ms since 1970.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const at = z.number().int();

const receiptSchema = z.object({
  dealer: z.string(),
  statusCode: z.string(),
  class: z.string(),
  receivedAt: at,
  /** SHA-256 of the body as it is kept. */
  bodyHash: hash,
});

const attemptSchema = z.object({
  number: z.number().int(),
  channel: z.string(),
  dealer: z.string(),
  /** As the dealer names them. */
  dealerGroupId: z.string().nullable(),
  dealerMessageId: z.string().nullable(),
  state: z.string(),
  resultCode: z.string().nullable(),
  language: z.string().nullable(),
  callingAt: at.nullable(),
  acceptedAt: at.nullable(),
  settledAt: at.nullable(),
  /** HMAC-SHA256 of the text; null where none was written. */
  textHash: hash.nullable(),
  /** HMAC-SHA256 of the number that it went to; null where there was none. */
  numberHash: hash.nullable(),
  receipts: z.array(receiptSchema),
});

const messageSchema = z.object({
  id: z.string(),
  /** Of a bundle that several affairs share. */
  bundle: z.boolean(),
  party: z.string().nullable(),
  personId: z.string().nullable(),
  template: z.string().nullable(),
  /** SHA-256 of the definition whose words were used, and of this template in it. */
  definitionHash: hash.nullable(),
  templateHash: hash.nullable(),
  plannedAt: at,
  state: z.string(),
  settledAt: at.nullable(),
  attempts: z.array(attemptSchema),
});

const auditSchema = z.object({
  id: z.string(),
  at,
  kind: z.string(),
  operation: z.string(),
  /** Place in the tenant's audit chain; null where it has none yet. */
  number: z.number().int().nullable(),
  hash: hash.nullable(),
});

export const proofSchema = z.object({
  format: z.literal('bongsu-proof/1'),
  tenant: z.string(),
  issuedAt: at,
  lifecycle: z.object({
    id: z.string(),
    type: z.string(),
    reference: z.string(),
    definitionHash: hash,
    state: z.string(),
    startedAt: at,
    closedAt: at.nullable(),
    explanation: z.string().nullable(),
  }),
  messages: z.array(messageSchema),
  /** What people did to the affair and looked at of it. */
  audit: z.array(auditSchema),
  /** Where the tenant's audit chain stood; null before its first link. */
  chain: z.object({ number: z.number().int(), hash }).nullable(),
});

export type Proof = z.output<typeof proofSchema>;
export type ProofMessage = Proof['messages'][number];

/** SHA-256 of a value's JSON with its keys in order, hexadecimal. */
export const contentHash = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(inKeyOrder(value)))));

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inKeyOrder(inner)]),
  );
}

/** Attempts of a proof whose text (or number) is this one. `hashOf`: the keyed hash of it, bound to message and attempt. */
export const attemptsWith = (
  { messages }: Proof,
  what: 'textHash' | 'numberHash',
  hashOf: (messageId: string, attempt: number) => string,
): { readonly messageId: string; readonly attempt: number }[] =>
  messages.flatMap(({ id, attempts }) =>
    attempts
      .filter((attempt) => attempt[what] === hashOf(id, attempt.number))
      .map(({ number }) => ({ messageId: id, attempt: number })),
  );
