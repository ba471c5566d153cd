import type { Sample } from '../sample.js';

/** Two years after consenting: asked, kept, and taken back after all. */
const sample: Sample = {
  lifecycle: 'consent-reconfirmation',
  startedAt: '2026-12-08T10:12:00+09:00',
  reference: '수신동의-2024-1221',
  parties: { person: { name: '오누리', phone: '01055001232' } },
  data: { senderName: '한빛서점', contact: '0212345678', channel: 'text', consentedOn: '2024-12-21' },
  steps: [
    { at: '2026-12-21T12:30:00+09:00', event: 'kept' },
    { at: '2027-01-11T09:00:00+09:00', event: 'withdrawn' },
    { at: '2027-01-11T09:05:00+09:00', event: 'kept' },
  ],
  until: '2027-01-31T00:00:00+09:00',
};
export default sample;
