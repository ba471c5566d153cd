import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import pg from 'pg';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** A name, number, title and reason that occur nowhere else, in every encoding in which they might be lying about. */
const MARKED = {
  name: '표식이름가나',
  phone: '01055019753',
  title: '표식책제목다라',
  reason: '표식사유마바',
} as const;

const encodings = (text: string): string[] => {
  const bytes = Buffer.from(text);
  return [
    text,
    bytes.toString('hex'),
    encodeURIComponent(text),
    JSON.stringify(text).replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    // base64 differs with where the text begins; two of three bytes in the middle always stand
    ...[0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    ),
  ];
};

function expectNothingMarked(where: string, haystack: string): void {
  for (const [what, text] of Object.entries(MARKED)) {
    for (const form of encodings(text)) {
      // what is compared is named, never shown
      if (haystack.includes(form)) throw new Error(`${where} holds the marked ${what}.`);
    }
  }
}

describe('Personal data planted in a loan that falls back and is cancelled', () => {
  let platform: Platform;
  let lifecycleId: string;

  beforeAll(async () => {
    platform = await Platform.start();
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'PD-1',
      recipient: { name: MARKED.name, phone: MARKED.phone },
      data: { bookTitle: MARKED.title, dueDate: addDays(dayOf(Date.now()), 14) },
    });
    lifecycleId = body.id;
    await eventually('the text is received', () => platform.received(MARKED.phone).length === 1);
    const cancelled = await platform.call('POST', `/v1/lifecycles/${lifecycleId}/cancel`, { reason: MARKED.reason });
    expect(cancelled.status).toBe(200);
    await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, lifecycleId)).result();
  });
  afterAll(() => platform.close());

  it('really reached the phone, so that there was something to find', () => {
    expect(platform.received(MARKED.phone)[0]?.text).toContain(MARKED.title);
  });

  it('stands in no table of PostgreSQL in clear', async () => {
    const client = new pg.Client({ connectionString: platform.database.superuserUrl });
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(
        `select quote_ident(table_name) as name from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      for (const { name } of tables.rows) {
        const rows = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
        expectNothingMarked(name, rows.rows.map(({ row }) => row).join('\n'));
      }
    } finally {
      await client.end();
    }
  });

  it('stands in no Temporal history, not even once decrypted', async () => {
    const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, lifecycleId));
    const history = await handle.fetchHistory();
    const codec = platform.client.options.loadedDataConverter.payloadCodecs[0]!;
    const payloads: string[] = [];
    const collect = async (value: unknown): Promise<void> => {
      if (value === null || typeof value !== 'object') return;
      if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) {
        const [decoded] = await codec.decode([value as never]);
        payloads.push(Buffer.from(decoded?.data ?? []).toString());
        return;
      }
      for (const inner of Object.values(value)) await collect(inner);
    };
    await collect(history);
    expect(payloads.length).toBeGreaterThan(5);
    expectNothingMarked('history', JSON.stringify(history) + payloads.join('\n'));
  });

  it('stands in none of the answers to reads', async () => {
    for (const path of [`/v1/lifecycles/${lifecycleId}`, `/v1/lifecycles/${lifecycleId}/timeline`, '/v1/lifecycles']) {
      const { body } = await platform.call('GET', path);
      const { phone, name } = MARKED;
      for (const text of [phone, name]) if (JSON.stringify(body).includes(text)) throw new Error(`${path} shows it.`);
    }
  });
});
