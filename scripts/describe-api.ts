import { randomBytes } from 'node:crypto';
import { format } from 'prettier';
import { readConfiguration, type ApiConfiguration } from '#libs/platform/configuration.js';
import { createApi } from '#apps/api/create-api.js';
import { languageSchema } from '#apps/api/lifecycle-types/language-schema.js';
import { openApiDocument } from '#apps/api/documentation/openapi.js';

/** A configuration with keys that open nothing: to assemble the API where it is only to be described. */
export function configurationToDescribe(): ApiConfiguration {
  const key = (): string => randomBytes(32).toString('base64');
  return readConfiguration(
    {
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      BONGSU_MASTER_KEYS: `none:${key()}`,
      BONGSU_LOOKUP_KEY: key(),
      BONGSU_PAYLOAD_KEYS: `none:${key()}`,
      SOLAPI_WEBHOOK_SECRET: key(),
      LOG_LEVEL: 'silent',
    },
    'api',
  );
}

/** docs/openapi.json, whole: the document of the API as it stands, in a fixed form. */
export async function openApiJson(): Promise<string> {
  const app = await createApi(configurationToDescribe());
  return format(JSON.stringify(openApiDocument(app)), { parser: 'json', printWidth: 120 });
}

/** docs/lifecycle-definition.schema.json, whole: what the API shows at /v1/lifecycle-definition.schema.json. */
export const languageSchemaJson = (): Promise<string> =>
  format(JSON.stringify(languageSchema()), { parser: 'json', printWidth: 120 });
