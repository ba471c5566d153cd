import type { StoredMessage } from '../state.js';
import { validationError } from './solapi-error.js';
import { storedMessage } from './wire.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;

/** One page of a look-up: a map by message id, as the dealer gives it. `startKey` is the first message of the page. */
export function pageOf(messages: readonly StoredMessage[], query: Record<string, unknown>): Record<string, unknown> {
  const limit = query['limit'] === undefined ? DEFAULT_LIMIT : Number(query['limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw validationError(`limit 은 1 이상 ${MAX_LIMIT} 이하의 정수여야 합니다.`);
  }
  const startKey = typeof query['startKey'] === 'string' && query['startKey'] !== '' ? query['startKey'] : null;
  const start = startKey === null ? 0 : messages.findIndex((message) => message.messageId === startKey);
  if (start < 0) throw validationError('startKey 에 해당하는 메시지가 없습니다.');
  const page = messages.slice(start, start + limit);
  return {
    startKey,
    nextKey: messages[start + limit]?.messageId ?? null,
    limit,
    messageList: Object.fromEntries(page.map((message) => [message.messageId, storedMessage(message)])),
  };
}

/** The messages that a query of `messages/v4/list` asks for, newest first. */
export function selected(messages: readonly StoredMessage[], query: Record<string, unknown>): StoredMessage[] {
  const ids = [...listOf(query['messageIds']), ...listOf(query['messageIds[]']), ...listOf(query['messageId'])];
  const filters = (['groupId', 'to', 'from', 'type', 'statusCode'] as const).map(
    (name) => [name, listOf(query[name])] as const,
  );
  const byDate = query['dateType'] === 'UPDATED' ? 'dateUpdated' : 'dateCreated';
  const from = dateOf(query['startDate'], 'startDate') ?? Number.NEGATIVE_INFINITY;
  const to = dateOf(query['endDate'], 'endDate') ?? Number.POSITIVE_INFINITY;
  return messages
    .filter(
      (message) =>
        (ids.length === 0 || ids.includes(message.messageId)) &&
        filters.every(([name, wanted]) => wanted.length === 0 || wanted.includes(message[name] ?? '')) &&
        message[byDate] >= from &&
        message[byDate] <= to,
    )
    .reverse();
}

/** A value given once, repeatedly, or separated by commas. */
function listOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (typeof one === 'string' && one !== '' ? one.split(',') : []));
}

function dateOf(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw validationError(`${name} 의 형식이 올바르지 않습니다.`);
  return at;
}
