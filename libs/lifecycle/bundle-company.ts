import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SendEffect } from './state.js';

/**
 * Which items of one person may share a message: those of one lifecycle type whose bundles bear the same name, and which
 * would be sent in the same manner. The manner counts because a shared message has one only: else what may not leave by
 * night would leave with what may, and a plural text would tell of something it was not written for. Starts with the
 * bundle's name, which alone says nothing. At most 57 characters.
 */
export function companyOf(
  type: string,
  { purpose, night, channels, textAfterMs, fresh }: SendEffect,
  { name, plural }: NonNullable<SendEffect['bundle']>,
): string {
  const manner = [type, plural, purpose, night, [...(channels ?? [])].sort(), textAfterMs ?? null, fresh ?? null];
  return `${name}/${bytesToHex(sha256(utf8ToBytes(JSON.stringify(manner)))).slice(0, 16)}`;
}
