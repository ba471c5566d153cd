import { describe, expect, it } from '@jest/globals';
import { refusalOfCorrection, refusalOfDecision, refusalOfResend, type ActedOn } from './person-acts.js';
import { NOON } from './spec-support.js';

const message = (change: Partial<ActedOn> = {}): ActedOn => ({
  state: 'delivered',
  part: 'alone',
  pointless: false,
  attempts: [{ number: 1, state: 'delivered' }],
  sentAgainUnderWay: false,
  ...change,
});
const inDoubt = (change: Partial<ActedOn> = {}): ActedOn =>
  message({ state: 'undecidable', attempts: [{ number: 1, state: 'undecidable' }], ...change });

describe('a decision', () => {
  it('is taken while the message waits for one', () => {
    expect(refusalOfDecision(inDoubt(), 'send-again', NOON)).toBeUndefined();
  });

  it('is not taken a second time', () => {
    const attempts = [{ number: 1, state: 'undecidable', decided: 'let-be' } as const];
    expect(refusalOfDecision(inDoubt({ attempts }), 'send-again', NOON)).toBe('MESSAGE_NOT_UNDECIDABLE');
  });

  it('comes too late once a receipt has ended the doubt', () => {
    const attempts = [{ number: 1, state: 'accepted' } as const];
    expect(refusalOfDecision(inDoubt({ attempts }), 'let-be', NOON)).toBe('MESSAGE_NOT_UNDECIDABLE');
  });

  it('is taken for a whole bundle, never for one of its items', () => {
    expect(refusalOfDecision(inDoubt({ part: 'item' }), 'let-be', NOON)).toBe('MESSAGE_IN_BUNDLE');
    expect(refusalOfDecision(inDoubt({ part: 'bundle' }), 'let-be', NOON)).toBeUndefined();
  });

  it('to send again is refused for what is no longer true, and to let be is not', () => {
    expect(refusalOfDecision(inDoubt({ pointless: true }), 'send-again', NOON)).toBe('MESSAGE_POINTLESS');
    expect(refusalOfDecision(inDoubt({ pointless: true }), 'let-be', NOON)).toBeUndefined();
  });

  it('to send again is refused from the moment on at which the message is not worth sending', () => {
    expect(refusalOfDecision(inDoubt({ expiresAt: NOON }), 'send-again', NOON)).toBe('MESSAGE_POINTLESS');
    expect(refusalOfDecision(inDoubt({ expiresAt: NOON + 1 }), 'send-again', NOON)).toBeUndefined();
  });
});

describe('a message', () => {
  it('is sent again when it arrived, was handed over, was given up or was dropped', () => {
    for (const state of ['delivered', 'handed-over', 'undeliverable', 'dropped'] as const)
      expect(refusalOfResend(message({ state }), NOON)).toBeUndefined();
  });

  it('is not sent again while it is on its way', () => {
    expect(refusalOfResend(message({ state: 'open' }), NOON)).toBe('MESSAGE_UNDER_WAY');
    expect(refusalOfResend(message({ state: 'bundled', part: 'item' }), NOON)).toBe('MESSAGE_UNDER_WAY');
  });

  it('is not sent again while it is being sent again', () => {
    expect(refusalOfResend(message({ sentAgainUnderWay: true }), NOON)).toBe('MESSAGE_UNDER_WAY');
  });

  it('is not sent again past a doubt that waits for a decision', () => {
    expect(refusalOfResend(inDoubt(), NOON)).toBe('MESSAGE_WAITS_FOR_DECISION');
  });

  it('is not sent again when what it tells is no longer true', () => {
    expect(refusalOfResend(message({ pointless: true }), NOON)).toBe('MESSAGE_POINTLESS');
    expect(refusalOfResend(message({ state: 'withdrawn' }), NOON)).toBe('MESSAGE_POINTLESS');
  });

  it('of a bundle is sent again item by item', () => {
    expect(refusalOfResend(message({ part: 'bundle' }), NOON)).toBe('MESSAGE_IN_BUNDLE');
    expect(refusalOfResend(message({ part: 'item' }), NOON)).toBeUndefined();
  });

  it('is put right when somebody may have read it, whatever has become of its affair', () => {
    for (const state of ['delivered', 'accepted', 'unconfirmed', 'undecidable', 'unknown'] as const)
      expect(refusalOfCorrection(message({ pointless: true, attempts: [{ number: 1, state }] }))).toBeUndefined();
  });

  it('is not put right when nobody can have read it', () => {
    const attempts = [{ number: 1, state: 'failed' } as const];
    expect(refusalOfCorrection(message({ state: 'undeliverable', attempts }))).toBe('MESSAGE_NEVER_LEFT');
    expect(refusalOfCorrection(message({ state: 'open', attempts: [] }))).toBe('MESSAGE_UNDER_WAY');
  });
});
