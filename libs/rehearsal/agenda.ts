import type { Moment } from '#libs/lifecycle/state.js';

/** Something that acts at moments of its own; `undefined`: it has nothing more to do. */
export interface Actor {
  /** At one moment lifecycles act before messages: an event that makes a message pointless comes before its leaving. */
  readonly rank: number;
  next(): Moment | undefined;
  act(now: Moment): void;
}

interface Due {
  readonly at: Moment;
  readonly rank: number;
  /** Those that came first act first. */
  readonly number: number;
  readonly actor: Actor;
}

const before = (a: Due, b: Due): boolean =>
  a.at < b.at || (a.at === b.at && (a.rank < b.rank || (a.rank === b.rank && a.number < b.number)));

/** Virtual time: actors in the order in which they act. A binary heap. */
export class Agenda {
  private readonly heap: Due[] = [];
  private count = 0;

  add(actor: Actor): void {
    const at = actor.next();
    if (at === undefined) return;
    const { heap } = this;
    let place = heap.length;
    const due: Due = { at, rank: actor.rank, number: this.count, actor };
    this.count += 1;
    for (let parent = (place - 1) >> 1; place > 0 && before(due, heap[parent]!); parent = (place - 1) >> 1) {
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = due;
  }

  /** Takes off who acts next, if that is not after `until`. */
  take(until: Moment): { readonly at: Moment; readonly actor: Actor } | undefined {
    const { heap } = this;
    const [top] = heap;
    if (!top || top.at > until) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.sink(last);
    return top;
  }

  private sink(due: Due): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, due)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = due;
  }
}
