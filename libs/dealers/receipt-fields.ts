import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReceiptHeaders } from './dealer.js';

/** What all adapters read answers and webhooks with: bodies come from outside, and nothing about them is believed. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Codes and ids are texts; one that comes as a number is read all the same. */
export const codeOf = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : textOf(value);

/** Fields of a receipt that may be kept, where they are plain values. */
export const safeFields = (
  item: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(
    names
      .filter((name) => ['string', 'number', 'boolean'].includes(typeof item[name]))
      .map((name) => [name, item[name]]),
  );

/** Digests are compared, so that neither the place of a difference nor the length takes a time of its own. */
export function sameSecret(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const same = timingSafeEqual(digest(given ?? ''), digest(expected));
  return same && given !== undefined && expected !== '';
}

/** @param name in small letters. @returns undefined when the header is missing or stands there more than once */
export function headerOf(headers: ReceiptHeaders, name: string): string | undefined {
  const values = Object.entries(headers)
    .filter(([header]) => header.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
  return values.length === 1 ? values[0] : undefined;
}
