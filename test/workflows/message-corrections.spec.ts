import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf, isoKorean } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Set {
  readonly id: string;
  readonly state: string;
  readonly progress: { readonly states: readonly { readonly state: string; readonly count: number }[] };
}

const BILLS = 40;
const phoneOf = (number: number): string => `0105500${8000 + number}`;

/** A whole set on the whole product: every phone has the wrong message and one that puts it right. */
describe('A set of wrong messages', () => {
  let platform: Platform;
  const from = Date.now();
  beforeAll(async () => {
    platform = await Platform.start();
    for (let number = 0; number < BILLS; number += 1)
      await platform.call('POST', '/v1/lifecycles', {
        type: 'bill',
        reference: `SET-${number}`,
        parties: { taxpayer: { name: '이바다', phone: phoneOf(number) } },
        data: { taxTitle: '재산세(주택)', tax: 1_234_560, dueDate: addDays(dayOf(Date.now()), 20) },
      });
    await eventually('all are announced', () => receivedBy((count) => count === 1));
  });
  afterAll(() => platform.close());

  const receivedBy = (right: (count: number) => boolean): boolean =>
    Array.from({ length: BILLS }, (_, number) => platform.received(phoneOf(number)).length).every(right);
  const get = async (id: string): Promise<Set> =>
    (await platform.call<Set>('GET', `/v1/message-corrections/${id}`)).body;

  it('is put right, each once, also when the workers are away in the middle', async () => {
    const { body } = await platform.call<Set>('POST', '/v1/message-corrections', {
      type: 'bill',
      template: 'BILL_ISSUED',
      plannedFrom: isoKorean(from - 60_000),
      plannedUntil: isoKorean(Date.now() + 60_000),
      correction: 'BILL_CORRECTED',
      dryRun: false,
      perMinute: 600,
      reason: '납부기한을 잘못 알림',
    });
    await eventually('some are put right', () => platform.received(phoneOf(0)).length === 2);
    await platform.stopWorkers();
    await platform.startWorkers();
    await eventually('the set is done', async () => (await get(body.id)).state === 'completed', 40_000);
    await eventually('all are delivered', async () => {
      const { states } = (await get(body.id)).progress;
      return states.length === 1 && states[0]?.state === 'delivered' && states[0].count === BILLS;
    });
    expect(receivedBy((count) => count === 2)).toBe(true);
    expect(platform.received(phoneOf(BILLS - 1))[1]?.text).toContain('[정정 안내]');
  });
});
