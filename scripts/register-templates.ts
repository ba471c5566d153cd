import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataSource } from '#libs/database/data-source.js';
import { registerOwnTemplates } from './own-templates.js';
import { DEMONSTRATION_TENANT } from './running/demonstration-tenant.js';
import type { DevFile } from './running/running-platform.js';

const USAGE = `register-templates [tenant]
Registers with the dealer simulator the templates of the lifecycle types that a tenant has published, and stores them as
approved. Without a tenant the one of the demonstration. Where: DATABASE_URL, SIMULATOR_URL and BONGSU_PUBLIC_URL, or
what .bongsu/dev.json says of the platform that npm start runs.`;

interface Place {
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  readonly apiUrl: string;
}

async function main([tenant = DEMONSTRATION_TENANT.id]: readonly string[]): Promise<number> {
  const place = await findPlace();
  if (!place || tenant.startsWith('-')) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const dataSource = await createDataSource({ url: place.databaseUrl, poolSize: 1 }).initialize();
  try {
    const codes = await registerOwnTemplates(dataSource, tenant, place.apiUrl, async (templates) => {
      const response = await fetch(`${place.simulatorUrl}/_simulator/templates`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(templates),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
    });
    process.stdout.write(codes.length === 0 ? 'Nothing was missing.\n' : `Registered: ${codes.join(', ')}\n`);
    return 0;
  } finally {
    await dataSource.destroy();
  }
}

async function findPlace(): Promise<Place | undefined> {
  const { DATABASE_URL: databaseUrl, SIMULATOR_URL: simulatorUrl, BONGSU_PUBLIC_URL: apiUrl } = process.env;
  if (databaseUrl !== undefined && simulatorUrl !== undefined)
    return { databaseUrl, simulatorUrl, apiUrl: apiUrl ?? 'http://127.0.0.1:8080' };
  const written = await readFile(join(process.cwd(), '.bongsu', 'dev.json'), 'utf8').catch(() => undefined);
  return written === undefined ? undefined : (JSON.parse(written) as DevFile);
}

process.exit(await main(process.argv.slice(2)));
