import { TestWorkflowEnvironment, type TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import { addSearchAttributes } from '#scripts/engines/search-attributes.js';

/** Why there is no time-skipping server on this machine; undefined when there is one. */
export const timeSkippingMissing: string | undefined =
  process.env['BONGSU_TEST_TIME_SERVER'] === undefined
    ? (process.env['BONGSU_TEST_TIME_SERVER_MISSING'] ?? 'the suite runs in a Jest project without engines')
    : undefined;

/**
 * A server on which days pass in milliseconds while somebody awaits a workflow's result (`env.sleep` passes time, too),
 * with our search attributes registered. Its time is one for all: one suite uses it at a time. Call `teardown`.
 */
export async function createTimeSkipping(
  options: Pick<TimeSkippingTestWorkflowEnvironmentOptions, 'client'> = {},
): Promise<TestWorkflowEnvironment> {
  const path = process.env['BONGSU_TEST_TIME_SERVER'];
  if (path === undefined) throw new Error(timeSkippingMissing);
  const environment = await started({ ...options, server: { executable: { type: 'existing-path', path } } });
  await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
  return environment;
}

/** The SDK gives a server five seconds to start, which a busy machine needs longer for than an idle one. */
const TRIES = 6;

async function started(options: TimeSkippingTestWorkflowEnvironmentOptions): Promise<TestWorkflowEnvironment> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping(options);
    } catch (error) {
      if (tries === TRIES || !String(error).includes('did not start within')) throw error;
    }
  }
}
