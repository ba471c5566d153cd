import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SimulatorControl } from './control/control.js';
import { Deliveries } from './deliveries.js';
import { TemplateHooks } from './nhn/template-hooks.js';
import type { SimulatorOptions } from './options.js';
import { ReceiptPoster } from './receipts.js';
import { recordRequests } from './request-record.js';
import { SimulatorModule } from './simulator.module.js';
import { SimulatorStore } from './store.js';

/** One request may be so large (dealer-api §1.1, Limits). */
const MAX_BODY = '15mb';

/** Aligo takes up to 500 recipients in one form, each with fields of its own. */
const MAX_FORM_FIELDS = 10_000;

export interface Simulator {
  /** `http://127.0.0.1:port`: the dealer's base address, and the phones' page for people. */
  readonly url: string;
  readonly port: number;
  /** The control API without HTTP. */
  readonly control: SimulatorControl;
  /** Resolves once no receipt is being posted. */
  idle(): Promise<void>;
  /** Stops timers, breaks open connections off, writes the state file. */
  close(): Promise<void>;
}

/** Starts the simulated dealers in this process, all at one address: their paths differ. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0 } = options;
  const store = await SimulatorStore.open(options);
  const app = await NestFactory.create<NestExpressApplication>(SimulatorModule.with(store), {
    logger: false,
    bodyParser: false,
    rawBody: true,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.use(recordRequests(store));
  app.useBodyParser('json', { limit: MAX_BODY });
  app.useBodyParser('urlencoded', { limit: MAX_BODY, extended: false, parameterLimit: MAX_FORM_FIELDS });
  await app.listen(port, host);

  const server = app.getHttpServer();
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const deliveries = app.get(Deliveries);
  deliveries.resume();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    control: app.get(SimulatorControl),
    idle: async () => {
      await app.get(ReceiptPoster).idle();
      await app.get(TemplateHooks).idle();
    },
    close: async () => {
      await deliveries.stop();
      await app.get(TemplateHooks).idle();
      const closing = app.close();
      server.closeAllConnections();
      await closing;
      await store.flush();
    },
  };
}
