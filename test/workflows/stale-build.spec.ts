import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { SourceCopy } from '../replay/source-copy.js';

const MARK = 'planted-in-a-stale-build';

describe('The workflow bundle, beside a stale build', () => {
  let source!: SourceCopy;

  beforeAll(async () => {
    source = await SourceCopy.make();
    await source.plantBuild(MARK);
  });
  afterAll(() => source?.remove());

  it('is made of the sources', async () => {
    const { code } = await bundleWorkflows(source.root);
    expect(code).not.toContain(MARK);
  });

  it('would hold the stale build if it were made without the condition that names the sources', async () => {
    const { code } = await bundleWorkflowCode({
      logger: new DefaultLogger('ERROR'),
      workflowsPath: join(source.root, 'workflows/index.ts'),
    });
    expect(code).toContain(MARK);
  });
});
