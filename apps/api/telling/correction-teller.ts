import type { DataSource } from 'typeorm';
import {
  CORRECTION_WORKFLOW,
  correctionWorkflowId,
  stopCorrectionSignal,
  type CorrectionInput,
} from '#libs/contracts/correction-workflow.js';
import { runningCorrections } from '#libs/database/correction-store.js';
import type { Logger } from '#libs/platform/logging.js';
import type { TenantClients } from '#libs/temporal/client.js';
import { PacedWorkTeller } from './paced-work-teller.js';

/** Of sets of wrong messages that are put right. */
export class CorrectionTeller extends PacedWorkTeller {
  constructor(dataSource: DataSource, clients: TenantClients, queuePrefix: string, logger: Logger) {
    const work = {
      workflow: CORRECTION_WORKFLOW,
      workflowId: correctionWorkflowId,
      inputOf: (tenant: string, correctionId: string): CorrectionInput => ({ tenant, correctionId }),
      summary: '정정 안내를 보냄',
      stopSignal: stopCorrectionSignal.name,
      running: runningCorrections,
    };
    super(work, dataSource, clients, queuePrefix, logger);
  }
}
