// A message that an act decided may ask to leave before PostgreSQL has been given the act's answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { Dispatching } from '#activities/dispatch.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { migrationEventId } from '#libs/contracts/migration-workflow.js';
import { answerEvent, type EventRequest } from '#libs/database/event-store.js';
import { createMigration } from '#libs/database/migration-store.js';
import { putTemplate } from '#libs/database/template-store.js';
import type { DealerMessage, PrepareOutcome } from '#libs/dealers/dealer.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import { EMPTY_REPORT } from '#libs/lifecycle/migration-report.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';
import { DealerDouble } from './dealer-double.js';

const TENANT = 'city-library';
const moved: Definition = JSON.parse(JSON.stringify(libraryLoan).replaceAll('반납', '돌려주기')) as Definition;

/** Remembers what it was given to say. */
class ListeningDealer extends DealerDouble {
  readonly said = new Map<string, string>();

  override prepare(message: DealerMessage): Promise<PrepareOutcome> {
    this.said.set(message.key, message.text);
    return super.prepare(message);
  }
}

describe('A message that an operator’s act decided', () => {
  let world: World;
  let dealer: ListeningDealer;
  let dispatching: Dispatching;

  beforeAll(async () => {
    world = await createWorld([]);
    const { dataSource, keys } = world;
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    // What the other version says is approved as well: else what is approved would be said (docs/adr/0024).
    await world.in(TENANT, (tx) =>
      putTemplate(tx, TENANT, {
        code: 'LOAN_DUE_SOON',
        dealer: 'solapi',
        dealerTemplateId: 'KA01TP_MOVED',
        channelId: 'channel',
        content: moved.templates['LOAN_DUE_SOON']!,
        status: 'approved',
      }),
    );
    dealer = new ListeningDealer(
      () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
      100,
    );
    dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now: Date.now,
      dealerTimeoutMs: 60,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
  });
  afterAll(() => world.close());

  /** The act as it is stored, with the message that the workflow, which has accepted it, wants to send. */
  async function act(change: Partial<EventRequest>): Promise<{ input: DispatchInput; answer: () => Promise<void> }> {
    const lifecycleId = await world.start(TENANT);
    const { row } = await world.event(TENANT, lifecycleId, change);
    const plannedAt = Date.now();
    const key = `timer:on-loan/dueSoon/${newId()}#0`;
    const input: DispatchInput = {
      tenant: TENANT,
      lifecycleId,
      messageId: messageIdFor(lifecycleId, key, plannedAt),
      eventsAccepted: 1,
      send: {
        key,
        template: 'LOAN_DUE_SOON',
        party: 'borrower',
        purpose: 'informational',
        urgent: false,
        plannedAt,
        expiresAt: plannedAt + 3_600_000,
        night: 'after',
        origin: { kind: 'timer', stage: 'on-loan', timer: 'dueSoon', identity: 'on-loan/dueSoon/1' },
        final: false,
        fields: { dueDate: '2026-12-07' },
      },
    };
    const answer = async (): Promise<void> => {
      await world.in(TENANT, (tx) =>
        answerEvent(tx, world.keys, row.id, { state: 'accepted', answer: { plan: {}, withdrawals: [] } }),
      );
    };
    return { input, answer };
  }

  const correction = {
    kind: 'correct',
    type: 'correct',
    data: { reason: '오기', by: '시험', fields: { bookTitle: '흰' } },
  } as const;

  async function move(): Promise<Partial<EventRequest>> {
    const id = newId();
    await world.in(TENANT, (tx) =>
      createMigration(tx, TENANT, {
        id,
        type: libraryLoan.name,
        fromHash: null,
        fromHashes: [definitionHash(libraryLoan)],
        toHash: definitionHash(moved),
        definition: moved,
        stages: {},
        fields: {},
        perMinute: 60,
        reason: '시험',
        actor: '시험',
        state: 'completed',
        total: 1,
        report: { ...EMPTY_REPORT, complete: true },
        triedThrough: null,
        at: STARTED_AT,
      }),
    );
    return {
      eventId: migrationEventId(id),
      kind: 'migrate',
      type: 'migrate',
      data: { reason: '시험', by: '시험' },
      detail: { migration: id },
    };
  }

  const said = ({ messageId }: DispatchInput): string | undefined =>
    [...dealer.said].find(([key]) => key.includes(messageId))?.[1];

  async function sent({ input, answer }: Awaited<ReturnType<typeof act>>): Promise<DispatchResult> {
    await answer();
    return dispatching.dispatch(input);
  }

  it('waits for the answer of a correction to be written', async () => {
    const { input } = await act(correction);
    await expect(dispatching.dispatch(input)).rejects.toMatchObject({ type: 'ANSWER_NOT_WRITTEN' });
    expect(said(input)).toBeUndefined();
  });

  it('says what was corrected', async () => {
    const acted = await act(correction);
    expect(await sent(acted)).toMatchObject({ kind: 'handed-over' });
    expect(said(acted.input)).toContain('도서명: 흰\n');
  });

  it('waits for the answer of a move to be written', async () => {
    const { input } = await act(await move());
    await expect(dispatching.dispatch(input)).rejects.toMatchObject({ type: 'ANSWER_NOT_WRITTEN' });
    expect(said(input)).toBeUndefined();
  });

  it('speaks by the version that it was moved to', async () => {
    const acted = await act(await move());
    expect(await sent(acted)).toMatchObject({ kind: 'handed-over' });
    expect(said(acted.input)).toContain('돌려주기');
  });

  it('does not wait for what its workflow has not accepted', async () => {
    const { input } = await act(correction);
    expect(await dispatching.dispatch({ ...input, eventsAccepted: 0 })).toMatchObject({ kind: 'handed-over' });
  });
});
