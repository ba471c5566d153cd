import { DEALERS } from '#libs/contracts/dealers.js';
import { createDataSource } from '#libs/database/data-source.js';
import { setUpTenant, simulatorTemplates } from './tenant-setup.js';

const USAGE = `create-tenant <id> <name> [<who confirms>]
Sets up a tenant on DATABASE_URL with the shipped templates as approved with each of DEALERS, registers them with the dealer simulator at SIMULATOR_URL
if that is set, with links to BONGSU_PUBLIC_URL (http://127.0.0.1:8080 unless set), and prints an API key. The key is shown this once.
With <who confirms> (office and name) everything that GET /v1/legal-confirmations asks is confirmed in that name: say it only if it is so. Without,
starts with a live key are refused until it has been given.`;

/** The simulator's registered sender number; a real account has its own. */
const SENDER_NUMBER = '0212345678';

async function main([id, name, confirmedBy]: readonly string[]): Promise<number> {
  const url = process.env['DATABASE_URL'];
  if (id === undefined || name === undefined || url === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const channelId = `KA01PF_${id.toUpperCase().replaceAll('-', '_')}`;
  const dataSource = await createDataSource({ url, poolSize: 1 }).initialize();
  try {
    const settings = { senderNumber: SENDER_NUMBER, channelId };
    const named = (process.env['DEALERS'] ?? 'solapi').split(',').map((each) => each.trim());
    const dealers = DEALERS.filter((dealer) => named.includes(dealer));
    const { apiKey } = await setUpTenant(dataSource, { id, name, settings }, undefined, dealers, confirmedBy ?? null);
    if (confirmedBy === undefined)
      process.stderr.write(
        'Nothing is confirmed yet: give what GET /v1/legal-confirmations asks before you start with this key.\n',
      );
    await registerTemplates(process.env['SIMULATOR_URL'], channelId);
    process.stdout.write(`${apiKey}\n`);
    return 0;
  } finally {
    await dataSource.destroy();
  }
}

async function registerTemplates(simulatorUrl: string | undefined, channelId: string): Promise<void> {
  if (simulatorUrl === undefined) return;
  const response = await fetch(`${simulatorUrl}/_simulator/templates`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(simulatorTemplates(channelId, process.env['BONGSU_PUBLIC_URL'] ?? 'http://127.0.0.1:8080')),
  });
  if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
}

process.exit(await main(process.argv.slice(2)));
