import { defineSignal } from '@temporalio/workflow';

/** Which migration a workflow carries out; all of it stands in PostgreSQL. */
export interface MigrationInput {
  readonly tenant: string;
  readonly migrationId: string;
}

/** What one page of a migration came to. */
export interface MigrationPage {
  /** `running` as long as there is more to be done, also of a dry run that is still being worked out. */
  readonly state: 'dry-run' | 'running' | 'stopped' | 'completed';
  /** Until the next page, ms. */
  readonly pauseMs: number;
}

/** Name under which the workflow is registered. */
export const MIGRATION_WORKFLOW = 'migration';
export const migrationWorkflowId = (tenant: string, migrationId: string): string =>
  `migration/${tenant}/${migrationId}`;

/** It was stopped: the sleeping workflow looks at once. */
export const stopMigrationSignal = defineSignal('stop');

/** The id of a lifecycle's event that moves it. */
export const migrationEventId = (migrationId: string): string => `migrate-${migrationId}`;
