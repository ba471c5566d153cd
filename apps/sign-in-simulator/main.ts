import { EnvironmentError, readEnvironment } from './environment.js';
import { SignInSimulator, type SignInOptions } from './sign-in-simulator.js';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIGURATION = 78;

function options(): SignInOptions {
  try {
    return readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

const simulator = await SignInSimulator.start(options());
process.stdout.write(`sign-in simulator: ${simulator.url}\n`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
