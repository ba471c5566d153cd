/** What reads of their health check-up who reads English: as in Korean, that it is one, the reference and days alone. */
import type { TemplateVariant } from '#libs/lifecycle/definition.js';

const letter = (heading: string, said: string, more = ''): string => `[${heading}]
Dear #{이름}, ${said}

▶ Reference no.: #{접수번호}${more}

Please log in to see the details.`;

const until = '\n▶ Until: #{마감일}';
const booked = '\n▶ Time: #{예약일시}';
const buttons = ['Log in to view'];

export const english: Readonly<Record<string, TemplateVariant>> = {
  CHECKUP_SELECTED: {
    body: letter('Health check-up', 'you are eligible for the National Health Screening this year.', until),
    buttons: ['채널 추가', ...buttons],
    fallback: {
      subject: 'Health check-up',
      text: '[Health check-up] Reference #{접수번호}: you are eligible this year. Until #{마감일}',
    },
  },
  CHECKUP_REMINDED: {
    body: letter('Health check-up reminder', 'our records show that you have not had your health check-up yet.', until),
    buttons,
    fallback: { subject: 'Reminder', text: '[Health check-up] Reference #{접수번호}: please come by #{마감일}.' },
  },
  CHECKUP_LAST_CALL: {
    body: letter(
      'Last health check-up reminder',
      'there is little time left for your health check-up. Many people book shortly before the end, so please do not wait.',
      until,
    ),
    emphasize: { title: '#{마감일}', subtitle: 'Last day' },
    buttons,
    fallback: { subject: 'Last reminder', text: '[Health check-up] Reference #{접수번호}: the last day is #{마감일}.' },
  },
  CHECKUP_BOOKED: {
    body: letter('Health check-up appointment', 'your health check-up appointment has been registered.', booked),
    buttons,
    fallback: { subject: 'Appointment', text: '[Health check-up] Reference #{접수번호}: appointment #{예약일시}' },
  },
  CHECKUP_TOMORROW: {
    body: letter(
      'Your health check-up tomorrow',
      'your health check-up is tomorrow. Please prepare for it as the clinic has told you.',
      booked,
    ),
    buttons,
    fallback: {
      subject: 'Appointment tomorrow',
      text: '[Health check-up] Reference #{접수번호}: appointment tomorrow, #{예약일시}',
    },
  },
  CHECKUP_DONE: {
    body: letter(
      'Health check-up completed',
      'your health check-up has been confirmed. The clinic will send you the result.',
    ),
    buttons,
    fallback: {
      subject: 'Completed',
      text: '[Health check-up] Reference #{접수번호}: your check-up has been confirmed.',
    },
  },
  CHECKUP_CORRECTED: {
    body: letter(
      'Health check-up: correction',
      'the date in our earlier message about your health check-up was wrong. We apologise for the confusion. The correct one is below.',
      until,
    ),
    buttons,
    fallback: { subject: 'Correction', text: '[Health check-up] Correction, reference #{접수번호}: until #{마감일}.' },
  },
};
