import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import { DEFAULT_PRICES, type RehearsalRequest } from '#libs/rehearsal/request.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { definitionExample } from '../lifecycle-types/examples.js';
import { inTurns, RehearsalRuns } from './rehearsal-runs.js';

const startAt = momentAt('2030-11-18', '14:20');

const requestOf = (samples: number): RehearsalRequest => ({
  definition: definitionExample,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [] },
  policy: DEFAULT_POLICY,
  samples: Array.from({ length: samples }, (_, index) => ({
    reference: `S-${index}`,
    parties: { member: { name: '김하나', phone: '01055000001' } },
    data: { meetingDay: '2030-11-27' },
  })),
  events: [],
  dealerResults: [],
  dataMarks: [],
  startAt,
  until: momentAt('2030-12-18', '14:20'),
  prices: DEFAULT_PRICES,
});

describe('rehearsals in a process that has other things to do', () => {
  it('come to what they come to when they are played at once', async () => {
    const request = requestOf(3);
    expect(await new RehearsalRuns().play(request)).toEqual(rehearse(request));
  });

  it('let others have their turn', async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 1);
    await new RehearsalRuns().play(requestOf(1000));
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
  });

  it('are given up when they take too long', async () => {
    await expect(inTurns(requestOf(1000), 1)).rejects.toMatchObject({ code: 'REHEARSAL_TOO_LARGE' });
  });

  it('are refused while others are played, and taken again afterwards', async () => {
    const runs = new RehearsalRuns();
    const request = requestOf(1000);
    const two = [runs.play(request), runs.play(request)];
    await expect(runs.play(request)).rejects.toMatchObject({
      code: 'REHEARSALS_BUSY',
      headers: { 'Retry-After': '5' },
    });
    await Promise.all(two);
    expect((await runs.play(requestOf(1))).totals.samples).toBe(1);
  });
});
