import { z } from 'zod';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, givenMoment, id, lineOfText, moment, pageOf, pageSize } from '../requests/field-schemas.js';

const kind = z.enum(['change', 'look']).describe('`look`: personal data was read, masked or in clear.');

export const listAuditQuery = z
  .strictObject({
    lifecycle: id.optional().describe('Only what concerns this lifecycle.'),
    person: id.optional().describe('Only what was done to this person by name: looks, exports, erasure.'),
    actor: lineOfText(200)
      .optional()
      .describe('Id of an API key, `subject` of an operator, or what a command is called.'),
    operation: lineOfText(100).optional().describe('As this document names operations, as in `cancelLifecycle`.'),
    kind: kind.optional(),
    from: givenMoment.optional().describe('From this moment on.'),
    until: givenMoment.optional().describe('Before this moment.'),
    limit: pageSize,
    cursor: cursor.optional(),
  })
  .refine(({ from, until }) => inOrder(from, until), {
    path: ['until'],
    error: 'PERIOD_INVALID: must not be earlier than `from`',
  });
export type ListAuditQuery = z.output<typeof listAuditQuery>;

function inOrder(from: string | undefined, until: string | undefined): boolean {
  const [begins, ends] = [from, until].map((text) => (text === undefined ? undefined : momentOfIso(text)));
  return begins === undefined || ends === undefined || begins <= ends;
}

export const auditEntry = z
  .object({
    id,
    at: moment,
    kind,
    actor: z.object({
      kind: z
        .enum(['api-key', 'operator', 'link', 'command', 'system'])
        .describe('`link`: somebody who followed a link in a message; `command`: one given at the machine.'),
      id: z.string(),
      label: z.string().nullable().describe('What the API key is called, or the operator’s post.'),
    }),
    operation: z.string(),
    lifecycleId: id.nullable(),
    messageId: id.nullable(),
    personId: id.nullable(),
    subject: z.record(z.string(), z.string()).describe('What else the address named.'),
    reason: z.string().nullable().describe('Null where none was given, or once whoever it was about was erased.'),
    requestId: id.nullable().describe('X-Request-Id of the answer.'),
    number: z.int().nullable().describe('Place in the chain; null for about a second.'),
    hash: z.string().nullable().describe('Hash of the chain up to this entry, SHA-256 in hexadecimal.'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryAnswer = z.output<typeof auditEntry>;

export const auditPage = pageOf(auditEntry).meta({ id: 'AuditPage' });
export type AuditPageAnswer = z.output<typeof auditPage>;

export const auditExample: AuditPageAnswer = {
  items: [
    {
      id: '01932f1e-0000-7000-8000-000000000002',
      at: '2030-11-20T10:00:00+09:00',
      kind: 'change',
      actor: { kind: 'api-key', id: '01932f1e-0000-7000-8000-000000000001', label: '도서관 시스템' },
      operation: 'cancelLifecycle',
      lifecycleId: EXAMPLE_IDS.lifecycle,
      messageId: null,
      personId: null,
      subject: {},
      reason: '분실 처리',
      requestId: '0b5ab7f5-63a7-4d5b-9f5c-5a2a7f1a9f10',
      number: 1204,
      hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  ],
  next: null,
};
