import { parseArgs } from 'node:util';
import { DEALERS } from '#libs/contracts/dealers.js';
import type { DataSource } from 'typeorm';
import { createDataSource } from '#libs/database/data-source.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { TenantNamespaces } from '#libs/database/tenant-namespaces.js';
import { getTenant } from '#libs/database/tenant-store.js';
import { createNamespace } from './engines/namespace.js';
import { registerSearchAttributes } from './engines/search-attributes.js';
import { setUpTenant, simulatorTemplates } from './tenant-setup.js';

const USAGE = `create-tenant <id> <name> [<who confirms>] [--namespace <namespace>]
Sets up a tenant on DATABASE_URL with the shipped templates as approved with each of DEALERS, registers them with the dealer simulator at SIMULATOR_URL
if that is set, with links to BONGSU_PUBLIC_URL (http://127.0.0.1:8080 unless set), and prints an API key. The key is shown this once.
With <who confirms> (office and name) everything that GET /v1/legal-confirmations asks is confirmed in that name: say it only if it is so. Without,
starts with a live key are refused until it has been given.
With --namespace its affairs are in a namespace of its own of the Temporal at TEMPORAL_ADDRESS, which is made unless it is there: for a tenant whose own
operators are to see the Temporal UI. It cannot be chosen later, nor changed.`;

/** As the database takes it (tenants.namespace). */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** The simulator's registered sender number; a real account has its own. */
const SENDER_NUMBER = '0212345678';

async function main(args: readonly string[]): Promise<number> {
  const given = parsed(args);
  const url = process.env['DATABASE_URL'];
  const temporal = process.env['TEMPORAL_ADDRESS'];
  const [id, name, confirmedBy] = given?.positionals ?? [];
  const namespace = given?.values.namespace;
  if (id === undefined || name === undefined || url === undefined || (namespace !== undefined && !temporal)) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const channelId = `KA01PF_${id.toUpperCase().replaceAll('-', '_')}`;
  const dataSource = await createDataSource({ url, poolSize: 1 }).initialize();
  try {
    if (namespace !== undefined && temporal !== undefined) {
      const problem = await namespaceProblem(dataSource, id, namespace);
      if (problem !== undefined) {
        process.stderr.write(`${problem} Nothing was changed.\n`);
        return 65;
      }
      await createNamespace(temporal, namespace);
      await registerSearchAttributes(temporal, namespace);
    }
    const settings = { senderNumber: SENDER_NUMBER, channelId };
    const named = (process.env['DEALERS'] ?? 'solapi').split(',').map((each) => each.trim());
    const dealers = DEALERS.filter((dealer) => named.includes(dealer));
    const { apiKey } = await setUpTenant(
      dataSource,
      { id, name, settings, namespace },
      undefined,
      dealers,
      confirmedBy ?? null,
    );
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

/** What speaks against it, before anything is made in Temporal; a tenant that is there keeps what it has. */
async function namespaceProblem(dataSource: DataSource, id: string, namespace: string): Promise<string | undefined> {
  if (!NAMESPACE.test(namespace))
    return `"${namespace}" is no name of a namespace: use up to 63 of a-z, 0-9 and -, with no - at either end.`;
  if (!(await inTenant(dataSource, id, getTenant))) return undefined;
  if ((await new TenantNamespaces(dataSource, '').of(id)) === namespace) return undefined;
  return `The tenant ${id} is there already, and its namespace cannot be chosen any more.`;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { namespace: { type: 'string' } }, allowPositionals: true });
  } catch {
    return undefined;
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
