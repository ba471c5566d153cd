/** What reads who has reserved a table, a treatment or a room, and reads English. */
import type { TemplateVariant } from '#libs/lifecycle/definition.js';

/** The buttons that every reservation that stands has. */
const buttons = ['Ask to cancel', 'View booking'];
const bookingAlone = ['View booking'];

export const english: Readonly<Record<string, TemplateVariant>> = {
  RESV_REQUESTED: {
    body: `[Reservation request received]
Dear #{이름}, we have received your request. It is not confirmed yet; we will check and let you know.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Requested time: #{일시}
▶ Number of people: #{인원}`,
    buttons,
    fallback: {
      subject: 'Reservation request',
      text: '[#{기관명}] Request for #{일시} received, to be confirmed. Please wait.',
    },
  },
  RESV_PREPARING: {
    body: `[Preparing your reservation]
Dear #{이름}, we are preparing the reservation that you asked for. We will let you know whether it is confirmed.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Requested time: #{일시}`,
    fallback: {
      subject: 'Preparing your reservation',
      text: '[#{기관명}] We are preparing "#{예약내용}", #{일시}.',
    },
  },
  RESV_CONFIRMED: {
    body: `[Reservation confirmed]
Dear #{이름}, your reservation is confirmed.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Time: #{일시}
▶ Place: #{장소}
▶ Number of people: #{인원}

If you cannot come, please let us know in advance.`,
    emphasize: { title: '#{일시}', subtitle: 'Reservation confirmed' },
    buttons,
    fallback: {
      subject: 'Reservation confirmed',
      text: '[#{기관명}] Confirmed: #{일시}, #{장소}, "#{예약내용}"',
    },
  },
  RESV_CHANGED: {
    body: `[Reservation changed]
Dear #{이름}, your reservation has been changed as below. What we told you before is no longer valid.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ New time: #{일시}
▶ Place: #{장소}
▶ Number of people: #{인원}`,
    emphasize: { title: '#{일시}', subtitle: 'Reservation changed' },
    buttons,
    fallback: { subject: 'Reservation changed', text: '[#{기관명}] Changed: #{일시}, #{장소}, "#{예약내용}"' },
  },
  RESV_TOMORROW: {
    body: `[Your reservation tomorrow]
Dear #{이름}, this is a reminder of your reservation tomorrow.

▶ For: #{예약내용}
▶ Time: #{일시}
▶ Place: #{장소}
▶ Number of people: #{인원}

If you cannot come, please let us know today.`,
    emphasize: { title: '#{일시}', subtitle: 'Your reservation tomorrow' },
    buttons,
    fallback: {
      subject: 'Your reservation tomorrow',
      text: '[#{기관명}] Tomorrow #{일시}, #{장소}, "#{예약내용}"',
    },
  },
  RESV_SOON: {
    body: `[Your reservation is near]
Dear #{이름}, the time of your reservation is near.

▶ For: #{예약내용}
▶ Time: #{일시}
▶ Place: #{장소}

We look forward to seeing you.`,
    buttons: bookingAlone,
    fallback: { subject: 'Your reservation is near', text: '[#{기관명}] See you at #{장소}, #{일시}.' },
  },
  RESV_ASKED: {
    body: `[Cancellation request received]
Dear #{이름}, we have received your request to cancel. We will let you know the result.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Time: #{일시}

Until then your reservation stands as it is.`,
    fallback: {
      subject: 'Cancellation request',
      text: '[#{기관명}] Request to cancel #{일시} received. The result will follow.',
    },
  },
  RESV_REFUSED: {
    body: `[Change or cancellation not possible]
Dear #{이름}, we are sorry that your reservation cannot be changed or cancelled as you asked.

▶ Reservation no.: #{예약번호}
▶ Reason: #{사유}
▶ Time: #{일시}

Your reservation stands as it is. Thank you for your understanding.`,
    buttons: bookingAlone,
    fallback: {
      subject: 'Change not possible',
      text: '[#{기관명}] Cannot be changed or cancelled (#{사유}). It stands as it is.',
    },
  },
  RESV_CANCELLED: {
    body: `[Reservation cancelled]
Dear #{이름}, the reservation below has been cancelled.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Time: #{일시}
▶ Reason: #{취소사유}`,
    buttons: bookingAlone,
    fallback: {
      subject: 'Reservation cancelled',
      text: '[#{기관명}] #{일시} has been cancelled. Reason: #{취소사유}',
    },
  },
  RESV_VISITED: {
    body: `[Thank you for your visit]
Dear #{이름}, your reservation is complete.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}

Thank you for coming. If anything was not as it should be, please let us know.`,
    fallback: {
      subject: 'Thank you for your visit',
      text: '[#{기관명}] "#{예약내용}" is complete. Thank you for your visit.',
    },
  },
  RESV_NO_SHOW: {
    body: `[Missed reservation]
Dear #{이름}, we could not confirm your visit at the reserved time, so the reservation has ended.

▶ Reservation no.: #{예약번호}
▶ For: #{예약내용}
▶ Time: #{일시}

If you did come, please let the place of your reservation know.`,
    fallback: {
      subject: 'Missed reservation',
      text: '[#{기관명}] #{일시} has ended, as your visit was not confirmed.',
    },
  },
  RESV_CORRECTED: {
    body: `[Correction]
Dear #{이름}, our earlier message about your reservation contained a mistake. We apologise for the confusion.

▶ Reservation no.: #{예약번호}
▶ Corrected: #{정정내용}`,
    buttons: bookingAlone,
    fallback: { subject: 'Correction', text: '[#{기관명}] Correction: #{정정내용}. We apologise for the confusion.' },
  },
  RESV_LAST_WORD: {
    body: `[No more messages]
Dear #{이름}, you will receive no more messages about the reservation below.

▶ Reference no.: #{접수번호}

If you have any questions, please ask the place of your reservation.`,
    fallback: {
      subject: 'No more messages',
      text: '[#{기관명}] You will receive no more messages about reference no. #{접수번호}.',
    },
  },
};
