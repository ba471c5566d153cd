import { parseArgs } from 'node:util';
import { z } from 'zod';
import { logCommand } from '#libs/database/command-audit.js';
import { createDataSource } from '#libs/database/data-source.js';
import { LocalKeyManagement } from '#libs/database/key-management.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import {
  GRACE_SECONDS,
  keepTenantKeys,
  lookForTenantKeys,
  rewrapPersonKeys,
  rewrapTenantKeys,
  rotateTenantKey,
} from '#libs/database/tenant-keys.js';
import { readConfiguration } from '#libs/platform/configuration.js';
import { TransitKeyManagement } from '#libs/platform/transit-key-management.js';

const USAGE = `rotate-keys <tenant> tenant-key --reason <why>   gives the tenant a new key, waits until every process knows it, and wraps the
                                                 keys of its people again
rotate-keys <tenant> master-key --reason <why>   wraps the tenant's keys again by the master key that is now first in
                                                 BONGSU_MASTER_KEYS (or the latest of the key management service): put it
                                                 there before, and start every process anew
It is entered in the tenant's audit log with its reason, before anything is done. Reads what the API reads from the environment. May run at any time; safe to repeat.`;

const acts = z.enum(['tenant-key', 'master-key']);

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { reason: { type: 'string', default: '' } },
  });
  const [tenant, what] = positionals;
  const reason = values.reason.trim();
  const act = acts.safeParse(what);
  if (tenant === undefined || !act.success || reason === '' || reason.length > 500) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const { database } = readConfiguration(process.env, 'api');
  const dataSource = await createDataSource({ ...database, poolSize: 2 }).initialize();
  try {
    const keys = new PersonalDataKeys(database);
    const { keyManagement, masterKeys } = database;
    keepTenantKeys(
      dataSource,
      keys,
      keyManagement ? new TransitKeyManagement(keyManagement) : new LocalKeyManagement(masterKeys),
    );
    const subject = { what: act.data };
    await logCommand(dataSource, {
      tenant,
      name: 'rotate-keys',
      kind: 'change',
      subject,
      reason: { text: reason, keys },
    });
    if (act.data === 'master-key') {
      process.stdout.write(`${await rewrapTenantKeys(dataSource, tenant)} keys of ${tenant} wrapped again.\n`);
      return 0;
    }
    await rotateTenantKey(dataSource, tenant);
    process.stdout.write(`Waiting ${GRACE_SECONDS} s, until every process knows the new key.\n`);
    await new Promise((resolve) => setTimeout(resolve, (GRACE_SECONDS + 1) * 1000));
    await lookForTenantKeys(dataSource, tenant);
    process.stdout.write(`${await rewrapPersonKeys(dataSource, keys, tenant)} keys of people wrapped again.\n`);
    return 0;
  } finally {
    await dataSource.destroy();
  }
}

process.exit(await main(process.argv.slice(2)));
