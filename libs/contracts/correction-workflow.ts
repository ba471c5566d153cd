import { defineSignal } from '@temporalio/workflow';

/** Which set of wrong messages a workflow has put right; all of it stands in PostgreSQL. */
export interface CorrectionInput {
  readonly tenant: string;
  readonly correctionId: string;
}

/** What one page of a set came to. */
export interface CorrectionPage {
  readonly state: 'dry-run' | 'running' | 'stopped' | 'completed';
  /** Until the next page, ms. */
  readonly pauseMs: number;
}

/** Name under which the workflow is registered. */
export const CORRECTION_WORKFLOW = 'correction';
export const correctionWorkflowId = (tenant: string, correctionId: string): string =>
  `correction/${tenant}/${correctionId}`;

/** It was stopped: the sleeping workflow looks at once. */
export const stopCorrectionSignal = defineSignal('stop');
