import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Dispatching } from '#activities/dispatch.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { readTimeline } from '#libs/database/lifecycle-reads.js';
import type { PartyInput } from '#libs/database/party-store.js';
import { erasePerson } from '#libs/database/person-store.js';
import type { DealerMessage } from '#libs/dealers/dealer.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { createWorld, type World } from './database-world.js';
import { DealerDouble } from './dealer-double.js';

const TENANT = 'city-library';
const MINUTE = 60_000;
/** Affairs of one person that meet in one message. */
const MANY = 500;
const DAY = '2026-12-04';
const MORNING = momentAt(DAY, '10:00');
const GUARDIAN = '01055010009';
/** The child turns fourteen on the fifth of December. */
const CHILD: PartyInput = {
  name: '김하나',
  phone: '01055010001',
  birthDate: '2012-12-05',
  guardian: { name: '김보호', phone: GUARDIAN },
};

/** Keeps what it is given to say; `meanwhile` happens while it is given. */
class ListeningDealer extends DealerDouble {
  readonly letters: DealerMessage[] = [];
  meanwhile: (() => void) | undefined;

  override prepare(message: DealerMessage) {
    this.letters.push(message);
    this.meanwhile?.();
    this.meanwhile = undefined;
    return super.prepare(message);
  }
}

/** Deliveries on a real PostgreSQL, at moments that the tests choose. The tenant has no quiet hours. */
describe('A message about somebody under fourteen', () => {
  let world: World;
  let dispatching: Dispatching;
  let now: Moment;
  let families = 0;
  const dealer = new ListeningDealer(
    () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
    1_000,
  );

  beforeAll(async () => {
    world = await createWorld([]);
    const { dataSource, keys } = world;
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now: () => now,
      dealerTimeoutMs: 1_000,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    now = MORNING;
    dealer.letters.length = 0;
  });

  const lend = (borrower: PartyInput, bookTitle = '봉수의 역사'): Promise<string> =>
    world.start(TENANT, { parties: { borrower }, fields: { bookTitle, dueDate: DAY } });

  function reminder(lifecycleId: string, change: Partial<SendEffect> = {}): DispatchInput {
    const key = 'timer:on-loan/dueToday#0';
    return {
      tenant: TENANT,
      lifecycleId,
      messageId: messageIdFor(lifecycleId, key, now),
      eventsAccepted: 0,
      send: {
        key,
        template: 'LOAN_DUE_TODAY',
        party: 'borrower',
        purpose: 'informational',
        urgent: false,
        plannedAt: now,
        night: 'after',
        origin: { kind: 'timer', stage: 'on-loan', timer: 'dueToday', identity: 'on-loan/dueToday' },
        final: false,
        fields: { dueDate: DAY, dueDay: DAY },
        ...change,
      },
    };
  }

  const bundled = (lifecycleId: string): DispatchInput =>
    reminder(lifecycleId, { bundle: { name: 'dueToday', closesAt: now + MINUTE, plural: 'LOAN_DUE_TODAY_MANY' } });
  const dispatch = (input: DispatchInput): Promise<DispatchResult> => dispatching.dispatch(input);
  const numbers = (): string[] => dealer.letters.map(({ to }) => to);
  const commits = (): string[] => dealer.taken.map(({ groupId }) => groupId);

  async function bundleOf({ messageId, lifecycleId }: DispatchInput): Promise<DispatchInput> {
    const [row] = await world.in(TENANT, (tx) =>
      tx.query<{ id: string }[]>(`select bundle_id as id from messages where id = $1`, [messageId]),
    );
    return { tenant: TENANT, lifecycleId, messageId: row!.id, bundle: true };
  }

  /** Two children of a guardian whom no other test knows. */
  function children(): readonly [PartyInput, PartyInput] {
    families += 1;
    const guardian = { name: `김보호 ${families}`, phone: GUARDIAN };
    return [
      { ...CHILD, guardian },
      { name: '김두리', birthDate: '2018-03-01', guardian },
    ];
  }

  it('goes to the guardian', async () => {
    await dispatch(reminder(await lend(CHILD)));
    expect(numbers()).toEqual([GUARDIAN]);
  });

  it('tells of the child, by the child’s name', async () => {
    await dispatch(reminder(await lend(CHILD)));
    expect(dealer.letters[0]?.text).toContain('김하나님');
  });

  it('goes to the child from the midnight of the fourteenth birthday on', async () => {
    now = momentAt('2026-12-05', '00:00');
    await dispatch(reminder(await lend(CHILD)));
    expect(numbers()).toEqual([CHILD.phone]);
  });

  it('goes to the guardian after that birthday, where the child has no number', async () => {
    now = momentAt('2026-12-05', '10:00');
    await dispatch(reminder(await lend({ ...CHILD, phone: undefined })));
    expect(numbers()).toEqual([GUARDIAN]);
  });

  it('is written anew for the child, where the birthday begins between writing it and letting it leave', async () => {
    now = momentAt('2026-12-05', '00:00') - 1;
    dealer.meanwhile = () => (now += 1);
    const before = commits().length;
    await dispatch(reminder(await lend(CHILD)));
    expect(numbers()).toEqual([GUARDIAN, CHILD.phone]);
    expect(commits()).toHaveLength(before + 1);
  });

  it('is remembered as the guardian’s', async () => {
    const lifecycleId = await lend(CHILD);
    await dispatch(reminder(lifecycleId));
    const { messages } = await world.in(TENANT, (tx) => readTimeline(tx, world.keys, lifecycleId));
    expect(messages[0]?.attempts[0]).toMatchObject({ told: 'guardian' });
    expect(messages[0]?.attempts[0]?.text).toContain('김하나님');
  });

  it('shares one message with a sibling’s for their guardian, and says of how many it tells', async () => {
    const [one, other] = children();
    const first = bundled(await lend(one, '봉수의 역사'));
    const second = bundled(await lend(other, '등대의 역사'));
    await dispatch(first);
    await dispatch(second);
    now += MINUTE;
    await dispatch(await bundleOf(first));
    expect(numbers()).toEqual([GUARDIAN]);
    expect(dealer.letters[0]?.text).toContain('김하나 외 1명님');
  });

  it('leaves the guardian’s bundle for the child who turns fourteen before it leaves', async () => {
    now = momentAt('2026-12-05', '00:00') - MINUTE;
    const [one, other] = children();
    const first = bundled(await lend(one));
    const second = bundled(await lend(other));
    await dispatch(first);
    await dispatch(second);
    now += MINUTE;
    await dispatch(await bundleOf(first));
    await dispatch(first);
    expect(numbers()).toEqual([GUARDIAN, CHILD.phone]);
    expect(dealer.letters[0]?.text).toContain('김두리님');
  });

  it('is dropped once the guardian was erased', async () => {
    const [child] = children();
    const lifecycleId = await lend(child);
    await world.in(TENANT, async (tx) => {
      const [party] = await tx.query<{ id: string }[]>(
        `select guardian_person_id as id from parties where lifecycle_id = $1`,
        [lifecycleId],
      );
      await erasePerson(tx, party!.id, now);
    });
    expect(await dispatch(reminder(lifecycleId))).toMatchObject({ kind: 'dropped' });
    expect(numbers()).toEqual([]);
  });

  it('goes to a representative of many once for all that falls due in one moment', async () => {
    const items: DispatchInput[] = [];
    for (let number = 0; number < MANY; number += 1) {
      const item = bundled(await lend({ name: '이대리', phone: '01055010077' }, `봉수의 역사 ${number}`));
      await dispatch(item);
      items.push(item);
    }
    now += MINUTE;
    await dispatch(await bundleOf(items[0]!));
    expect(dealer.letters.map(({ text }) => /(이대리)님[^]*외 (\d+)권/.exec(text)?.slice(1))).toEqual([
      ['이대리', String(MANY - 1)],
    ]);
  }, 240_000);
});
