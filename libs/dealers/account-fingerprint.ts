import { createHash } from 'node:crypto';

/** Tells accounts apart without naming them: 16 hexadecimal digits. */
export const accountFingerprint = (...names: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
