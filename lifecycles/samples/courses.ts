/** Every worked course of the catalogue: samples, and what else becomes of their lifecycles. */
import type { Sample } from '../sample.js';
import { billCourses } from './bill-courses.js';
import { civilComplaintCourses } from './civil-complaint-courses.js';
import { consentReconfirmationCourses } from './consent-reconfirmation-courses.js';
import { electionCourses } from './election-courses.js';
import { eventEntryCourses } from './event-entry-courses.js';
import { examinationCourses } from './examination-courses.js';
import { fineCourses } from './fine-courses.js';
import { healthCheckupCourses } from './health-checkup-courses.js';
import { inquiryCourses } from './inquiry-courses.js';
import { libraryHoldCourses } from './library-hold-courses.js';
import { libraryLoanCourses } from './library-loan-courses.js';
import { localCurrencyCourses } from './local-currency-courses.js';
import { mailForwardingCourses } from './mail-forwarding-courses.js';
import { meterReadingCourses } from './meter-reading-courses.js';
import { moveOutCourses } from './move-out-courses.js';
import { noticeMailedCourses } from './notice-mailed-courses.js';
import { orderCourses } from './order-courses.js';
import { parcelCourses } from './parcel-courses.js';
import { paymentCourses } from './payment-courses.js';
import { pensionEnrolmentCourses } from './pension-enrolment-courses.js';
import { phoneConsultationCourses } from './phone-consultation-courses.js';
import { receiptCourses } from './receipt-courses.js';
import { recruitmentCourses } from './recruitment-courses.js';
import { registeredMailCourses } from './registered-mail-courses.js';
import { reservationCourses } from './reservation-courses.js';
import { returnExchangeCourses } from './return-exchange-courses.js';
import { seatWaitlistCourses } from './seat-waitlist-courses.js';
import { samples } from './samples.js';

const further: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  bill: billCourses,
  'civil-complaint': civilComplaintCourses,
  'consent-reconfirmation': consentReconfirmationCourses,
  election: electionCourses,
  'event-entry': eventEntryCourses,
  examination: examinationCourses,
  fine: fineCourses,
  'health-checkup': healthCheckupCourses,
  inquiry: inquiryCourses,
  'library-hold': libraryHoldCourses,
  'library-loan': libraryLoanCourses,
  'local-currency': localCurrencyCourses,
  'mail-forwarding': mailForwardingCourses,
  'meter-reading': meterReadingCourses,
  'move-out': moveOutCourses,
  'notice-mailed': noticeMailedCourses,
  order: orderCourses,
  parcel: parcelCourses,
  payment: paymentCourses,
  'pension-enrolment': pensionEnrolmentCourses,
  'phone-consultation': phoneConsultationCourses,
  receipt: receiptCourses,
  recruitment: recruitmentCourses,
  'registered-mail': registeredMailCourses,
  reservation: reservationCourses,
  'return-exchange': returnExchangeCourses,
  'seat-waitlist': seatWaitlistCourses,
};

/** By the name of its golden timeline: `bill` is the sample of bill, `bill-instalments` one more course of it. */
export const courses: Readonly<Record<string, Sample>> = Object.fromEntries(
  samples.flatMap((sample): [string, Sample][] => [
    [sample.lifecycle, sample],
    ...Object.entries(further[sample.lifecycle] ?? {}).map(([name, course]): [string, Sample] => [
      `${sample.lifecycle}-${name}`,
      course,
    ]),
  ]),
);
