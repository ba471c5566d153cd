import { extname, join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec, type PayloadKey } from './payload-codec.js';

/** The converter lies beside this file, as TypeScript in tests and as JavaScript in dist. */
export const failureConverterPath = join(import.meta.dirname, `failure-converter${extname(import.meta.filename)}`);

/** Clients and workers must be given the same keys; workflow code only ever sees clear values. */
export const dataConverter = (keys: readonly PayloadKey[]): DataConverter => ({
  payloadCodecs: [new EncryptionCodec(keys)],
  failureConverterPath,
});
