import { z } from 'zod';
import { DEALERS, type DealerName } from '#libs/contracts/dealers.js';
import { httpUrl, required, whole } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Read<T> = { readonly problems: readonly string[]; readonly value?: T };

const perSecond = whole(20, 1, 10_000);
const address = (usual: string) => httpUrl('the address of the API').default(usual);

/** What receipts carry; Aligo calls nobody back. */
const SECRETS = {
  solapi: 'SOLAPI_WEBHOOK_SECRET',
  nhn: 'NHN_WEBHOOK_SECRET',
  popbill: 'POPBILL_WEBHOOK_SECRET',
} as const satisfies Partial<Record<DealerName, string>>;
const secret = required('the secret that comes with each receipt');

const ACCOUNTS = {
  solapi: z
    .object({
      SOLAPI_BASE_URL: httpUrl('the address of the Solapi API'),
      SOLAPI_API_KEY: required('the API key of the Solapi account'),
      SOLAPI_API_SECRET: required('the API secret of the Solapi account'),
      SOLAPI_WEBHOOK_SECRET: required('the secret that Solapi sends with each receipt'),
      SOLAPI_PER_SECOND: perSecond,
    })
    .transform((env) => ({
      name: 'solapi' as const,
      baseUrl: env.SOLAPI_BASE_URL,
      apiKey: env.SOLAPI_API_KEY,
      apiSecret: env.SOLAPI_API_SECRET,
      webhookSecret: env.SOLAPI_WEBHOOK_SECRET,
      perSecond: env.SOLAPI_PER_SECOND,
    })),
  nhn: z
    .object({
      NHN_KAKAO_BASE_URL: address('https://kakaotalk-bizmessage.api.nhncloudservice.com'),
      NHN_KAKAO_APP_KEY: required('the app key of KakaoTalk Bizmessage'),
      NHN_KAKAO_SECRET_KEY: required('the secret key of KakaoTalk Bizmessage'),
      NHN_SMS_BASE_URL: address('https://sms.api.nhncloudservice.com'),
      NHN_SMS_APP_KEY: required('the app key of SMS'),
      NHN_SMS_SECRET_KEY: required('the secret key of SMS'),
      NHN_WEBHOOK_SECRET: secret,
      NHN_PER_SECOND: perSecond,
    })
    .transform((env) => ({
      name: 'nhn' as const,
      alimtalk: {
        baseUrl: env.NHN_KAKAO_BASE_URL,
        appKey: env.NHN_KAKAO_APP_KEY,
        secretKey: env.NHN_KAKAO_SECRET_KEY,
      },
      text: { baseUrl: env.NHN_SMS_BASE_URL, appKey: env.NHN_SMS_APP_KEY, secretKey: env.NHN_SMS_SECRET_KEY },
      webhookSecret: env.NHN_WEBHOOK_SECRET,
      perSecond: env.NHN_PER_SECOND,
    })),
  aligo: z
    .object({
      ALIGO_KAKAO_URL: address('https://kakaoapi.aligo.in'),
      ALIGO_TEXT_URL: address('https://apis.aligo.in'),
      ALIGO_API_KEY: required('the API key of the Aligo account'),
      ALIGO_USER_ID: required('the user id of the Aligo account'),
      ALIGO_PER_SECOND: perSecond,
    })
    .transform((env) => ({
      name: 'aligo' as const,
      kakaoUrl: env.ALIGO_KAKAO_URL,
      textUrl: env.ALIGO_TEXT_URL,
      apiKey: env.ALIGO_API_KEY,
      userId: env.ALIGO_USER_ID,
      perSecond: env.ALIGO_PER_SECOND,
    })),
  popbill: z
    .object({
      POPBILL_BASE_URL: address('https://popbill.linkhub.co.kr'),
      POPBILL_AUTH_URL: address('https://auth.linkhub.co.kr'),
      POPBILL_SERVICE: z
        .enum(['POPBILL', 'POPBILL_TEST'], { error: 'must be POPBILL or POPBILL_TEST' })
        .default('POPBILL'),
      POPBILL_LINK_ID: required('the LinkID of the partner'),
      POPBILL_SECRET_KEY: required('the secret key of the partner'),
      POPBILL_CORP_NUM: required('the business number of the member'),
      POPBILL_WEBHOOK_SECRET: secret,
      POPBILL_PER_SECOND: perSecond,
    })
    .transform((env) => ({
      name: 'popbill' as const,
      baseUrl: env.POPBILL_BASE_URL,
      authUrl: env.POPBILL_AUTH_URL,
      service: env.POPBILL_SERVICE,
      linkId: env.POPBILL_LINK_ID,
      secretKey: env.POPBILL_SECRET_KEY,
      corpNum: env.POPBILL_CORP_NUM,
      webhookSecret: env.POPBILL_WEBHOOK_SECRET,
      perSecond: env.POPBILL_PER_SECOND,
    })),
} as const;

/** The account with one dealer, and the calls a second that its contract allows. */
export type DealerSettings = { [Name in DealerName]: z.output<(typeof ACCOUNTS)[Name]> }[DealerName];
/** By dealer, what its receipts carry; of those that are configured. */
export type ReceiptSecrets = Readonly<Partial<Record<keyof typeof SECRETS, string>>>;

/** `DEALERS`: those that are there, the usual one first. */
function namedIn(env: Environment): Read<readonly DealerName[]> {
  const names = (env['DEALERS'] ?? 'solapi').split(',').map((name) => name.trim());
  const known = names.flatMap((name) => DEALERS.find((each) => each === name) ?? []);
  if (known.length === names.length && new Set(known).size === known.length) return { problems: [], value: known };
  return { problems: [`DEALERS must name each dealer once, of ${DEALERS.join(', ')}`] };
}

/** What calls each of `DEALERS`; with all problems at once, without values. */
export function readDealers(env: Environment): Read<readonly DealerSettings[]> {
  const named = namedIn(env);
  const read = (named.value ?? []).map((name) => ACCOUNTS[name].safeParse(env));
  const problems = [...named.problems, ...read.flatMap(({ error }) => (error ? complaints(error) : []))];
  return problems.length > 0 ? { problems } : { problems, value: read.flatMap(({ data }) => data ?? []) };
}

/** What the API needs of them: it takes receipts and calls none. */
export function readReceiptSecrets(
  env: Environment,
): Read<{ readonly usual: DealerName; readonly names: readonly DealerName[]; readonly secrets: ReceiptSecrets }> {
  const named = namedIn(env);
  const variables = (named.value ?? []).flatMap((name) => (name === 'aligo' ? [] : [[name, SECRETS[name]] as const]));
  const read = z.object(Object.fromEntries(variables.map(([, variable]) => [variable, secret]))).safeParse(env);
  const problems = [...named.problems, ...(read.error ? complaints(read.error) : [])];
  const [usual] = named.value ?? [];
  if (problems.length > 0 || usual === undefined) return { problems };
  return {
    problems,
    value: {
      usual,
      names: named.value ?? [],
      secrets: Object.fromEntries(variables.map(([name, variable]) => [name, env[variable]])),
    },
  };
}

const complaints = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
