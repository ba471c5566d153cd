import Table from 'cli-table3';
import type { DevFile } from './running-platform.js';

/** Where everything is, for a person at a terminal. */
export function addressTable(dev: DevFile): string {
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['API', dev.apiUrl],
    ['API, to read and try', `${dev.apiUrl}/docs`],
    ['Phones of the simulator', dev.simulatorUrl],
    ['Sign-in of operators', dev.signInUrl],
    ['Temporal UI', dev.temporalUiUrl ?? 'where your Temporal has it'],
    ['Temporal', dev.temporalAddress],
    ['PostgreSQL', new URL(dev.databaseUrl).host],
    ['Metrics of API, worker, SDK', Object.values(dev.metricsUrls).join('\n')],
    ['Keys and addresses', '.bongsu/dev.json'],
    ['Logs', '.bongsu/logs'],
  );
  return table.toString();
}
