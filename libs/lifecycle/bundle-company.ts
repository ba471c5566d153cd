import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SendEffect } from './state.js';

/**
 * Which items of one person may share a message: those of one lifecycle type whose bundles bear the same name, and which
 * would be sent in the same manner. The manner counts because a shared message has one only: else what may not leave by
 * night would leave with what may, and a plural text would tell of something it was not written for. Starts with the
 * bundle's name, which alone says nothing. `apart` parts them further: what test keys began never meets what is sent. At most 57 characters.
 */
export function companyOf(
  type: string,
  { purpose, night, channels, textAfterMs, fresh, policy }: SendEffect,
  { name, plural }: NonNullable<SendEffect['bundle']>,
  apart?: string,
): string {
  const manner = [
    ...[type, plural, purpose, night, channels ?? [], textAfterMs ?? null, fresh ?? null],
    ...(policy ? [policy] : []),
    ...(apart === undefined ? [] : [apart]),
  ];
  return `${name}/${bytesToHex(sha256(utf8ToBytes(JSON.stringify(manner)))).slice(0, 16)}`;
}
