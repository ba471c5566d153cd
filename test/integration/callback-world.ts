import { CallbackEndpointDelivery } from '#activities/callback-endpoint.js';
import type { CallbackParts } from '#activities/callback.js';
import {
  createEndpoint,
  readEndpoint,
  type EndpointView,
  type EndpointWishes,
} from '#libs/database/callback-endpoint-store.js';
import { numberEvents } from '#libs/database/callback-event-store.js';
import { createWorld, type World } from './database-world.js';

/** A sender with endpoints, over virtual time: what passes between two tries costs no time. */
export class CallbackWorld {
  /** Virtual now, ms. */
  clock = Date.now();

  private constructor(
    readonly world: World,
    readonly tenant: string,
  ) {}

  static async create(tenant = 'library-a', ...others: string[]): Promise<CallbackWorld> {
    return new CallbackWorld(await createWorld([tenant, ...others]), tenant);
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** The same house for another tenant, with a clock of its own. */
  of(tenant: string): CallbackWorld {
    return new CallbackWorld(this.world, tenant);
  }

  endpoint(url: string, change: Partial<EndpointWishes> = {}): Promise<{ id: string; secret: string }> {
    const wishes = {
      url,
      description: '시험',
      kinds: null,
      lifecycleTypes: null,
      keyKinds: ['live'] as const,
      ...change,
    };
    return this.world.in(this.tenant, async (tx) => {
      const { endpoint, secret } = await createEndpoint(tx, this.world.keys, this.tenant, wishes, this.clock);
      return { id: endpoint.id, secret };
    });
  }

  async health(id: string): Promise<EndpointView> {
    return (await this.world.in(this.tenant, (tx) => readEndpoint(tx, id)))!;
  }

  number(): Promise<boolean> {
    return this.world.in(this.tenant, (tx) => numberEvents(tx, this.tenant, this.clock));
  }

  delivery(change: Partial<CallbackParts> = {}): CallbackEndpointDelivery {
    return new CallbackEndpointDelivery({
      dataSource: this.world.dataSource,
      keys: this.world.keys,
      now: () => this.clock,
      callbacksToLoopback: true,
      callbackTimeoutMs: 300,
      ...change,
    });
  }

  /** One going to an endpoint, as the workflow does: the pause until the next, ms; undefined when nothing is left. */
  async drain(id: string, change: Partial<CallbackParts> = {}): Promise<number | undefined> {
    await this.number();
    return (await this.delivery(change).drainEndpoint({ tenant: this.tenant, endpointId: id })).nextInMs;
  }

  /** Goes to an endpoint again and again, as the workflow does, until nothing is left or so much virtual time has passed. */
  async drainFor(id: string, ms: number, change: Partial<CallbackParts> = {}): Promise<void> {
    const until = this.clock + ms;
    for (;;) {
      const pause = await this.drain(id, change);
      if (pause === undefined) return;
      if (this.clock + pause > until) {
        this.clock = until;
        return;
      }
      this.clock += pause;
    }
  }

  /** Moves an affair to another stage, as a landing of the engine's decisions does. */
  move(lifecycleId: string, stage: string): Promise<unknown> {
    return this.world.in(this.tenant, (tx) =>
      tx.query(`update lifecycles set stage = $2 where id = $1`, [lifecycleId, stage]),
    );
  }
}
