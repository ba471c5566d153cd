import type { DealerName } from '#libs/contracts/dealers.js';
import type { ResultClass } from '#libs/message/result-class.js';
import { ALIGO_ALIMTALK_RESULTS, ALIGO_REFUSAL_CODES, ALIGO_TEXT_STATES } from './aligo/result-codes.js';
import {
  NHN_ALIMTALK_RESULTS,
  NHN_BRAND_RESULTS,
  NHN_REFUSAL_CODES,
  NHN_TEXT_REFUSAL_CODES,
  NHN_TEXT_RESULTS,
} from './nhn/result-codes.js';
import { POPBILL_REFUSAL_CODES, POPBILL_RESULTS, POPBILL_STATES } from './popbill/result-codes.js';
import { SOLAPI_RESULT_CODES } from './solapi/result-codes.js';

export interface CodeTable {
  readonly dealer: DealerName;
  /** Where these codes stand. */
  readonly title: string;
  readonly rows: readonly (readonly [code: string, resultClass: ResultClass, meaning: string])[];
}

/** Every table of codes that an adapter reads by, for the page that shows them. */
export const CODE_TABLES: readonly CodeTable[] = [
  { dealer: 'solapi', title: '`statusCode` of a message', rows: SOLAPI_RESULT_CODES },
  { dealer: 'nhn', title: '`resultCode` of a call or a recipient', rows: NHN_REFUSAL_CODES },
  { dealer: 'nhn', title: '`resultCode` of a call of the SMS API, besides', rows: NHN_TEXT_REFUSAL_CODES },
  { dealer: 'nhn', title: '`resultCode` of an 알림톡', rows: NHN_ALIMTALK_RESULTS },
  { dealer: 'nhn', title: '`resultCode` of a brand message, besides those of an 알림톡', rows: NHN_BRAND_RESULTS },
  { dealer: 'nhn', title: '`resultCode` of a text', rows: NHN_TEXT_RESULTS },
  { dealer: 'aligo', title: '`code` and `result_code` of a call', rows: ALIGO_REFUSAL_CODES },
  { dealer: 'aligo', title: '`rslt` of an 알림톡', rows: ALIGO_ALIMTALK_RESULTS },
  { dealer: 'aligo', title: '`sms_state` of a text', rows: ALIGO_TEXT_STATES },
  { dealer: 'popbill', title: '`code` of a refused call', rows: POPBILL_REFUSAL_CODES },
  { dealer: 'popbill', title: '`state` of a message', rows: POPBILL_STATES },
  { dealer: 'popbill', title: '`result` of a message', rows: POPBILL_RESULTS },
];
