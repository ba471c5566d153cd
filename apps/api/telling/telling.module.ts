import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { Logger } from '#libs/platform/logging.js';
import { TenantClients } from '#libs/temporal/client.js';
import { CallbackEventTeller } from '../callbacks/callback-event-teller.js';
import { CLOCK, CONFIGURATION, LOGGER } from '../foundation/foundation.module.js';
import { CorrectionTeller } from './correction-teller.js';
import { LifecycleTeller } from './lifecycle-teller.js';
import { MigrationTeller } from './migration-teller.js';
import { Patrol } from './patrol.js';
import { Sweeper } from './sweeper.js';
import { Teller } from './teller.js';
import { TemplateTeller } from './template-teller.js';
import { WorkflowExaminer } from './workflow-examiner.js';

/** Everything that carries PostgreSQL's word to Temporal: at once for a request, by sweeping and patrolling for the rest. */
@Module({
  providers: [
    {
      provide: WorkflowExaminer,
      inject: [DataSource, TenantClients, CLOCK],
      useFactory: (dataSource: DataSource, clients: TenantClients, { now }: Clock) =>
        new WorkflowExaminer({ dataSource, clients, now }),
    },
    {
      provide: Teller,
      inject: [DataSource, PersonalDataKeys, TenantClients, WorkflowExaminer, CONFIGURATION, LOGGER, CLOCK],
      useFactory: (
        dataSource: DataSource,
        keys: PersonalDataKeys,
        clients: TenantClients,
        examiner: WorkflowExaminer,
        { temporal, dealers }: ApiConfiguration,
        logger: Logger,
        { now }: Clock,
      ) =>
        new Teller({
          dataSource,
          keys,
          temporal: new LifecycleTeller(clients, temporal.queuePrefix),
          examiner,
          logger,
          now,
          dealer: dealers.usual,
        }),
    },
    {
      provide: MigrationTeller,
      inject: [DataSource, TenantClients, CONFIGURATION, LOGGER],
      useFactory: (dataSource: DataSource, clients: TenantClients, { temporal }: ApiConfiguration, logger: Logger) =>
        new MigrationTeller(dataSource, clients, temporal.queuePrefix, logger),
    },
    {
      provide: CorrectionTeller,
      inject: [DataSource, TenantClients, CONFIGURATION, LOGGER],
      useFactory: (dataSource: DataSource, clients: TenantClients, { temporal }: ApiConfiguration, logger: Logger) =>
        new CorrectionTeller(dataSource, clients, temporal.queuePrefix, logger),
    },
    {
      provide: TemplateTeller,
      inject: [TenantClients, CONFIGURATION, LOGGER],
      useFactory: (clients: TenantClients, { temporal }: ApiConfiguration, logger: Logger) =>
        new TemplateTeller(clients, temporal.queuePrefix, logger),
    },
    {
      provide: CallbackEventTeller,
      inject: [DataSource, TenantClients, CONFIGURATION, LOGGER, CLOCK],
      useFactory: (
        dataSource: DataSource,
        clients: TenantClients,
        { temporal: { queuePrefix } }: ApiConfiguration,
        logger: Logger,
        { now }: Clock,
      ) => new CallbackEventTeller({ dataSource, clients, queuePrefix, logger, now }),
    },
    {
      provide: Sweeper,
      inject: [DataSource, Teller, LOGGER],
      useFactory: (dataSource: DataSource, teller: Teller, logger: Logger) => new Sweeper(dataSource, teller, logger),
    },
    {
      provide: Patrol,
      inject: [DataSource, TenantClients, WorkflowExaminer, LOGGER, CLOCK],
      useFactory: (
        dataSource: DataSource,
        clients: TenantClients,
        examiner: WorkflowExaminer,
        logger: Logger,
        { now }: Clock,
      ) => new Patrol({ dataSource, clients, examiner, logger, now }),
    },
  ],
  exports: [Teller, MigrationTeller, CorrectionTeller, TemplateTeller],
})
export class TellingModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly teller: Teller,
    private readonly sweeper: Sweeper,
    private readonly patrol: Patrol,
    private readonly migrations: MigrationTeller,
    private readonly corrections: CorrectionTeller,
    private readonly templates: TemplateTeller,
    private readonly callbackEvents: CallbackEventTeller,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeper.start();
    this.patrol.start();
    this.migrations.start();
    this.corrections.start();
    this.callbackEvents.start();
  }

  /** Before the connections close, and at once: what is not told by then, the next process tells. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([
      this.teller.close(),
      this.sweeper.stop(),
      this.patrol.stop(),
      this.migrations.stop(),
      this.corrections.stop(),
      this.templates.stop(),
      this.callbackEvents.stop(),
    ]);
  }
}
