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
      text: '[#{기관명}] Ref. #{접수번호}: your health check-up is due by #{마감일}.',
    },
  },
  CHECKUP_REMINDED: {
    body: letter('Health check-up reminder', 'our records show that you have not had your health check-up yet.', until),
    buttons,
    fallback: {
      subject: 'Reminder',
      text: '[#{기관명}] Ref. #{접수번호}: please come for your check-up by #{마감일}.',
    },
  },
  CHECKUP_LAST_CALL: {
    body: letter(
      'Last health check-up reminder',
      'there is little time left for your health check-up. Many people book shortly before the end, so please do not wait.',
      until,
    ),
    emphasize: { title: '#{마감일}', subtitle: 'Last day' },
    buttons,
    fallback: { subject: 'Last reminder', text: '[#{기관명}] Ref. #{접수번호}: last day for your check-up: #{마감일}' },
  },
  CHECKUP_BOOKED: {
    body: letter('Health check-up appointment', 'your health check-up appointment has been registered.', booked),
    buttons,
    fallback: { subject: 'Appointment', text: '[#{기관명}] Ref. #{접수번호}: check-up booked for #{예약일시}' },
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
      text: '[#{기관명}] Ref. #{접수번호}: your check-up is tomorrow, #{예약일시}',
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
      text: '[#{기관명}] Ref. #{접수번호}: your check-up has been confirmed.',
    },
  },
  CHECKUP_CORRECTED: {
    body: letter(
      'Health check-up: correction',
      'the date in our earlier message about your health check-up was wrong. We apologise for the confusion. The correct one is below.',
      until,
    ),
    buttons,
    fallback: { subject: 'Correction', text: '[#{기관명}] Correction, ref. #{접수번호}: check-up until #{마감일}.' },
  },
};
