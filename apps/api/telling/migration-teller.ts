import type { DataSource } from 'typeorm';
import {
  MIGRATION_WORKFLOW,
  migrationWorkflowId,
  stopMigrationSignal,
  type MigrationInput,
} from '#libs/contracts/migration-workflow.js';
import { runningMigrations } from '#libs/database/migration-store.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';
import { PacedWorkTeller } from './paced-work-teller.js';

/** Of lifecycles that are moved to another version of their definition. */
export class MigrationTeller extends PacedWorkTeller {
  constructor(dataSource: DataSource, clients: TenantClients, queuePrefix: string, logger: Logger) {
    const work = {
      workflow: MIGRATION_WORKFLOW,
      workflowId: migrationWorkflowId,
      inputOf: (tenant: string, migrationId: string): MigrationInput => ({ tenant, migrationId }),
      summary: '새 정의로 옮김',
      stopSignal: stopMigrationSignal.name,
      running: async (all: DataSource) =>
        (await runningMigrations(all)).map(({ tenant, migrationId: id }) => ({ tenant, id })),
    };
    super(work, dataSource, clients, queuePrefix, logger);
  }
}
