import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Shown {
  readonly id: string;
  readonly pausedAt: string | null;
  readonly held: number;
  readonly leak: string | null;
  readonly affairs: { readonly paused: number };
  readonly people: readonly { readonly id: string }[];
}

const today = dayOf(Date.now());

/** A person's affairs as one, on the whole product. */
describe('All affairs at a number', () => {
  let platform: Platform;
  let number = 0;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform?.close());

  const phoneOf = (place: number): string => `0105500${9100 + place}`;
  const lend = async (name: string, phone: string): Promise<string> => {
    number += 1;
    const { body } = await platform.call<Shown>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `QUARANTINE-${number}`,
      recipient: { name, phone },
      data: { bookTitle: '임꺽정 1', dueDate: addDays(today, 14) },
    });
    return body.id;
  };
  const extend = (id: string) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type: 'extended',
      eventId: 'extended',
      data: { dueDate: addDays(today, 21) },
    });
  const post = async (path: string, body: object): Promise<Shown> => {
    const answer = await platform.call<Shown>('POST', path, { reason: '시험', actor: '김사서', ...body });
    expect([answer.status, answer.body]).toEqual([200, answer.body]);
    return answer.body;
  };
  const read = async (path: string): Promise<Shown> => (await platform.call<Shown>('GET', path)).body;
  const paused = (ids: readonly string[], expected: boolean) =>
    eventually(`all ${expected ? 'are paused' : 'go on'}`, async () => {
      const affairs = await Promise.all(ids.map((id) => read(`/v1/lifecycles/${id}`)));
      return affairs.every(({ pausedAt }) => (pausedAt !== null) === expected);
    });
  const texts = (phone: string): string[] => platform.received(phone).map(({ text }) => text);

  it('fall silent at once, and what is due goes to the right number once it is known', async () => {
    const [wrong, right, elsewhere] = [phoneOf(1), phoneOf(2), phoneOf(3)];
    const running = [await lend('김한강', wrong), await lend('김한강', wrong)];
    await eventually('both are announced', () => platform.received(wrong).length === 2);
    const quarantine = await post('/v1/quarantines', { phone: wrong });
    expect([quarantine.affairs.paused, quarantine.leak === null]).toEqual([2, false]);
    await paused(running, true);
    for (const id of running) expect((await extend(id)).status).toBe(200);
    const begun = await lend('김한강', wrong);
    // What the new affair tells is held by the number alone: nobody has paused it.
    await eventually('the new one is held', async () => (await read(`/v1/quarantines/${quarantine.id}`)).held === 1);
    const other = await lend('이다른', elsewhere);
    await extend(other);
    await eventually('another person is told', () => platform.received(elsewhere).length === 2);
    expect(platform.received(wrong)).toHaveLength(2);

    const people = [{ id: quarantine.people[0]!.id, phone: right }];
    await post(`/v1/quarantines/${quarantine.id}/lift`, { as: 'corrected', people });
    await eventually('the right number is told of all three', () => platform.received(right).length === 3);
    await paused([...running, begun], false);
    // A later word shows that nothing else was on its way.
    for (const id of [...running, begun])
      await platform.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: 'returned', data: {} });
    await eventually('all are returned', () => platform.received(right).length === 6);
    expect(texts(right).filter((text) => text.includes('반납'))).not.toEqual([]);
    expect(platform.received(wrong)).toHaveLength(2);
  });

  it('of somebody who has died go on to their heir', async () => {
    const [phone, heirs] = [phoneOf(4), phoneOf(5)];
    const affairs = [await lend('김강물', phone), await lend('김강물', phone)];
    await eventually('both are announced', () => platform.received(phone).length === 2);
    const found = await platform.call<{ items: { id: string }[] }>('POST', '/v1/persons/search', { phone });
    const { id } = await post(`/v1/persons/${found.body.items[0]!.id}/deceased`, {});
    await paused(affairs, true);
    for (const affair of affairs) await extend(affair);
    await post(`/v1/quarantines/${id}/take-over`, { heir: { name: '김상속', phone: heirs } });
    await eventually('the heir is told of both', () => platform.received(heirs).length === 2);
    await paused(affairs, false);
    expect(platform.received(phone)).toHaveLength(2);
  });
});
