import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import pg from 'pg';
import { expectNothingMarked, type MarkedForms } from './planted-marks.js';

/** Looks for planted marks in all that PostgreSQL and Temporal keep. */

const { History } = proto.temporal.api.history.v1;
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

/**
 * Throws where a table, or a part of one, holds a mark; names table and column. Looks as a superuser, past row-level security.
 * @returns how many values were looked at
 */
export async function expectNothingMarkedInTables(superuserUrl: string, forms: MarkedForms): Promise<number> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    let looked = 0;
    for (const { name } of tables) {
      const { rows, fields } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      for (const { name: column } of fields) {
        const values = rows.map((row) => row[column]).filter((value) => value !== null);
        const bytes = values.flatMap((value) => [bytesOf(value), Buffer.from('\n')]);
        expectNothingMarked(`${name}.${column}`, Buffer.concat(bytes), forms);
        looked += values.length;
      }
    }
    return looked;
  } finally {
    await client.end();
  }
}

function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/**
 * Throws where Temporal's history of a workflow holds a mark, as it is stored or once it is decrypted, or what a
 * description of it shows: search attributes, memo, summaries, activities that fail.
 * @returns how many payloads were decrypted
 */
export async function expectNothingMarkedInTemporal(
  client: Client,
  workflowId: string,
  forms: MarkedForms,
  runId?: string,
): Promise<number> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const history = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const payloads = await decrypted(client, [...payloadsIn(history), ...payloadsIn(raw)]);
  expectNothingMarked(`The history of ${workflowId}`, History.encode(history).finish(), forms);
  expectNothingMarked(
    `The description of ${workflowId}`,
    DescribeWorkflowExecutionResponse.encode(raw).finish(),
    forms,
  );
  expectNothingMarked(`The decrypted history of ${workflowId}`, Buffer.concat(payloads), forms);
  return payloads.length;
}

async function decrypted(client: Client, payloads: readonly Payload[]): Promise<Uint8Array[]> {
  const [codec] = client.options.loadedDataConverter.payloadCodecs;
  if (!codec) throw new Error('The client has no payload codec.');
  const decoded = await codec.decode([...payloads]);
  // What is empty is a plain array.
  return decoded.map(({ data }) => Buffer.from(data ?? []));
}

function payloadsIn(value: unknown): Payload[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) return [value as Payload];
  return Object.values(value).flatMap(payloadsIn);
}
