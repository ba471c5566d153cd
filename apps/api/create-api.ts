import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { NestLogger, type Logger } from '#libs/platform/logging.js';
import { ApiModule } from './api.module.js';
import { openApiDocument } from './documentation/openapi.js';
import { LOGGER } from './foundation/foundation.module.js';
import { ProblemFilter } from './problem-details/problem.filter.js';
import { Routes } from './problem-details/routes.js';
import { handleRequests } from './requests/request-handling.js';

/** The API, assembled but not started: `init()` or `listen()` opens its connections. */
export async function createApi(configuration: ApiConfiguration): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(configuration), {
    abortOnError: false,
    bodyParser: false,
    bufferLogs: true,
  });
  return prepareApi(app, configuration);
}

/** Everything around the handlers; for applications that tests assemble themselves. */
export function prepareApi(app: NestExpressApplication, configuration: ApiConfiguration): INestApplication {
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  handleRequests(app, logger);
  let document: OpenAPIObject | undefined;
  const documented = (): OpenAPIObject => (document ??= openApiDocument(app));
  let routes: Routes | undefined;
  app.useGlobalFilters(
    new ProblemFilter(configuration.http.publicUrl, logger, () => (routes ??= new Routes(documented().paths))),
  );
  SwaggerModule.setup('docs', app, documented, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Bongsu API',
    validatorUrl: 'none',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', validatorUrl: null },
  });
  return app;
}
