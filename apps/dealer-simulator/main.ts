import { EnvironmentError, readEnvironment } from './environment.js';
import { createSimulator } from './simulator.js';
import type { SimulatorOptions } from './options.js';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIGURATION = 78;

function options(): SimulatorOptions {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

const simulator = await createSimulator(options());
process.stdout.write(`dealer simulator: ${simulator.url}\n`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
