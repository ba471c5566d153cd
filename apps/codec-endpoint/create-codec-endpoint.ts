import { NestFactory } from '@nestjs/core';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { PayloadKey } from '#libs/temporal/payload-codec.js';
import { codecModule, type SignIn } from './codec.module.js';

/** 2 MB is the largest payload that Temporal takes; a page of history holds several, in base64. */
const BODY_LIMIT = '16mb';

/** The endpoint, not listening yet. Browsers may ask it from the given origins only. */
export async function createCodecEndpoint(
  {
    payloadKeys,
    allowedOrigins,
    signIn,
  }: {
    readonly payloadKeys: readonly PayloadKey[];
    readonly allowedOrigins: readonly string[];
    readonly signIn?: SignIn | undefined;
  },
  logger: LoggerService | false,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(codecModule(payloadKeys, signIn), {
    logger,
    bodyParser: false,
  });
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.enableCors({
    origin: [...allowedOrigins],
    methods: ['POST'],
    allowedHeaders: ['content-type', 'x-namespace', 'authorization'],
  });
  return app;
}
