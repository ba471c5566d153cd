import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';

/** After compiling: the workflow bundle, so that a worker in production starts without building one. */
const root = join(import.meta.dirname, '../..');
const { code } = await bundleWorkflows(root);
await writeFile(join(root, 'dist/workflow-bundle.js'), code);
process.stdout.write(`dist/workflow-bundle.js: ${(code.length / 1e6).toFixed(2)} MB\n`);
