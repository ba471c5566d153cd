import { randomBytes } from 'node:crypto';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import type { Processes } from './processes.js';

const AT_ONCE = 20;
const NUMBERS = 10_000;

/**
 * Lends a book for each of the keys, some at a time; resolves when every loan is answered. A loan sends one message at once and
 * the next months later.
 * @param onStarted is told how many have been lent so far
 */
export async function lendLoans(
  processes: Processes,
  apiKeys: readonly string[],
  onStarted: (count: number) => void = () => undefined,
): Promise<void> {
  const references = randomBytes(4).toString('hex');
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < apiKeys.length) {
      const number = next++;
      await lendOne(processes, apiKeys[number]!, number, `${references}-${number}`);
      onStarted(number + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function lendOne(processes: Processes, apiKey: string, number: number, reference: string): Promise<void> {
  const phone = `0105500${String(number % NUMBERS).padStart(4, '0')}`;
  const body = {
    type: 'library-loan',
    reference,
    recipient: { name: '김하늘', phone },
    data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 180) },
  };
  const { status } = await processes.call('POST', '/v1/lifecycles', body, undefined, apiKey);
  if (status !== 201) throw new Error(`A start was answered with ${status}.`);
}
