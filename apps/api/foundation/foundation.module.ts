import { Global, Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { createDataSource } from '#libs/database/data-source.js';
import { LocalKeyManagement } from '#libs/database/key-management.js';
import { keepTenantKeys } from '#libs/database/tenant-keys.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { TenantNamespaces } from '#libs/database/tenant-namespaces.js';
import { systemClock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { TransitKeyManagement } from '#libs/platform/transit-key-management.js';
import { createLogger } from '#libs/platform/logging.js';
import { lazyTemporalClient, TenantClients } from '#libs/temporal/client.js';

/** Injection tokens for what has no class: `ApiConfiguration`, `Clock` and pino's `Logger`. */
export const CONFIGURATION = Symbol('ApiConfiguration');
export const CLOCK = Symbol('Clock');
export const LOGGER = Symbol('Logger');

/** What every room of the API stands on. Connections open when the application starts, not when it is assembled. */
@Global()
@Module({})
export class FoundationModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly dataSource: DataSource,
    private readonly temporal: Client,
  ) {}

  static with(configuration: ApiConfiguration): DynamicModule {
    const providers = [
      { provide: CONFIGURATION, useValue: configuration },
      { provide: CLOCK, useValue: systemClock },
      { provide: LOGGER, useFactory: () => createLogger('api', configuration.logLevel) },
      { provide: DataSource, useFactory: () => createDataSource(configuration.database) },
      {
        provide: PersonalDataKeys,
        inject: [DataSource],
        useFactory: (dataSource: DataSource) => {
          const keys = new PersonalDataKeys(configuration.database);
          keepTenantKeys(
            dataSource,
            keys,
            configuration.database.keyManagement
              ? new TransitKeyManagement(configuration.database.keyManagement)
              : new LocalKeyManagement(configuration.database.masterKeys),
          );
          return keys;
        },
      },
      {
        provide: Client,
        useFactory: () => lazyTemporalClient({ ...configuration.temporal, payloadKeys: configuration.payloadKeys }),
      },
      {
        provide: TenantClients,
        inject: [Client, DataSource],
        useFactory: (house: Client, dataSource: DataSource) =>
          new TenantClients(
            house,
            configuration.payloadKeys,
            new TenantNamespaces(dataSource, configuration.temporal.namespace),
          ),
      },
    ];
    return { module: FoundationModule, providers, exports: providers.map(({ provide }) => provide) };
  }

  async onModuleInit(): Promise<void> {
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.temporal.connection.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
