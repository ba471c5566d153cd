import { type DynamicModule, Module } from '@nestjs/common';
import type { WorkerConfiguration } from '#libs/platform/configuration.js';
import type { Logger } from '#libs/platform/logging.js';
import { HealthController } from './health.controller.js';
import { CONFIGURATION, LOGGER, WorkerRunner } from './worker-runner.js';

@Module({})
export class WorkerModule {
  static with(configuration: WorkerConfiguration, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [HealthController],
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LOGGER, useValue: logger },
        WorkerRunner,
      ],
    };
  }
}
