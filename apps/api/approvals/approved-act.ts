import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Caller } from '../authentication/authentication.js';

/** An act as it was asked for, that somebody else has just approved. */
export interface ApprovedAct {
  /** Under which stands whom it reaches: nobody else. */
  readonly approvalId: string;
  /** What the service itself gave to be kept. */
  readonly body: object;
  readonly count: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly requestedAt: Moment;
}

export interface CarriedOut {
  /** Kept with the act and answered; nothing personal. */
  readonly outcome: object;
  /** Once it has been committed, and only then. What it would do is found and done by somebody else if this process is gone. */
  readonly afterwards?: () => Promise<void> | void;
}

/** A service that carries out what it has asked a second word for. */
export interface CarriesOut {
  /**
   * All of it within the transaction, so that it is done once or not at all. Throws what the act is ordinarily refused with.
   * @param requester whoever asked for it, in whose name it is done
   */
  carryOut(tx: EntityManager, requester: Caller, act: ApprovedAct): Promise<CarriedOut>;
}
