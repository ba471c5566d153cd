import { isIP } from 'node:net';
import { z } from 'zod';
import { readDealers, readReceiptSecrets } from './dealer-settings.js';
import type { MetricsSettings } from './metrics-endpoint.js';
import { readNetwork } from './networks.js';
import { proofKeysFrom } from './proof-signing.js';
import { codecSignIn, codecSignInOf, signInComplete } from './codec-sign-in-settings.js';
import { tokenIssuer, tokenIssuerComplete, tokenIssuerOf } from './token-issuer-settings.js';
import { httpUrl, required, whole } from './variables.js';

/** A key with the id under which ciphertexts name it. */
export interface NamedKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export type ProcessKind = 'api' | 'worker' | 'codec';

/** Exit code of a process that cannot be configured (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIGURATION = 78;

/**
 * The configuration cannot be used. `problems` lists every one of them, each beginning with the variable's name; neither
 * they nor the message hold any value. A process that meets it exits with 78.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(
    readonly process: ProcessKind,
    readonly problems: readonly string[],
  ) {
    super(`The ${process} cannot start. Fix these settings:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const asKey = (text: string): Buffer | undefined => {
  const key = BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
  return key?.length === KEY_BYTES ? key : undefined;
};

const asPort = (schema: z.ZodType<string>): z.ZodType<number> =>
  schema.transform((text, context) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= 65_535) return value;
    context.addIssue({ code: 'custom', message: 'must be a port number between 0 and 65535' });
    return z.NEVER;
  });
const port = (fallback: number): z.ZodType<number> => asPort(z.string().default(String(fallback)));

const key = (what: string): z.ZodType<Buffer> =>
  required(what).transform((text, context) => {
    const bytes = asKey(text);
    if (bytes) return bytes;
    context.addIssue({ code: 'custom', message: `must be ${KEY_BYTES} bytes in base64` });
    return z.NEVER;
  });

/** `id:base64,id:base64`: the first is the current one, the others still decrypt. */
const keyRing = (what: string): z.ZodType<readonly NamedKey[]> =>
  required(what).transform((text, context) => {
    const keys: NamedKey[] = [];
    text.split(',').forEach((part, index) => {
      const [, id, base64] = /^\s*([A-Za-z0-9_-]{1,32}):(.*?)\s*$/.exec(part) ?? [];
      const bytes = base64 === undefined ? undefined : asKey(base64);
      if (id === undefined || !bytes) {
        context.addIssue({
          code: 'custom',
          message: `entry ${index + 1} must be an id of letters, digits, - or _, a colon, and ${KEY_BYTES} bytes in base64`,
        });
      } else if (keys.some((known) => known.id === id)) {
        context.addIssue({ code: 'custom', message: `entry ${index + 1} repeats an id` });
      } else keys.push({ id, key: bytes });
    });
    return keys;
  });

const list = (fallback: string): z.ZodType<readonly string[]> =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );

/** Addresses and networks in CIDR notation. */
const networks = list('').refine((each) => each.every((text) => readNetwork(text) !== undefined), {
  error: 'must be addresses or networks in CIDR notation, as 10.0.0.0/8, divided by commas',
});

/** Requests that are let through in a minute; so many at once, too, after a quiet one. */
const requestLimits = {
  REQUESTS_PER_MINUTE_PER_KEY: whole(6_000, 10, 10_000_000),
  REQUESTS_PER_MINUTE_PER_TENANT: whole(12_000, 10, 10_000_000),
  LINK_REQUESTS_PER_MINUTE_PER_ADDRESS: whole(60, 10, 10_000_000),
};

/** Where people's browsers go from a message: never in clear over a network, because who holds the address may use it. */
const linkBase = httpUrl('the address at which people reach the links in their messages')
  .refine((text) => /^(https:$|http:(127\.0\.0\.1|localhost|\[::1\])$)/.test(schemeAndHost(text)), {
    error: 'must be https, or http on this machine',
    abort: true,
  })
  .refine((text) => new URL(text).search === '' && new URL(text).hash === '', {
    error: 'must end with its host or path, without ? and #',
  })
  .default('http://127.0.0.1:8080')
  .transform((text) => text.replace(/\/+$/, ''));

function schemeAndHost(text: string): string {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' ? protocol : `${protocol}${hostname}`;
}

const logging = {
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
};
const storage = {
  DATABASE_URL: required('the URL of PostgreSQL as the application role').regex(
    /^postgres(ql)?:\/\//,
    'must begin with postgresql://',
  ),
  DATABASE_POOL_SIZE: whole(10, 1, 200),
  BONGSU_MASTER_KEYS: keyRing('the keys that wrap the key of each person'),
  BONGSU_LOOKUP_KEY: key('the key of the hashes by which people are found again'),
};
/** Master keys that a service keeps; absent: the process has them itself. */
const keyManagement = {
  BONGSU_KMS_URL: httpUrl('the transit engine of the key management service').optional(),
  BONGSU_KMS_TOKEN: z.string().min(1, 'is empty').optional(),
  BONGSU_KMS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the name of a key')
    .default('bongsu'),
};
function keyManagementComplete(
  {
    BONGSU_KMS_URL: url,
    BONGSU_KMS_TOKEN: token,
  }: { BONGSU_KMS_URL?: string | undefined; BONGSU_KMS_TOKEN?: string | undefined },
  context: z.RefinementCtx,
): void {
  if ((url === undefined) === (token === undefined)) return;
  const [missing, given] =
    url === undefined ? ['BONGSU_KMS_URL', 'BONGSU_KMS_TOKEN'] : ['BONGSU_KMS_TOKEN', 'BONGSU_KMS_URL'];
  context.addIssue({ code: 'custom', path: [missing], message: `is missing beside ${given}` });
}
const temporal = {
  TEMPORAL_ADDRESS: required('host:port of the Temporal frontend').regex(
    /^[^\s:/]+:\d+$|^\[[^\]]+\]:\d+$/,
    'must be host:port',
  ),
  TEMPORAL_NAMESPACE: z.string().min(1, 'is empty').default('default'),
  TASK_QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,40}$/, 'may hold up to 40 letters, digits, - and _')
    .default(''),
};
/** Whether callbacks may go to this very machine in clear: for development and tests, never where tenants are strangers. */
const callbacks = {
  CALLBACKS_TO_LOOPBACK: z
    .enum(['allowed', 'refused'], { error: 'must be allowed or refused' })
    .default('refused')
    .transform((choice) => choice === 'allowed'),
};
const payloadKeys = { BONGSU_PAYLOAD_KEYS: keyRing('the keys that encrypt what Temporal keeps') };
/** Absent: they follow from the master keys. */
const proofKeys = { BONGSU_PROOF_KEYS: keyRing('the keys that sign proofs').optional() };
const dealers = {
  // Not longer: three calls must fit into a dispatch, and the wait for one into a withdrawal (workflows/activity-proxies.ts).
  DEALER_TIMEOUT_MS: whole(10_000, 100, 15_000),
};
/** Where metrics are answered: nowhere unless a port is given, and to this machine alone unless told otherwise. */
const metricsHost = {
  METRICS_HOST: z
    .string()
    .refine((text) => isIP(text) !== 0, { error: 'must be an IP address' })
    .default('127.0.0.1'),
};
const metricsPort = asPort(z.string()).optional();
const metricsOf = (host: string, given: number | undefined): MetricsSettings | undefined =>
  given === undefined ? undefined : { host, port: given };
const host = { HOST: z.string().min(1, 'is empty').default('127.0.0.1') };

const schemas = {
  api: z
    .object({
      ...logging,
      ...storage,
      ...keyManagement,
      ...temporal,
      ...payloadKeys,
      ...proofKeys,
      ...callbacks,
      ...host,
      ...metricsHost,
      METRICS_PORT: metricsPort,
      PORT: port(8080),
      PUBLIC_URL: httpUrl('the address at which others reach the API').optional(),
      BONGSU_PUBLIC_URL: linkBase,
      TRUSTED_PROXIES: networks,
      ...requestLimits,
      ...tokenIssuer,
    })
    .superRefine(keyManagementComplete)
    .superRefine(tokenIssuerComplete)
    .transform((env) => ({
      ...sharedOf(env),
      payloadKeys: env.BONGSU_PAYLOAD_KEYS,
      proofKeys: env.BONGSU_PROOF_KEYS ?? proofKeysFrom(env.BONGSU_MASTER_KEYS),
      database: databaseOf(env),
      temporal: temporalOf(env),
      http: {
        host: env.HOST,
        port: env.PORT,
        publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ''),
        /** Proxies whose word on where a request comes from is believed; without any the connection says it. */
        trustedProxies: env.TRUSTED_PROXIES,
      },
      /** Where operators sign in; undefined: they cannot. */
      signIn: tokenIssuerOf(env),
      limits: {
        perKey: env.REQUESTS_PER_MINUTE_PER_KEY,
        perTenant: env.REQUESTS_PER_MINUTE_PER_TENANT,
        linksPerAddress: env.LINK_REQUESTS_PER_MINUTE_PER_ADDRESS,
      },
      linkBase: env.BONGSU_PUBLIC_URL,
      callbacksToLoopback: env.CALLBACKS_TO_LOOPBACK,
      metrics: metricsOf(env.METRICS_HOST, env.METRICS_PORT),
    })),
  worker: z
    .object({
      ...logging,
      ...storage,
      ...keyManagement,
      ...temporal,
      ...payloadKeys,
      ...dealers,
      ...callbacks,
      ...host,
      ...metricsHost,
      WORKER_METRICS_PORT: metricsPort,
      WORKER_SDK_METRICS_PORT: metricsPort,
      BONGSU_PUBLIC_URL: linkBase,
      WORKER_PORT: port(8082),
      WORKFLOW_BUNDLE: z.string().min(1, 'is empty').optional(),
    })
    .superRefine(keyManagementComplete)
    .transform((env) => ({
      ...sharedOf(env),
      payloadKeys: env.BONGSU_PAYLOAD_KEYS,
      database: databaseOf(env),
      temporal: temporalOf(env),
      dealerTimeoutMs: env.DEALER_TIMEOUT_MS,
      /** The address below which links in messages are answered, without a slash at its end. */
      linkBase: env.BONGSU_PUBLIC_URL,
      callbacksToLoopback: env.CALLBACKS_TO_LOOPBACK,
      /** Where the worker answers whether it is ready. */
      health: { host: env.HOST, port: env.WORKER_PORT },
      metrics: metricsOf(env.METRICS_HOST, env.WORKER_METRICS_PORT),
      /** Those of Temporal's SDK, which opens an address of its own. */
      sdkMetrics: metricsOf(env.METRICS_HOST, env.WORKER_SDK_METRICS_PORT),
      /** Path of the built workflow bundle; absent: built from source at start. */
      workflowBundle: env.WORKFLOW_BUNDLE,
    })),
  codec: z
    .object({
      ...logging,
      ...payloadKeys,
      ...host,
      CODEC_PORT: port(8081),
      /** The UI is reached under both names, and browsers treat them as different origins. */
      TEMPORAL_UI_ORIGINS: list('http://127.0.0.1:8233,http://localhost:8233'),
      ...codecSignIn,
    })
    .superRefine(signInComplete)
    .transform((env) => ({
      ...sharedOf(env),
      payloadKeys: env.BONGSU_PAYLOAD_KEYS,
      http: { host: env.HOST, port: env.CODEC_PORT },
      allowedOrigins: env.TEMPORAL_UI_ORIGINS,
      signIn: codecSignInOf(env),
    })),
};

function sharedOf(env: { LOG_LEVEL: z.output<(typeof logging)['LOG_LEVEL']> }) {
  return { logLevel: env.LOG_LEVEL };
}

function databaseOf(env: {
  DATABASE_URL: string;
  DATABASE_POOL_SIZE: number;
  BONGSU_MASTER_KEYS: readonly NamedKey[];
  BONGSU_LOOKUP_KEY: Buffer;
  BONGSU_KMS_URL?: string | undefined;
  BONGSU_KMS_TOKEN?: string | undefined;
  BONGSU_KMS_KEY: string;
}) {
  const { BONGSU_KMS_URL: kmsUrl, BONGSU_KMS_TOKEN: token, BONGSU_KMS_KEY: key } = env;
  return {
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    masterKeys: env.BONGSU_MASTER_KEYS,
    lookupKey: env.BONGSU_LOOKUP_KEY,
    keyManagement:
      kmsUrl === undefined || token === undefined ? undefined : { url: kmsUrl.replace(/\/+$/, ''), token, key },
  };
}

function temporalOf(env: { TEMPORAL_ADDRESS: string; TEMPORAL_NAMESPACE: string; TASK_QUEUE_PREFIX: string }) {
  return { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, queuePrefix: env.TASK_QUEUE_PREFIX };
}

type Read<T extends (...args: never[]) => { readonly value?: unknown }> = NonNullable<ReturnType<T>['value']>;
export type ApiConfiguration = z.output<(typeof schemas)['api']> & {
  readonly dealers: Read<typeof readReceiptSecrets>;
};
export type WorkerConfiguration = z.output<(typeof schemas)['worker']> & {
  /** At least one; the first is that of tenants who have chosen none. */
  readonly dealers: Read<typeof readDealers>;
};
export type CodecConfiguration = z.output<(typeof schemas)['codec']>;
export interface Configurations {
  api: ApiConfiguration;
  worker: WorkerConfiguration;
  codec: CodecConfiguration;
}
export type LogLevelName = ApiConfiguration['logLevel'];

/**
 * What one process needs, read once at its start from environment variables; variables of other processes are ignored.
 * Throws {@link ConfigurationError} with all problems at once.
 */
export function readConfiguration<K extends ProcessKind>(
  env: Readonly<Record<string, string | undefined>>,
  process: K,
): Configurations[K] {
  const result = schemas[process].safeParse(env);
  const dealers =
    process === 'codec' ? { problems: [] } : process === 'api' ? readReceiptSecrets(env) : readDealers(env);
  if (result.success && dealers.problems.length === 0)
    return { ...result.data, ...('value' in dealers && { dealers: dealers.value }) } as unknown as Configurations[K];
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...dealers.problems,
  ];
  throw new ConfigurationError(process, problems);
}
