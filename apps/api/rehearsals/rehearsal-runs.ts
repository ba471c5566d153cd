import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Rehearsal } from '#libs/rehearsal/rehearsal.js';
import { rehearsing } from '#libs/rehearsal/rehearse.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** Requests of others wait no longer than this for a rehearsal, ms. */
const TURN_MS = 15;
/** So much of reckoning is one rehearsal allowed, ms; a year of a thousand samples takes a tenth of it. */
const MOST_MS = 20_000;
const MOST_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;

/** Plays rehearsals beside everything else that this process does. */
@Injectable()
export class RehearsalRuns {
  private running = 0;

  /** Throws REHEARSALS_BUSY, REHEARSAL_TOO_LARGE. */
  async play(request: RehearsalRequest): Promise<Rehearsal> {
    if (this.running >= MOST_AT_ONCE)
      throw new ProblemError('REHEARSALS_BUSY', { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } });
    this.running += 1;
    try {
      return await inTurns(request, MOST_MS);
    } finally {
      this.running -= 1;
    }
  }
}

/** Throws REHEARSAL_TOO_LARGE once it has reckoned for `mostMs`. */
export async function inTurns(request: RehearsalRequest, mostMs: number): Promise<Rehearsal> {
  const play = rehearsing(request);
  for (let spent = 0; spent < mostMs;) {
    const began = performance.now();
    for (let now = began; now - began < TURN_MS; now = performance.now()) {
      const { done, value } = play.next();
      if (done) return value;
    }
    spent += performance.now() - began;
    await nextTurn();
  }
  throw new ProblemError('REHEARSAL_TOO_LARGE');
}
