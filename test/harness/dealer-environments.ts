import {
  DEFAULT_ALIGO_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  DEFAULT_POPBILL_ACCOUNT,
  type Account,
} from '#apps/dealer-simulator/options.js';
import type { DealerName } from '#libs/contracts/dealers.js';

/** What each dealer's receipts carry to the processes of a test. */
export const WEBHOOK_SECRET = 'test-webhook-secret';

/** The account with Solapi of a test's processes; the others' are those that a simulator has when it is given none. */
export const SOLAPI_ACCOUNT: Account = { apiKey: 'test-api-key', apiSecret: 'test-api-secret' };

/** Those that post receipts. */
export const CALLING_BACK: readonly DealerName[] = ['solapi', 'nhn', 'popbill'];

/** A worker's account with each dealer, which the simulator at `url` plays. The rate is nobody's hindrance. */
const ACCOUNTS: Readonly<Record<DealerName, (url: string) => Record<string, string>>> = {
  solapi: (url) => ({
    SOLAPI_BASE_URL: url,
    SOLAPI_API_KEY: SOLAPI_ACCOUNT.apiKey,
    SOLAPI_API_SECRET: SOLAPI_ACCOUNT.apiSecret,
    SOLAPI_PER_SECOND: '1000',
  }),
  nhn: (url) => ({
    NHN_KAKAO_BASE_URL: url,
    NHN_KAKAO_APP_KEY: DEFAULT_NHN_ACCOUNT.alimtalk.appKey,
    NHN_KAKAO_SECRET_KEY: DEFAULT_NHN_ACCOUNT.alimtalk.secretKey,
    NHN_SMS_BASE_URL: url,
    NHN_SMS_APP_KEY: DEFAULT_NHN_ACCOUNT.text.appKey,
    NHN_SMS_SECRET_KEY: DEFAULT_NHN_ACCOUNT.text.secretKey,
    NHN_PER_SECOND: '1000',
  }),
  aligo: (url) => ({
    ALIGO_KAKAO_URL: url,
    ALIGO_TEXT_URL: url,
    ALIGO_API_KEY: DEFAULT_ALIGO_ACCOUNT.apiKey,
    ALIGO_USER_ID: DEFAULT_ALIGO_ACCOUNT.userId,
    ALIGO_PER_SECOND: '1000',
  }),
  popbill: (url) => ({
    POPBILL_BASE_URL: url,
    POPBILL_AUTH_URL: url,
    POPBILL_SERVICE: 'POPBILL',
    POPBILL_LINK_ID: DEFAULT_POPBILL_ACCOUNT.linkId,
    POPBILL_SECRET_KEY: DEFAULT_POPBILL_ACCOUNT.secretKey,
    POPBILL_CORP_NUM: DEFAULT_POPBILL_ACCOUNT.corpNum,
    POPBILL_PER_SECOND: '1000',
  }),
};

/** What API and worker have to know of these dealers, the usual one first. */
export const dealerSettings = (dealers: readonly DealerName[]): Record<string, string> => ({
  DEALERS: dealers.join(),
  SOLAPI_WEBHOOK_SECRET: WEBHOOK_SECRET,
  NHN_WEBHOOK_SECRET: WEBHOOK_SECRET,
  POPBILL_WEBHOOK_SECRET: WEBHOOK_SECRET,
});

/** What the worker has to know besides. */
export const dealerAccounts = (dealers: readonly DealerName[], url: string): Record<string, string> =>
  Object.assign({}, ...dealers.map((dealer) => ACCOUNTS[dealer](url))) as Record<string, string>;
