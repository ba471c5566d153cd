import { createHash } from 'node:crypto';
import type { PayloadKey } from '#libs/temporal/payload-codec.js';

/**
 * Encrypts the payloads of recorded histories, and nothing else anywhere: it is public, so that every checkout can replay
 * them. What it guards is made up for tests.
 */
export const PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES: PayloadKey = {
  id: 'public-test-key-of-recorded-histories',
  key: createHash('sha256').update('bongsu: public test key of recorded histories').digest(),
};
