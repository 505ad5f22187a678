import { dirname, resolve } from 'node:path';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsModule } from 'nestjs-cls';
import type { DataSource } from 'typeorm';
import { Configuration } from '../config/configuration.js';
import { dataSourceOptions, openDataSource } from './data-source.js';
import { closeToOthers } from './private-files.js';
import { pendingMigrations, runMigrations } from './migrations.js';
import { Transactions } from './transactions.js';

/** The application's database: connected and migrated before any module starts, closed after all have stopped. */
@Module({})
export class DatabaseModule {
  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Configuration],
          useFactory: startOptions,
          dataSourceFactory: (options) => open(options as StartOptions),
        }),
        ClsModule.forRoot({
          global: true,
          plugins: [
            new ClsPluginTransactional({
              adapter: new TransactionalAdapterTypeOrm({ dataSourceToken: getDataSourceToken() }),
            }),
          ],
        }),
      ],
      providers: [Transactions],
      exports: [Transactions],
    };
  }
}

type StartOptions = ReturnType<typeof startOptions>;

function startOptions({ database, services }: Configuration) {
  return {
    ...dataSourceOptions(database.url, database.poolSize),
    autoLoadEntities: true,
    // A database that cannot be reached stops the start with one message; whoever started us starts us again.
    toRetry: () => false,
    migrate: database.migrate,
    embedded: database.embedded,
    modules: services,
  };
}

async function open({ migrate, modules, embedded, ...options }: StartOptions): Promise<DataSource> {
  // The folder of the default is ours; one that DATABASE_URL names may hold other things.
  if (embedded && options.database !== undefined) closeToOthers(dirname(resolve(options.database)));
  const dataSource = await openDataSource(options);
  const logger = new Logger(DatabaseModule.name);
  try {
    if (migrate === 'auto') {
      const done = await runMigrations(dataSource, modules);
      if (done.length > 0) logger.log(`Ran ${done.length} migrations`);
    } else {
      const pending = await pendingMigrations(dataSource, modules);
      if (pending.length > 0) logger.warn(`${pending.length} migrations have not run: ${pending.join(', ')}`);
    }
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
