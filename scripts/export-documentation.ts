import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorsMarkdown } from '#apps/api/documentation/errors-page.js';
import { contentRules } from '../test/fixtures/content-rules.js';
import { mistakes } from '../test/fixtures/definition-mistakes.js';
import { languageSchemaJson, openApiJson } from './describe-api.js';
import { catalogue } from '#lifecycles/catalogue.js';
import { callbackEventsMarkdown } from './callback-events-page.js';
import { catalogueMarkdown } from './catalogue-page.js';
import { CODE_TABLES } from '#libs/dealers/code-tables.js';
import { contentRulesMarkdown } from './content-rules-page.js';
import { dealersMarkdown } from './dealers-page.js';
import { mistakesMarkdown } from './mistakes-page.js';

/** Writes what docs/ says of the code as the code says it; a test tells when one of them is behind. */
const docs = join(process.cwd(), 'docs');
await writeFile(join(docs, 'openapi.json'), await openApiJson());
await writeFile(join(docs, 'lifecycle-definition.schema.json'), await languageSchemaJson());
await writeFile(join(docs, 'errors.md'), errorsMarkdown());
await writeFile(join(docs, 'definition-mistakes.md'), mistakesMarkdown(mistakes));
await writeFile(join(docs, 'catalogue.md'), catalogueMarkdown(catalogue));
await writeFile(join(docs, 'content-rules.md'), contentRulesMarkdown(contentRules));
await writeFile(join(docs, 'dealers.md'), dealersMarkdown(CODE_TABLES));
await writeFile(join(docs, 'callback-events.md'), callbackEventsMarkdown());
