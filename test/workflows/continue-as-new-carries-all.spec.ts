import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { STAGE } from '#libs/contracts/search-attributes.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { carriedOver } from '../fixtures/carried-over.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

/** A run that begins with what is held comes to half a dozen events by itself: from here on each act ends in another one. */
const EVENTS_WHILE_HELD = 8;
/** One that begins with an item of a bundle asks for it again: so many, that it does not end by itself. */
const EVENTS_WHILE_RIDING = 16;
const FIRST_WORDS = '적었습니다';
const NEW_WORDS = '새로 적었습니다';
/** Acts on the paused affair, of which every other one ends a run. */
const ACTS = 12;

interface Affair {
  readonly id: string;
  readonly version: string;
  readonly pausedAt: string | null;
  readonly planned: readonly { readonly timer: string; readonly at: string }[];
}

describe('A new run at every step carries on', () => {
  let temporal: OwnTemporal;
  let platform: Platform;

  const begin = async (eventsOfARun: number): Promise<void> => {
    temporal = await createOwnTemporal({ dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': eventsOfARun } });
    // A dealer's word of failure is under way while the next acts are done.
    platform = await Platform.start({ temporal, simulator: { receiptDelayMs: 1_500 } });
  };
  const end = async (): Promise<void> => {
    await platform?.close();
    await temporal?.remove();
  };

  const read = async (id: string): Promise<Affair> => (await platform.call<Affair>('GET', `/v1/lifecycles/${id}`)).body;
  const ok = async (call: Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> => {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  };
  /** As a sender's system does: what cannot be taken at the moment is told again under its id. */
  const report = (id: string, type: string, eventId: string, data?: object) =>
    eventually(`${eventId} is taken`, async () => {
      const event = { type, eventId, ...(data && { data }) };
      const { status, body } = await platform.call('POST', `/v1/lifecycles/${id}/events`, event);
      if (status < 300) return true;
      throw new Error(`${status} ${JSON.stringify(body)}`);
    });
  const steer = (id: string, act: string) =>
    ok(platform.call('POST', `/v1/lifecycles/${id}/${act}`, { reason: '시험' }));
  const rows = <T>(sql: string, values: readonly unknown[]): Promise<T[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) => tx.query<T[]>(sql, [...values]));
  const runsOf = async (id: string): Promise<number> => {
    let runs = 0;
    const workflowId = lifecycleWorkflowId(platform.tenant, id);
    for await (const _ of platform.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs += 1;
    return runs;
  };
  const runNow = async (id: string): Promise<string> =>
    (await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).describe()).runId;
  const stageShown = async (id: string): Promise<unknown> => {
    const { typedSearchAttributes } = await platform.client.workflow
      .getHandle(lifecycleWorkflowId(platform.tenant, id))
      .describe();
    return typedSearchAttributes.get(STAGE);
  };

  describe('an affair that is paused, stopped and moved to another version', () => {
    // Whoever has it has no KakaoTalk: each message is told a second time, as a text.
    const phone = '01055014911';
    const texts = () => platform.received(phone).map(({ text }) => text);
    const timers = async (): Promise<string[]> => (await read(id)).planned.map(({ timer }) => timer).sort();
    let id: string;
    let version: string;
    /** What was planned after each act. */
    const planned: Record<string, readonly string[]> = {};

    afterAll(end);
    beforeAll(async () => {
      await begin(EVENTS_WHILE_HELD);
      const publish = async (words: string): Promise<void> => {
        await ok(platform.call('POST', '/v1/lifecycle-types', carriedOver(platform.tenant, words)));
        await registerOwnTemplates(platform.dataSource, platform.tenant, platform.apiUrl, (templates) =>
          platform.simulator.control.putTemplates(templates),
        );
      };
      await publish(FIRST_WORDS);
      const type = `${platform.tenant}/carried-over`;
      const begunAt = Date.now();
      const { body } = await platform.call<Affair>('POST', '/v1/lifecycles', {
        type,
        reference: 'CARRIED-1',
        recipient: { name: '박나무', phone },
        data: { receivedAt: new Date().toISOString() },
      });
      ({ id, version } = body);
      await report(id, 'noted', 'n-1');
      await eventually('the first note is with the dealer', async () => {
        const [row] = await rows(
          `select from attempts a join messages m on m.id = a.message_id
           where m.lifecycle_id = $1 and a.state = 'accepted'`,
          [id],
        );
        return row !== undefined;
      });
      // Its failure is told while the affair is paused already: the text waits.
      await steer(id, 'pause');
      await report(id, 'noted', 'n-2');
      planned['going'] = await timers();
      await report(id, 'halted', 'h-1');
      planned['stopped'] = await timers();
      await Promise.all([report(id, 'checked', 'c-1', { checked: true }), report(id, 'noted', 'n-3')]);
      planned['stopped, runs later'] = await timers();
      await publish(NEW_WORDS);
      const { body: migration } = await platform.call<{ id: string }>(
        'POST',
        `/v1/lifecycle-types/${type}/migrations`,
        {
          toVersion: 2,
          perMinute: 120,
          reason: '문구를 고침',
          dryRun: false,
        },
      );
      await eventually('it has moved', async () => {
        const { body } = await platform.call<{ state: string }>(
          'GET',
          `/v1/lifecycle-types/${type}/migrations/${migration.id}`,
        );
        return body.state === 'completed';
      });
      await report(id, 'noted', 'n-4');
      await report(id, 'checked', 'c-2', { checked: false });
      await eventually('what falls due has fallen due', () => Date.now() > begunAt + 62_000, 70_000);
      await report(id, 'checked', 'c-3', { checked: true });
      await report(id, 'goneOn', 'g-1');
      planned['gone on'] = await timers();
      expect(texts()).toEqual([]);
      await steer(id, 'resume');
      await report(id, 'checked', 'c-4', { checked: false });
      await eventually(
        'all that was held is told',
        () => {
          if (texts().length === 5) return true;
          throw new Error(texts().join(' '));
        },
        120_000,
      );
      planned['resumed'] = await timers();
    }, 400_000);

    it('in really as many runs', async () => {
      await eventually('the server lists them', async () => (await runsOf(id)) >= ACTS / 2);
    });

    it('and does not spin through runs on what it holds', async () => {
      expect(await runsOf(id)).toBeLessThan(3 * ACTS);
    });

    it('tells each note once, in the words of the version that decided it', () => {
      expect(
        texts()
          .filter((text) => text.includes('적었습니다'))
          .sort(),
      ).toEqual([FIRST_WORDS, FIRST_WORDS, FIRST_WORDS, NEW_WORDS].map((words) => `${words}.`).sort());
    });

    it('tells late what runs late, and not what is skipped', () => {
      expect(texts().filter((text) => !text.includes('적었습니다'))).toEqual(['늦게라도 알립니다.']);
    });

    it('keeps a clock stopped until it goes on', () => {
      const withOver = Object.entries(planned).filter(([, each]) => each.includes('over'));
      expect(withOver.map(([name]) => name)).toEqual(['going', 'gone on', 'resumed']);
    });

    it('keeps the version to which it was moved', async () => {
      expect((await read(id)).version).not.toBe(version);
    });

    it('accepts each act once and records each decision once', async () => {
      const states = await rows<{ state: string }>(`select distinct state from events where lifecycle_id = $1`, [id]);
      const [twice] = await rows<{ count: number }>(
        `select count(*)::int as count from (select from journal where lifecycle_id = $1 group by key having count(*) > 1) t`,
        [id],
      );
      expect([states, twice?.count]).toEqual([[{ state: 'accepted' }], 0]);
    });

    it('is found by its stage in the latest run, and ends with its last word', async () => {
      expect(await stageShown(id)).toBe('open');
      await report(id, 'closed', 'x-1');
      await eventually('the last word is told', () => texts().at(-1) === '마쳤습니다.');
      await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).result();
    });
  });

  describe('books of one visit that ride in a bundle', () => {
    const phone = '01055004912';
    const ids: string[] = [];

    afterAll(end);
    beforeAll(async () => {
      await begin(EVENTS_WHILE_RIDING);
      for (const bookTitle of ['토지 1', '토지 2', '토지 3']) {
        const { body } = await platform.call<Affair>('POST', '/v1/lifecycles', {
          type: 'library-loan',
          reference: `RIDES-${bookTitle}`,
          recipient: { name: '박나무', phone },
          data: { bookTitle, dueDate: addDays(dayOf(Date.now()), 14), kiosk: true },
        });
        ids.push(body.id);
      }
      const riding = () => rows(`select from messages where lifecycle_id = any($1) and state = 'bundled'`, [ids]);
      await eventually('all three ride', async () => (await riding()).length === 3);
      // Several at once, so that updates are in flight while runs change; each is a run of its own afterwards.
      for (const round of [1, 2, 3]) {
        const before = await runNow(ids[2]!);
        await Promise.all(
          ids.map((id) => report(id, 'extended', `e-${round}`, { dueDate: addDays(dayOf(Date.now()), 14 + round) })),
        );
        // On a busy machine the next round would be taken by the same run.
        await eventually('the last one is in another run', async () => (await runNow(ids[2]!)) !== before);
      }
      // Given back and lost while it rides: its item leaves the bundle.
      await Promise.all([
        report(ids[0]!, 'returned', 'r-1'),
        report(ids[1]!, 'extended', 'e-4', { dueDate: addDays(dayOf(Date.now()), 21) }),
      ]);
      await eventually('one has left', async () => (await riding()).length === 2);
      // It settles for two minutes.
      await eventually('the bundle is told', () => loans().length > 0, 180_000);
    }, 300_000);

    const loans = () =>
      platform
        .received(phone)
        .map(({ text }) => text)
        .filter((text) => text.includes('대출이 완료'));

    it('in really as many runs', async () => {
      await eventually('the server lists them', async () => (await runsOf(ids[2]!)) >= 3);
    });

    it('tell of themselves once, and not of the one that was given back', () => {
      expect(loans()).toHaveLength(1);
      expect(loans()[0]).toMatch(/토지 [23] 외 1권/);
    });

    it('tell of each extension once', () => {
      const extended = platform.received(phone).filter(({ text }) => text.includes('연장되었습니다'));
      expect(extended).toHaveLength(3 * 3 + 1);
    });
  });
});
