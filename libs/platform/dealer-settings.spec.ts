import { describe, expect, it } from '@jest/globals';
import { readDealers, readReceiptSecrets } from './dealer-settings.js';

const nhn = {
  NHN_KAKAO_APP_KEY: 'kakao-app',
  NHN_KAKAO_SECRET_KEY: 'kakao-secret',
  NHN_SMS_APP_KEY: 'sms-app',
  NHN_SMS_SECRET_KEY: 'sms-secret',
  NHN_WEBHOOK_SECRET: 'webhook-secret',
};

describe('The dealers of a platform', () => {
  it('are those that DEALERS names, in its order, each with its own variables alone', () => {
    const { problems, value } = readDealers({ DEALERS: 'nhn', ...nhn });
    expect(problems).toEqual([]);
    expect(value).toMatchObject([{ name: 'nhn', alimtalk: { appKey: 'kakao-app' }, perSecond: 20 }]);
  });

  it('are Solapi unless something else is said', () => {
    expect(readDealers({}).problems.map((problem) => problem.split(' ')[0])).toEqual([
      'SOLAPI_BASE_URL',
      'SOLAPI_API_KEY',
      'SOLAPI_API_SECRET',
      'SOLAPI_WEBHOOK_SECRET',
    ]);
  });

  it.each(['', 'nhn,nhn', 'kakao', 'nhn,', 'constructor'])('cannot be %j', (names) => {
    expect(readDealers({ DEALERS: names, ...nhn }).problems).toEqual([
      'DEALERS must name each dealer once, of solapi, nhn, aligo, popbill',
    ]);
  });

  it('are complained of all at once, without a value', () => {
    const { problems } = readDealers({ DEALERS: 'nhn,aligo', ...nhn, NHN_SMS_BASE_URL: 'secret nonsense' });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'NHN_SMS_BASE_URL',
      'ALIGO_API_KEY',
      'ALIGO_USER_ID',
    ]);
    expect(problems.join()).not.toContain('nonsense');
  });

  it('are known to the API by the secrets of their receipts, which Aligo has none of', () => {
    const { value } = readReceiptSecrets({ DEALERS: 'aligo,nhn', ...nhn });
    expect(value).toEqual({ usual: 'aligo', names: ['aligo', 'nhn'], secrets: { nhn: 'webhook-secret' } });
  });

  it('take no receipts without a secret', () => {
    expect(readReceiptSecrets({ DEALERS: 'popbill' }).problems).toEqual([
      'POPBILL_WEBHOOK_SECRET is missing: the secret that comes with each receipt',
    ]);
  });
});
