import { momentAt } from '#libs/calendar/korean-time.js';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import { DEFAULT_PRICES, type RehearsalRequest } from '#libs/rehearsal/request.js';
import { definitionExample } from '../lifecycle-types/examples.js';
import type { RehearsalAnswer } from './rehearsal.schemas.js';
import { rehearsalView } from './rehearsal-view.js';

const startAt = momentAt('2030-11-18', '14:20');

const request: RehearsalRequest = {
  definition: definitionExample,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [] },
  policy: DEFAULT_POLICY,
  samples: [
    {
      reference: 'S-1',
      parties: { member: { name: '김하나', phone: '01055000001' } },
      data: { meetingDay: '2030-11-27' },
    },
  ],
  events: [],
  dealerResults: [{ channel: 'alimtalk', answer: { kind: 'failed', class: 'permanent-recipient' } }],
  dataMarks: [],
  startAt,
  until: momentAt('2030-12-18', '14:20'),
  prices: DEFAULT_PRICES,
};

/** A rehearsal that was really played, so that the example cannot go stale. */
export const rehearsalExample: RehearsalAnswer = rehearsalView(request, rehearse(request));
