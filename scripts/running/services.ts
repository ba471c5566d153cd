import { join } from 'node:path';
import { startChild, type Child } from '../engines/child.js';
import { onFreePort } from '../engines/free-port.js';
import type { Ledger } from '../engines/ledger.js';
import { answersWell, untilReady } from '../engines/readiness.js';
import type { Secrets, StateFolder } from './state-folder.js';

/** What every service is started with. */
export interface House {
  readonly root: string;
  readonly state: StateFolder;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
}

/** Where the engines are, once they run. */
export interface Engines {
  /** As bongsu_app. */
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
}

/** A service as it runs: where it listens, and how it is started again at the same address. */
export interface Service {
  readonly url: string;
  readonly child: Child;
  again(): Promise<Child>;
}

const READY_MS = 120_000;

const storageEnv = ({ secrets }: House, { databaseUrl }: Engines): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  BONGSU_MASTER_KEYS: secrets.masterKeys,
  BONGSU_LOOKUP_KEY: secrets.lookupKey,
});
const temporalEnv = ({ secrets }: House, { temporalAddress }: Engines): Record<string, string> => ({
  TEMPORAL_ADDRESS: temporalAddress,
  TEMPORAL_NAMESPACE: 'default',
  TASK_QUEUE_PREFIX: '',
  BONGSU_PAYLOAD_KEYS: secrets.payloadKeys,
});

export const startSimulator = (house: House, senderNumber: string): Promise<Service> =>
  startService(house, 'Dealer simulator', 'dealer-simulator', 4010, '/_simulator/health', (port) => ({
    SIMULATOR_PORT: String(port),
    SIMULATOR_API_KEY: house.secrets.dealerApiKey,
    SIMULATOR_API_SECRET: house.secrets.dealerApiSecret,
    SIMULATOR_STATE_FILE: house.state.simulatorState,
    SIMULATOR_SENDER_NUMBERS: senderNumber,
  }));

export const startSignInSimulator = (house: House): Promise<Service> =>
  startService(house, 'Sign-in simulator', 'sign-in-simulator', 4011, '/.well-known/openid-configuration', (port) => ({
    SIGN_IN_PORT: String(port),
    SIGN_IN_SECRET: house.secrets.signInSecret,
  }));

/** Where metrics are answered, on this machine alone; `sdk`: those of Temporal's SDK in the worker. */
export interface MetricsPorts {
  readonly api: number;
  readonly worker: number;
  readonly sdk: number;
}

export const startApi = (house: House, engines: Engines, signInUrl: string, metrics: MetricsPorts): Promise<Service> =>
  startService(house, 'API', 'api', 8080, '/health/ready', (port) => ({
    ...storageEnv(house, engines),
    METRICS_PORT: String(metrics.api),
    ...temporalEnv(house, engines),
    SOLAPI_WEBHOOK_SECRET: house.secrets.webhookSecret,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    BONGSU_PUBLIC_URL: `http://127.0.0.1:${port}`,
    CALLBACKS_TO_LOOPBACK: 'allowed',
    OIDC_ISSUER: signInUrl,
    OIDC_JWKS_URL: `${signInUrl}/jwks`,
  }));

export const startWorker = (
  house: House,
  engines: Engines,
  simulatorUrl: string,
  apiUrl: string,
  metrics: MetricsPorts,
): Promise<Service> =>
  startService(house, 'Worker', 'worker', 8082, '/health/ready', (port) => ({
    ...storageEnv(house, engines),
    WORKER_METRICS_PORT: String(metrics.worker),
    WORKER_SDK_METRICS_PORT: String(metrics.sdk),
    ...temporalEnv(house, engines),
    BONGSU_PUBLIC_URL: apiUrl,
    CALLBACKS_TO_LOOPBACK: 'allowed',
    SOLAPI_BASE_URL: simulatorUrl,
    SOLAPI_API_KEY: house.secrets.dealerApiKey,
    SOLAPI_API_SECRET: house.secrets.dealerApiSecret,
    SOLAPI_WEBHOOK_SECRET: house.secrets.webhookSecret,
    WORKER_PORT: String(port),
  }));

/** On the port that the Temporal UI has been told. */
export const startCodecEndpoint = (house: House, engines: Engines, port: number): Promise<Service> => {
  const ui = engines.temporalUiUrl ?? 'http://127.0.0.1:8233';
  return startOn(house, 'Codec endpoint', 'codec-endpoint', '/health/ready', port, {
    BONGSU_PAYLOAD_KEYS: house.secrets.payloadKeys,
    CODEC_PORT: String(port),
    // Everything listens on this machine alone.
    CODEC_SIGN_IN: 'off',
    // A browser takes the two names of one machine for two origins.
    TEMPORAL_UI_ORIGINS: `${ui},${ui.replace('127.0.0.1', 'localhost')}`,
  });
};

const startService = (
  house: House,
  name: string,
  app: string,
  preferredPort: number,
  health: string,
  env: (port: number) => Record<string, string>,
): Promise<Service> => onFreePort(preferredPort, (port) => startOn(house, name, app, health, port, env(port)));

async function startOn(
  house: House,
  name: string,
  app: string,
  health: string,
  port: number,
  env: Record<string, string>,
): Promise<Service> {
  const url = `http://127.0.0.1:${port}`;
  const start = async (): Promise<Child> => {
    const child = await startChild({
      name,
      file: process.execPath,
      args: ['--enable-source-maps', join(house.root, 'dist', 'apps', app, 'main.js')],
      env: { HOST: '127.0.0.1', ...env },
      cwd: house.root,
      logFile: join(house.state.logs, `${app}.log`),
      ledger: house.ledger,
    });
    try {
      await untilReady(child, name, READY_MS, () => answersWell(url + health));
    } catch (error) {
      await child.stop(2000);
      throw error;
    }
    return child;
  };
  return { url, child: await start(), again: start };
}
