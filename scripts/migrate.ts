import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { z } from 'zod';
import { createRoles } from '#libs/database/create-roles.js';
import { migrate } from '#libs/database/data-source.js';
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

/** A week and a day: longer than any receipt takes; PostgreSQL keeps what happened. */
const RETENTION_SECONDS = 8 * 86_400;

/** Temporal's error for a namespace that is there already (gRPC ALREADY_EXISTS). */
const ALREADY_EXISTS = 6;

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

async function createNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: proto.google.protobuf.Duration.fromObject({ seconds: RETENTION_SECONDS }),
    });
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  } finally {
    await connection.close();
  }
}

process.exit(await main());
