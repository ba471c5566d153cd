import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorsMarkdown } from '#apps/api/documentation/errors-page.js';
import { openApiJson } from './describe-api.js';

/** Writes docs/openapi.json and docs/errors.md as the code says; a test tells when they are behind it. */
const docs = join(process.cwd(), 'docs');
await writeFile(join(docs, 'openapi.json'), await openApiJson());
await writeFile(join(docs, 'errors.md'), errorsMarkdown());
