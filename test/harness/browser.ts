import { describe } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';

/**
 * A suite that needs a browser, whose path it is given; where there is none it is skipped, and says what was tried to
 * come by one.
 */
export function describeInBrowser(name: string, suite: (program: string) => void): void {
  const program = process.env['BONGSU_TEST_BROWSER'];
  if (program === undefined) process.stderr.write(`Skipped: ${name}. ${process.env['BONGSU_TEST_BROWSER_MISSING']}\n`);
  (program === undefined ? describe.skip : describe)(name, () => suite(program ?? ''));
}

/** Headless, and asking nobody but the pages that it is sent to. */
export const startBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
