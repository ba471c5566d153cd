import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

/** A week and a day: longer than any receipt takes; PostgreSQL keeps what happened. */
const RETENTION_SECONDS = 8 * 86_400;

/** Temporal's error for a namespace that is there already (gRPC ALREADY_EXISTS). */
const ALREADY_EXISTS = 6;

/** Makes a namespace, unless it is there. Throws when the server does not answer. */
export async function createNamespace(address: string, namespace: string): Promise<void> {
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
