import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

const PHONES = ['01055000041', '01055000042', '01055000043', '01055000044'];

/** A vote of four people, of whom one has withdrawn from it before it is opened. */
describe('A vote that is opened for everybody at once', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
    const ids = await Promise.all(
      PHONES.map(async (phone, number) => {
        const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
          type: 'election',
          reference: `V-${number}`,
          recipient: { name: '서은하', phone },
          data: { opensAt: isoKorean(Date.now() + 3_600_000), minutesOpen: 120 },
        });
        return body.id;
      }),
    );
    await platform.call('POST', `/v1/lifecycles/${ids.at(-1)}/cancel`, { reason: '선거인 명부에서 빠짐' });
    await platform.call('POST', '/v1/lifecycle-events', {
      lifecycleType: 'election',
      type: 'opened',
      eventId: 'opened',
      data: { declaredAt: isoKorean(Date.now()) },
    });
  });
  afterAll(() => platform.close());

  it('is accepted by each of those who are still in it', async () => {
    const progress = await eventually('all have answered', async () => {
      const { body } = await platform.call<{ pending: number; accepted: number }>(
        'GET',
        '/v1/lifecycle-events/opened?lifecycleType=election',
      );
      return body.pending === 0 && body;
    });
    expect(progress).toMatchObject({ accepted: 3, refused: 0 });
  });

  it('is told on each of their phones, and on no other', async () => {
    const told = (phone: string): number =>
      platform.received(phone).filter(({ text }) => text.includes('투표가 시작되었습니다')).length;
    await eventually('three phones show it', () => PHONES.slice(0, 3).every((phone) => told(phone) === 1));
    expect(told(PHONES[3]!)).toBe(0);
  });
});
