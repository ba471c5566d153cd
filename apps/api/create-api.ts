import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { NestLogger, type Logger } from '#libs/platform/logging.js';
import { ApiModule } from './api.module.js';
import { openApiDocument } from './documentation/openapi.js';
import { LOGGER } from './foundation/foundation.module.js';
import { ApiMetrics } from './metrics/api-metrics.js';
import { ProblemFilter } from './problem-details/problem.filter.js';
import { Routes } from './problem-details/routes.js';
import { handleRequests } from './requests/request-handling.js';

/**
 * For how long an idle connection is kept, ms: longer than load balancers and clients keep theirs, 60 s as a rule. Whoever
 * closes first must be the one who asks, else a request meets a connection that is just being closed, and breaks off.
 */
const KEEP_ALIVE_MS = 75_000;

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
  let document: OpenAPIObject | undefined;
  const documented = (): OpenAPIObject => (document ??= openApiDocument(app));
  let known: Routes | undefined;
  const routes = (): Routes => (known ??= new Routes(documented().paths));
  const metrics = app.get(ApiMetrics);
  handleRequests(app, logger, configuration.http, routes, (request) => metrics.request(request));
  const server: Server = app.getHttpServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  app.useGlobalFilters(new ProblemFilter(configuration.http.publicUrl, logger, routes));
  SwaggerModule.setup('docs', app, documented, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Bongsu API',
    validatorUrl: 'none',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', validatorUrl: null },
  });
  return app;
}
