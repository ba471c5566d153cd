import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Endpoint, Fate } from './fates.js';
import type { Fault } from './state.js';
import { SimulatorStore } from './store.js';

/** Calls that hand messages over, whatever the dealer: what a fate says of `send-group` holds for all of them. */
const SENDING: ReadonlySet<Endpoint> = new Set(['send-many', 'nhn-send', 'aligo-send', 'popbill-send']);

/** Decides which calls go wrong: first by the control API, then by the fates of the numbers that they carry. */
@Injectable()
export class Faults {
  constructor(private readonly store: SimulatorStore) {}

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: randomUUID() };
    this.store.state.faults.push(added);
    this.store.changed();
    return added;
  }

  /** @returns whether there was one. */
  remove(id: string): boolean {
    const { faults } = this.store.state;
    const index = faults.findIndex((fault) => fault.id === id);
    if (index < 0) return false;
    faults.splice(index, 1);
    this.store.changed();
    return true;
  }

  removeAll(): void {
    this.store.state.faults = [];
    this.store.changed();
  }

  /** The fault that strikes this call, counted as used; undefined when the call works. */
  take(endpoint: Endpoint, numbers: readonly string[]): Pick<Fault, 'accepted' | 'effect'> | undefined {
    return this.#ordered(endpoint, numbers) ?? this.#fated(endpoint, numbers);
  }

  #ordered(endpoint: Endpoint, numbers: readonly string[]): Fault | undefined {
    const fault = this.store.state.faults.find(
      (candidate) =>
        (candidate.endpoint === 'any' || candidate.endpoint === endpoint) &&
        (candidate.number === null || numbers.includes(candidate.number)),
    );
    if (!fault) return undefined;
    this.store.changed();
    if (fault.skip > 0) {
      fault.skip -= 1;
      return undefined;
    }
    if (fault.times !== null) {
      fault.times -= 1;
      if (fault.times <= 0) this.remove(fault.id);
    }
    return fault;
  }

  #fated(endpoint: Endpoint, numbers: readonly string[]): Fate['fault'] {
    for (const number of numbers) {
      const fault = this.store.fateOf(number).fault;
      const meant = fault?.endpoint === 'send-group' && SENDING.has(endpoint) ? endpoint : fault?.endpoint;
      if (fault && meant === endpoint && this.#stillStrikes(number, fault)) return fault;
    }
    return undefined;
  }

  /** Counts calls in a row; after the one that works the count starts again. */
  #stillStrikes(number: string, fault: NonNullable<Fate['fault']>): boolean {
    if (fault.times === null) return true;
    const { fateTries } = this.store.state;
    const key = `${number} ${fault.endpoint}`;
    const tries = fateTries[key] ?? 0;
    this.store.changed();
    if (tries < fault.times) {
      fateTries[key] = tries + 1;
      return true;
    }
    delete fateTries[key];
    return false;
  }
}
