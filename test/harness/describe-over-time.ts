import { describe } from '@jest/globals';
import { timeSkippingMissing } from './time-skipping.js';

/** `describe`, but skipped, with the reason in its name, where there is neither the server's download nor Java. */
export function describeOverTime(name: string, body: () => void): void {
  if (timeSkippingMissing === undefined) describe(name, body);
  else {
    describe.skip(`${name} [skipped: ${timeSkippingMissing}]`, body);
  }
}
