import { randomUUID } from 'node:crypto';
import { Dispatching } from '#activities/dispatch.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import type { LeakAnswer } from '#apps/api/leaks/leak.schemas.js';
import type { QuarantineAnswer } from '#apps/api/quarantines/quarantine.schemas.js';
import type { DealerMessage, PrepareOutcome } from '#libs/dealers/dealer.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import { loanStarted } from '../fixtures/loan-started.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { DealerDouble } from './dealer-double.js';

export const TENANT = 'city-library';
export const NOON = momentAt('2030-11-18', '12:00');
export const MINUTE_MS = 60_000;
export const REASON = '번호를 새로 받은 분의 전화';

export interface Somebody {
  readonly name: string;
  readonly phone: string;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

/** Remembers for which number each group that was committed had been filled; `meanwhile` happens when one is filled. */
export class NumberedDealer extends DealerDouble {
  meanwhile: (() => Promise<unknown>) | undefined;
  private readonly letters = new Map<string, DealerMessage>();

  override async prepare(message: DealerMessage): Promise<PrepareOutcome> {
    const prepared = await super.prepare(message);
    if (prepared.kind === 'prepared') this.letters.set(prepared.groupId, message);
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return prepared;
  }

  /** Numbers that a message was brought to. */
  numbersOf(messageId: string): string[] {
    return this.lettersOf(messageId).map(({ to }) => to);
  }

  /** What was brought. */
  lettersOf(messageId: string): DealerMessage[] {
    return this.taken
      .filter((each) => each.messageId === messageId)
      .flatMap(({ groupId }) => this.letters.get(groupId) ?? []);
  }
}

/** The API and a delivery on a real PostgreSQL, with affairs that begin at noon. */
export class QuarantineWorld {
  now: Moment = NOON;
  readonly dealer = new NumberedDealer(
    () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
    1_000,
  );
  private readonly dispatching: Dispatching;
  private people = 0;

  private constructor(readonly api: TestApi) {
    this.dispatching = new Dispatching({
      dataSource: api.dataSource,
      keys: api.keys,
      dealer: this.dealer,
      now: () => this.now,
      dealerTimeoutMs: 1_000,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
  }

  static async create(): Promise<QuarantineWorld> {
    const api = await createTestApi();
    api.clock.moment = NOON;
    return new QuarantineWorld(api);
  }

  somebody(): Somebody {
    this.people += 1;
    return {
      name: `김표식${String.fromCodePoint(0xac00 + this.people)}`,
      phone: `0105521${String(this.people).padStart(4, '0')}`,
    };
  }

  async lend(recipient: object, bookTitle = '봉수의 역사'): Promise<string> {
    const data = { bookTitle, dueDate: '2030-12-02' };
    const { id } = (await this.api.start({ recipient, data }).expect(201)).body;
    await this.tell(id);
    return id;
  }

  tell = (lifecycleId: string): Promise<void> => this.api.teller.tellNow(TENANT, lifecycleId);

  /** What a workflow hands to its activity; `undefined` of what it has heard, as of a message that goes on by itself. */
  message(lifecycleId: string, change: Partial<SendEffect> = {}): DispatchInput {
    const send = loanStarted(this.now, {
      key: `start#${this.people}`,
      urgent: true,
      // Nothing of the tenant's has been reviewed: it goes as a text at once.
      channels: ['text'],
      ...change,
    });
    return { tenant: TENANT, lifecycleId, messageId: messageIdFor(lifecycleId, send.key, this.now), send };
  }

  /** One that goes with others of whoever is told, a minute from now. */
  bundled(lifecycleId: string): DispatchInput {
    const identity = 'on-loan/dueToday';
    return this.message(lifecycleId, {
      key: `timer:${identity}#0`,
      template: 'LOAN_DUE_TODAY',
      bundle: { name: 'dueToday', closesAt: this.now + MINUTE_MS, plural: 'LOAN_DUE_TODAY_MANY' },
      origin: { kind: 'timer', stage: 'on-loan', timer: 'dueToday', identity },
      fields: { dueDate: '2030-12-02', dueDay: '2030-12-02' },
    });
  }

  /** The message of the bundle that one rides in. */
  async bundleOf({ messageId, lifecycleId }: DispatchInput): Promise<DispatchInput> {
    const [row] = await this.rows<{ id: string }>(`select bundle_id as id from messages where id = $1`, [messageId]);
    return { tenant: TENANT, lifecycleId, messageId: row!.id, bundle: true };
  }

  dispatch = (input: DispatchInput): Promise<DispatchResult> => this.dispatching.dispatch(input);

  post<T>(path: string, body: object, key: string = randomUUID()): Promise<Answered<T>> {
    const asked = this.api.ask.post(path).set('Idempotency-Key', key).send(body);
    return Promise.resolve(asked.then(({ status, body: answer }) => ({ status, body: answer as unknown as T })));
  }

  async read<T>(path: string): Promise<T> {
    return (await this.api.ask.get(path).expect(200)).body as unknown as T;
  }

  async quarantine({ phone }: Pick<Somebody, 'phone'>, change: object = {}): Promise<QuarantineAnswer> {
    const { status, body } = await this.post<QuarantineAnswer>('/v1/quarantines', { phone, reason: REASON, ...change });
    if (status !== 200) throw new Error(`It was not put in quarantine: ${JSON.stringify(body)}`);
    return body;
  }

  lift = (id: string, body: object) =>
    this.post<
      QuarantineAnswer & { readonly code: string; readonly problems: readonly { code: string; path: string }[] }
    >(`/v1/quarantines/${id}/lift`, { reason: '확인함', ...body });

  async idOf({ name, phone }: Somebody): Promise<string> {
    const hash = this.api.keys.identityHash(TENANT, name, phone);
    const rows = await this.rows<{ id: string }>(`select id from persons where identity_hash = $1`, [hash]);
    return rows[0]!.id;
  }

  leak = (id: string): Promise<LeakAnswer> => this.read<LeakAnswer>(`/v1/leaks/${id}`);

  async rows<T>(statement: string, parameters: readonly unknown[]): Promise<T[]> {
    return this.api.dataSource.transaction(async (tx) => {
      await tx.query(`select set_config('bongsu.tenant', $1, true)`, [TENANT]);
      return tx.query<T[]>(statement, [...parameters]);
    });
  }

  close(): Promise<void> {
    return this.api.close();
  }
}
