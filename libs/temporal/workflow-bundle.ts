import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from '@temporalio/worker';

/**
 * Bundles workflow code from the TypeScript sources, never from `dist`: with the `source` condition the bundler follows
 * `#libs/…` to the same files as tests and compiler do, so a stale build cannot slip into production.
 */
export const bundleWorkflows = (root: string): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: join(root, 'workflows/index.ts'),
    failureConverterPath: join(root, 'libs/temporal/failure-converter.ts'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['source', 'import', 'require', 'default'] },
    }),
  });
