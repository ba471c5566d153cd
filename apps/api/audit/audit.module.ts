import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Logger } from '#libs/platform/logging.js';
import { LOGGER } from '../foundation/foundation.module.js';
import { AuditSealer } from './audit-sealer.js';

@Module({
  providers: [
    {
      provide: AuditSealer,
      inject: [DataSource, LOGGER],
      useFactory: (dataSource: DataSource, logger: Logger) => new AuditSealer(dataSource, logger),
    },
  ],
  exports: [AuditSealer],
})
export class AuditModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly sealer: AuditSealer) {}

  onApplicationBootstrap(): void {
    this.sealer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sealer.stop();
  }
}
