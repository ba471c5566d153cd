import { randomBytes } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Scheduler } from '#apps/dealer-simulator/scheduler.js';
import { dayOf, momentAt, addDays } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { eventually } from './eventually.js';
import { Platform, quietRuntime, type Answer, type PlatformOptions } from './platform.js';
import { createTimeSkipping } from './time-skipping.js';

/** The server's time as last asked for, running on by the machine's clock: a clock port cannot wait for an answer. */
class SampledClock {
  private ahead = 0;

  constructor(private readonly environment: TestWorkflowEnvironment) {}

  readonly now = (): Moment => Math.round(Date.now() + this.ahead);

  readonly read = async (): Promise<void> => {
    this.ahead = (await this.environment.currentTimeMs()) - Date.now();
  };
}

interface Later {
  readonly at: Moment;
  readonly work: () => void;
}

/** What the simulator does later, done when the server's time has come to it. */
class LaterWork implements Scheduler {
  private readonly waiting = new Set<Later>();

  constructor(private readonly now: () => Moment) {}

  after(ms: number, work: () => void): () => void {
    const later = { at: this.now() + ms, work };
    this.waiting.add(later);
    return () => this.waiting.delete(later);
  }

  /** The earliest that is not after `moment`; undefined: none. */
  nextUntil(moment: Moment): Later | undefined {
    return [...this.waiting].filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at)[0];
  }

  do(later: Later): void {
    if (this.waiting.delete(later)) later.work();
  }
}

/**
 * The whole product on a server whose days pass in milliseconds: API, activities, dealer and phones all take its time.
 * Time stands (but for the machine's own seconds) except while `until` waits. One at a time in a process.
 */
export class OverTime {
  private constructor(
    readonly platform: Platform,
    private readonly environment: TestWorkflowEnvironment,
    private readonly clock: SampledClock,
    private readonly later: LaterWork,
  ) {}

  /** Told of each day on which something falls due, before it is waited for: what a sender's system does every morning. */
  onDay: (day: Day) => Promise<void> = () => Promise.resolve();
  private day: Day | undefined;

  static async start(options: Pick<PlatformOptions, 'settings' | 'simulator' | 'payloadKeys'>): Promise<OverTime> {
    quietRuntime();
    const environment = await createTimeSkipping();
    try {
      const clock = new SampledClock(environment);
      await clock.read();
      const later = new LaterWork(clock.now);
      const platform = await Platform.start({
        ...options,
        simulator: { receiptDelayMs: 0, ...options.simulator },
        temporal: {
          address: environment.address,
          namespace: environment.namespace ?? 'default',
          queuePrefix: `t${randomBytes(6).toString('hex')}-`,
        },
        connection: environment.nativeConnection,
        now: clock.now,
        beforeActivity: clock.read,
        scheduler: later,
        patrol: false,
        dealerTimeoutMs: 10_000,
      });
      return new OverTime(platform, environment, clock, later);
    } catch (error) {
      await environment.teardown();
      throw error;
    }
  }

  /** The server's time, as last asked for. */
  now(): Moment {
    return this.clock.now();
  }

  /** The server's time, asked for afresh. */
  async read(): Promise<Moment> {
    await this.clock.read();
    return this.clock.now();
  }

  /** The day after the server's, Korean: all of it lies ahead. */
  async tomorrow(): Promise<Day> {
    await this.clock.read();
    return addDays(dayOf(this.clock.now()), 1);
  }

  /** Lets time pass until a Korean day and time, with everything that falls due on the way. */
  untilTime(day: Day, time: string): Promise<void> {
    return this.until(momentAt(day, time));
  }

  async until(moment: Moment): Promise<void> {
    for (;;) {
      const next = this.later.nextUntil(moment);
      const due = await this.nextDue();
      if (due !== undefined && due < (next?.at ?? moment)) {
        await this.passWhatIsDue(due);
        continue;
      }
      await this.pass(next?.at ?? moment);
      if (!next) return;
      this.later.do(next);
      await this.platform.simulator.idle();
      await this.everythingTold();
    }
  }

  /** What a lifecycle puts into a bundle must be told to Temporal before the bundle closes. */
  private async passWhatIsDue(due: Moment): Promise<void> {
    const day = dayOf(due);
    if (day !== this.day) await this.pass(Math.min(due, momentAt(day, '00:00')));
    this.day = day;
    await this.onDay(day);
    await this.pass(due);
    await eventually('what is due is done', async () => {
      if ((await this.nextDue()) !== due) return true;
      throw new Error(await this.whatHinders(due));
    });
    await this.everythingTold();
  }

  /** When something falls due next, as the lifecycles' plans say. */
  private nextDue(): Promise<Moment | undefined> {
    const { dataSource, tenant } = this.platform;
    return inTenant(dataSource, tenant, async (tx) => {
      const [row] = await tx.query<{ at: number | null }[]>(
        `select (extract(epoch from min(next_due_at)) * 1000)::float8 as at from lifecycles where state = 'open'`,
      );
      return row?.at ?? undefined;
    });
  }

  /** How what is due, and is not done, stands. */
  private whatHinders(due: Moment): Promise<string> {
    const { dataSource, tenant } = this.platform;
    return inTenant(dataSource, tenant, async (tx) => {
      const rows = await tx.query<unknown[]>(
        `select l.id, l.stage, to_jsonb(array(select m.template_code || ' ' || m.state || ' ' || coalesce(m.reason, '') || coalesce((select string_agg(' ' || a.dealer || ':' || a.state, '' order by a.number)
                   from attempts a where a.message_id = m.id), '') from messages m where m.lifecycle_id = l.id)) as messages,
                (select jsonb_object_agg(dealer, circuit->>'state') from dealer_circuits) as circuits,
                (select count(*)::int from outbox where told_at is null) as untold
         from lifecycles l where l.state = 'open' and l.next_due_at = to_timestamp($1 / 1000.0)`,
        [due],
      );
      return `${new Date(due).toISOString()}, by its clock ${new Date(this.clock.now()).toISOString()}: ${JSON.stringify(rows)}`;
    });
  }

  /** Calls the API at the server's time. */
  async call<T = Record<string, unknown>>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: unknown,
  ): Promise<Answer<T>> {
    await this.clock.read();
    return this.platform.call<T>(method, path, body);
  }

  /** What PostgreSQL still has to tell Temporal would come too late once time has passed. */
  async everythingTold(): Promise<void> {
    const { dataSource, tenant } = this.platform;
    await eventually('everything is told', () =>
      inTenant(dataSource, tenant, async (tx) => {
        const [row] = await tx.query<{ left: number }[]>(
          `select count(*)::int as left from outbox where told_at is null`,
        );
        return row?.left === 0;
      }),
    );
  }

  async close(): Promise<void> {
    await this.platform.close();
    await this.environment.teardown();
  }

  private async pass(moment: Moment): Promise<void> {
    await this.clock.read();
    const wait = moment - this.clock.now();
    if (wait > 0) await this.environment.sleep(wait);
    await this.clock.read();
  }
}
