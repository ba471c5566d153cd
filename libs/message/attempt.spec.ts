import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterEmptyLookUp,
  afterReceipt,
  ATTEMPT_STATES,
  canMove,
  isOpen,
  LOOK_UP_PATIENCE_MS,
  statesBefore,
  type AttemptState,
} from './attempt.js';
import type { ResultClass } from './result-class.js';

const receipt = (resultClass: ResultClass) => ({ class: resultClass, pending: resultClass === 'accepted' });
const PENDING = receipt('accepted');
const DELIVERED = receipt('ok');
const FAILED = receipt('permanent-recipient');
const UNCONFIRMED = receipt('unknown');
const anyReceipt = fc.constantFrom(
  PENDING,
  DELIVERED,
  FAILED,
  UNCONFIRMED,
  receipt('transient'),
  receipt('suppressed'),
);
const anyState = fc.constantFrom(...ATTEMPT_STATES);

describe('the moves of an attempt', () => {
  it('lead nowhere from a withdrawn and from a delivered one', () => {
    expect(ATTEMPT_STATES.filter((to) => canMove('withdrawn', to) || canMove('delivered', to))).toEqual([]);
  });

  it('enter calling only from where nothing can be under way, or where the dealer guards a second call', () => {
    expect(statesBefore('calling')).toEqual(['reserved', 'unknown', 'not-taken']);
  });

  it('withdraw only what has certainly not been taken', () => {
    expect(statesBefore('withdrawn')).toEqual(['reserved', 'not-taken']);
  });

  it('go back to reserved from a call alone, for which no connection came about', () => {
    expect(statesBefore('reserved')).toEqual(['calling']);
  });

  it('prove absence only for a call that was begun', () => {
    expect(statesBefore('not-taken')).toEqual(['calling', 'unknown']);
  });
});

describe('afterReceipt', () => {
  it.each<[AttemptState, ReturnType<typeof receipt>, AttemptState]>([
    ['accepted', DELIVERED, 'delivered'],
    ['accepted', FAILED, 'failed'],
    ['accepted', UNCONFIRMED, 'unconfirmed'],
    ['unconfirmed', DELIVERED, 'delivered'],
    ['unconfirmed', FAILED, 'failed'],
    ['calling', DELIVERED, 'delivered'],
    ['calling', FAILED, 'failed'],
    ['calling', PENDING, 'accepted'],
    ['unknown', PENDING, 'accepted'],
    ['unknown', DELIVERED, 'delivered'],
    ['not-taken', DELIVERED, 'delivered'],
    ['undecidable', FAILED, 'failed'],
    ['failed', DELIVERED, 'delivered'],
  ])('moves %s on by %j to %s', (state, news, next) => {
    expect(afterReceipt({ state }, news)).toMatchObject({ next });
  });

  it.each<[AttemptState, ReturnType<typeof receipt>]>([
    ['delivered', PENDING],
    ['delivered', FAILED],
    ['delivered', UNCONFIRMED],
    ['delivered', DELIVERED],
    ['failed', PENDING],
    ['failed', UNCONFIRMED],
    ['failed', FAILED],
    ['accepted', PENDING],
    ['unconfirmed', PENDING],
    ['withdrawn', DELIVERED],
  ])('leaves %s as it is at %j', (state, news) => {
    expect(afterReceipt({ state }, news)).not.toHaveProperty('next');
  });

  it('wakes somebody for a failure and nobody for a success', () => {
    expect(afterReceipt({ state: 'accepted' }, FAILED).planChanges).toBe(true);
    expect(afterReceipt({ state: 'accepted' }, DELIVERED).planChanges).toBe(false);
    expect(afterReceipt({ state: 'accepted' }, UNCONFIRMED).planChanges).toBe(false);
  });

  it('wakes nobody for the second copy of a failure', () => {
    expect(afterReceipt({ state: 'failed' }, FAILED).planChanges).toBe(false);
  });

  it('records a delivery after a failure as a contradiction and stops a fallback that has not left', () => {
    const effect = afterReceipt({ state: 'failed' }, DELIVERED, [{ state: 'reserved' }]);
    expect(effect).toEqual({ next: 'delivered', planChanges: true, doubleContact: false, contradiction: true });
  });

  it('wakes nobody for a delivery after a failure when the fallback has left already', () => {
    expect(afterReceipt({ state: 'failed' }, DELIVERED, [{ state: 'accepted' }]).planChanges).toBe(false);
  });

  it('records a delivery beside another delivery as double contact', () => {
    expect(afterReceipt({ state: 'failed' }, DELIVERED, [{ state: 'delivered' }]).doubleContact).toBe(true);
    expect(afterReceipt({ state: 'accepted' }, DELIVERED, [{ state: 'failed' }]).doubleContact).toBe(false);
  });

  it('ignores a failure after a delivery but calls it a contradiction', () => {
    expect(afterReceipt({ state: 'delivered' }, FAILED)).toEqual({
      planChanges: false,
      doubleContact: false,
      contradiction: true,
    });
  });

  it('only ever makes moves that are allowed', () => {
    fc.assert(
      fc.property(anyState, anyReceipt, fc.array(anyState.map((state) => ({ state }))), (state, news, siblings) => {
        const { next } = afterReceipt({ state }, news, siblings);
        if (next !== undefined) expect(canMove(state, next)).toBe(true);
      }),
    );
  });

  it('comes to the same end in whatever order receipts of one result come, doubled or not', () => {
    const result = fc.constantFrom(DELIVERED, FAILED);
    fc.assert(
      fc.property(result, fc.array(fc.constantFrom(PENDING, UNCONFIRMED)), fc.nat(), (final, others, at) => {
        const news = others.toSpliced(at % (others.length + 1), 0, final, final);
        const end = news.reduce<AttemptState>((state, each) => afterReceipt({ state }, each).next ?? state, 'calling');
        expect(end).toBe(final === DELIVERED ? 'delivered' : 'failed');
      }),
    );
  });

  it('never takes a delivery back', () => {
    fc.assert(
      fc.property(fc.array(anyReceipt), (news) => {
        const end = news.reduce<AttemptState>((state, each) => afterReceipt({ state }, each).next ?? state, 'accepted');
        expect(end === 'delivered').toBe(news.includes(DELIVERED));
      }),
    );
  });
});

describe('a look-up that settles nothing', () => {
  it('leaves the attempt unknown for a day and undecidable afterwards', () => {
    expect(afterEmptyLookUp(0, LOOK_UP_PATIENCE_MS - 1)).toBe('unknown');
    expect(afterEmptyLookUp(0, LOOK_UP_PATIENCE_MS)).toBe('undecidable');
  });
});

describe('isOpen', () => {
  it('holds for whatever may still reach a phone', () => {
    expect(ATTEMPT_STATES.filter(isOpen)).toEqual([
      'reserved',
      'calling',
      'accepted',
      'unconfirmed',
      'unknown',
      'not-taken',
    ]);
  });
});
