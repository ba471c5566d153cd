import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type History = ReturnType<typeof History.fromObject>;

export interface RecordedHistory {
  /** `<release>/<fate>`. */
  readonly name: string;
  readonly history: History;
}

/** Below it lie `<release>/<fate>.json`. */
export const HISTORIES = join(import.meta.dirname, 'histories');

/** A history as one JSON value: enums by name, long numbers as text, bytes in base64. */
export const historyToJson = (history: Parameters<typeof History.fromObject>[0]): string =>
  `${JSON.stringify(History.toObject(History.fromObject(history), { enums: String, longs: String, bytes: String }), null, 1)}\n`;

/** Every history that any release has recorded. */
export async function recordedHistories(): Promise<RecordedHistory[]> {
  const files = (await readdir(HISTORIES, { recursive: true })).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      history: History.fromObject(JSON.parse(await readFile(join(HISTORIES, file), 'utf8')) as object),
    })),
  );
}

/** All that a history says to someone who holds its key, as one text. */
export async function inClear(value: unknown, codec: PayloadCodec): Promise<string> {
  if (typeof value !== 'object' || value === null) return String(value);
  if (isPayload(value)) {
    const [clear] = await codec.decode([value]);
    return Buffer.from(clear?.data ?? []).toString();
  }
  const parts = await Promise.all(Object.values(value).map((each) => inClear(each, codec)));
  return parts.join('\n');
}

const isPayload = (value: object): value is Payload => 'metadata' in value && 'data' in value;
