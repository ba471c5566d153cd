// Somebody has died: their affairs fall silent in one act, and pass to an heir in another.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { QuarantineAnswer } from '#apps/api/quarantines/quarantine.schemas.js';
import { MINUTE_MS, NOON, QuarantineWorld, type Somebody } from './quarantine-world.js';

interface Shown {
  readonly state: string;
  readonly pausedAt: string | null;
}

let world: QuarantineWorld;
beforeAll(async () => {
  world = await QuarantineWorld.create();
});
afterAll(() => world?.close());
beforeEach(() => {
  world.now = NOON;
});

const shown = (id: string): Promise<Shown> => world.read<Shown>(`/v1/lifecycles/${id}`);

async function died(person: Somebody, affairs: 'pause' | 'cancel' = 'pause'): Promise<QuarantineAnswer> {
  const path = `/v1/persons/${await world.idOf(person)}/deceased`;
  const { status, body } = await world.post<QuarantineAnswer>(path, { reason: '사망 신고', affairs });
  expect(status).toBe(200);
  return body;
}

const takeOver = (id: string, heir: Somebody) =>
  world.post<QuarantineAnswer & { readonly code: string }>(`/v1/quarantines/${id}/take-over`, {
    heir,
    reason: '상속인 확인',
  });

describe('Somebody who has died', () => {
  it('is told nothing from the answer on, of no affair, also of one that is started later', async () => {
    const person = world.somebody();
    const before = world.message(await world.lend(person));
    expect((await died(person)).affairs).toEqual({ paused: 1, wasPaused: 0, cancelled: 0 });
    const later = world.message(await world.lend(person));
    for (const input of [before, later]) {
      expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
      expect(world.dealer.numbersOf(input.messageId)).toEqual([]);
    }
  });

  it('leaves others at the number to be told as before', async () => {
    const person = world.somebody();
    const other = { ...world.somebody(), phone: person.phone };
    await world.lend(person);
    await died(person);
    const input = world.message(await world.lend(other));
    expect(await world.dispatch(input)).toMatchObject({ kind: 'handed-over' });
  });

  it('is not spoken of to their guardian either', async () => {
    const guardian = world.somebody();
    const child = world.somebody();
    const input = world.message(await world.lend({ ...child, birthDate: '2024-01-01', guardian }));
    await died(child);
    expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.numbersOf(input.messageId)).toEqual([]);
  });

  it('leaves what their guardian is told of several children, and the others’ goes', async () => {
    const guardian = world.somebody();
    const [child, sibling] = [world.somebody(), world.somebody()];
    const ward = { birthDate: '2024-01-01', guardian };
    const theirs = world.bundled(await world.lend({ ...child, ...ward }, '등대의 역사'));
    const others = world.bundled(await world.lend({ ...sibling, ...ward }));
    for (const item of [theirs, others]) await world.dispatch(item);
    const bundle = await world.bundleOf(theirs);
    await died(child);
    world.now += MINUTE_MS;
    expect(await world.dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
    const [letter, ...more] = world.dealer.lettersOf(bundle.messageId);
    expect([letter?.to, more]).toEqual([guardian.phone, []]);
    expect(letter?.text).toContain('「봉수의 역사」');
    expect(letter?.text).not.toMatch(/등대|외 1/);
    expect(await world.dispatch(theirs)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.numbersOf(theirs.messageId)).toEqual([]);
  });

  it('is not called for by a delivery that had begun before', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    world.dealer.meanwhile = () => died(person);
    expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.commits.filter(({ messageId }) => messageId === input.messageId)).toEqual([]);
  });

  it('has their affairs cancelled without a word, where that was asked', async () => {
    const person = world.somebody();
    const [one, other] = [await world.lend(person), await world.lend(person)];
    expect((await died(person, 'cancel')).affairs).toEqual({ paused: 0, wasPaused: 0, cancelled: 2 });
    for (const id of [one, other]) {
      await world.tell(id);
      expect((await shown(id)).state).toBe('cancelled');
    }
  });

  it('is told again where it was a mistake', async () => {
    const person = world.somebody();
    const id = await world.lend(person);
    const { id: quarantine } = await died(person);
    await world.tell(id);
    await world.lift(quarantine, { as: 'mistaken' });
    await world.tell(id);
    expect((await shown(id)).pausedAt).toBeNull();
    expect(await world.dispatch(world.message(id))).toMatchObject({ kind: 'handed-over' });
  });

  it('has no right number', async () => {
    const person = world.somebody();
    await world.lend(person);
    const { id } = await died(person);
    const people = [{ id: await world.idOf(person), phone: world.somebody().phone }];
    const { status, body } = await world.lift(id, { as: 'corrected', people });
    expect([status, body.code]).toEqual([409, 'QUARANTINE_KIND_WRONG']);
  });
});

describe('An heir', () => {
  it('is told in the other’s place, in all affairs and once, and what was held as well', async () => {
    const person = world.somebody();
    const heir = world.somebody();
    const affairs = [await world.lend(person), await world.lend(person)];
    const held = world.message(affairs[0]!);
    const { id } = await died(person);
    await world.dispatch(held);
    for (const each of affairs) await world.tell(each);
    expect((await takeOver(id, heir)).body).toMatchObject({ state: 'open', takenOverAt: '2030-11-18T12:00:00+09:00' });
    for (const each of affairs) {
      await world.tell(each);
      expect((await shown(each)).pausedAt).toBeNull();
    }
    const inputs = [held, world.message(affairs[1]!)];
    for (const input of inputs) {
      await world.dispatch(input);
      expect(world.dealer.numbersOf(input.messageId)).toEqual([heir.phone]);
    }
    const relations = await world.rows(`select distinct relation from parties where lifecycle_id = any($1)`, [affairs]);
    expect(relations).toEqual([{ relation: 'heir' }]);
  });

  it('at the same number is another person, and told', async () => {
    const person = world.somebody();
    const heir = { ...world.somebody(), phone: person.phone };
    const affair = await world.lend(person);
    const { id } = await died(person);
    await world.tell(affair);
    await takeOver(id, heir);
    await world.tell(affair);
    expect(await world.dispatch(world.message(affair))).toMatchObject({ kind: 'handed-over' });
  });

  it('leaves whoever has died in silence, in what is started later', async () => {
    const person = world.somebody();
    await world.lend(person);
    const { id } = await died(person);
    await takeOver(id, world.somebody());
    const later = world.message(await world.lend(person));
    expect(await world.dispatch(later)).toMatchObject({ kind: 'wait' });
  });

  it('is not the one who has died', async () => {
    const person = world.somebody();
    await world.lend(person);
    const { id } = await died(person);
    const { status, body } = await takeOver(id, person);
    expect([status, body.code]).toEqual([400, 'FIELD_INVALID']);
  });
});

describe('A new guardian', () => {
  it('is told about the ward of one who has died, decided by the same date of birth', async () => {
    const guardian = world.somebody();
    const ward = world.somebody();
    const other = world.somebody();
    const affair = await world.lend({ ...ward, birthDate: '2016-11-20', guardian });
    const { id } = await died(guardian);
    await world.tell(affair);
    await takeOver(id, other);
    await world.tell(affair);
    const before = world.message(affair);
    await world.dispatch(before);
    world.now += 3 * 86_400_000;
    const after = world.message(affair);
    await world.dispatch(after);
    expect([before, after].map(({ messageId }) => world.dealer.numbersOf(messageId))).toEqual([
      [other.phone],
      [ward.phone],
    ]);
  });
});
