/** The lifecycles that ship with the product. */
import type { Definition } from '#libs/lifecycle/definition.js';
import bill from './bill.js';
import civilComplaint from './civil-complaint.js';
import consentNotice from './consent-notice.js';
import consentReconfirmation from './consent-reconfirmation.js';
import election from './election.js';
import eventEntry from './event-entry.js';
import examination from './examination.js';
import fine from './fine.js';
import healthCheckup from './health-checkup.js';
import inquiry from './inquiry.js';
import libraryHold from './library-hold.js';
import libraryLoan from './library-loan.js';
import localCurrency from './local-currency.js';
import mailForwarding from './mail-forwarding.js';
import membership from './membership.js';
import meterReading from './meter-reading.js';
import moveOut from './move-out.js';
import noticeMailed from './notice-mailed.js';
import order from './order.js';
import parcel from './parcel.js';
import partyMembership from './party-membership.js';
import payment from './payment.js';
import pensionEnrolment from './pension-enrolment.js';
import phoneConsultation from './phone-consultation.js';
import receipt from './receipt.js';
import recruitment from './recruitment.js';
import registeredMail from './registered-mail.js';
import reservation from './reservation.js';
import returnExchange from './return-exchange.js';
import seatWaitlist from './seat-waitlist.js';

export const catalogue: readonly Definition[] = [
  bill,
  civilComplaint,
  consentNotice,
  consentReconfirmation,
  election,
  eventEntry,
  examination,
  fine,
  healthCheckup,
  inquiry,
  libraryHold,
  libraryLoan,
  localCurrency,
  mailForwarding,
  membership,
  meterReading,
  moveOut,
  noticeMailed,
  order,
  parcel,
  partyMembership,
  payment,
  pensionEnrolment,
  phoneConsultation,
  receipt,
  recruitment,
  registeredMail,
  reservation,
  returnExchange,
  seatWaitlist,
];

export const lifecycleNamed = (name: string): Definition | undefined =>
  catalogue.find((definition) => definition.name === name);
