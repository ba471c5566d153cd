import { z } from 'zod';
import { createRoles } from '#libs/database/create-roles.js';
import { migrate } from '#libs/database/data-source.js';
import { createNamespace } from './engines/namespace.js';
import { registerSearchAttributes } from './engines/search-attributes.js';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIGURATION = 78;

const environment = z.object({
  BONGSU_SUPERUSER_URL: z.string().startsWith('postgresql://'),
  BONGSU_OWNER_PASSWORD: z.string().min(1),
  BONGSU_APP_PASSWORD: z.string().min(1),
  BONGSU_DATABASE: z.string().min(1).default('bongsu'),
  TEMPORAL_ADDRESS: z.string().min(1),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
});

/** Brings PostgreSQL and Temporal to what this version needs. Safe to repeat; run before the other processes start. */
async function main(): Promise<number> {
  const parsed = environment.safeParse(process.env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `- ${issue.path.join('.')}: ${issue.message}`);
    process.stderr.write(`Cannot migrate. Fix these settings:\n${problems.join('\n')}\n`);
    return EXIT_CONFIGURATION;
  }
  const env = parsed.data;
  const { ownerUrl } = await createRoles({
    superuserUrl: env.BONGSU_SUPERUSER_URL,
    database: env.BONGSU_DATABASE,
    ownerPassword: env.BONGSU_OWNER_PASSWORD,
    appPassword: env.BONGSU_APP_PASSWORD,
  });
  const ran = await migrate(ownerUrl);
  process.stdout.write(ran.length === 0 ? 'The schema is up to date.\n' : `Migrated: ${ran.join(', ')}\n`);
  await createNamespace(env.TEMPORAL_ADDRESS, env.TEMPORAL_NAMESPACE);
  await registerSearchAttributes(env.TEMPORAL_ADDRESS, env.TEMPORAL_NAMESPACE);
  process.stdout.write(`Temporal has namespace ${env.TEMPORAL_NAMESPACE} with our search attributes.\n`);
  return 0;
}

process.exit(await main());
