import { type DynamicModule, Logger, Module, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Transactions } from '../platform/database/transactions.js';

/** A part of the demo data. */
export interface DemoPart {
  /** Whether nobody has written anything yet where it goes. */
  isEmpty(): Promise<boolean>;
  load(): Promise<void>;
}

/** A part, and the modules that it fills. */
export interface Demo {
  readonly modules: readonly Type<unknown>[];
  readonly part: Type<DemoPart>;
}

/** Fills an empty database with a small workshop's blog and shop, all of it or nothing. */
class DemoData implements OnApplicationBootstrap {
  private readonly logger = new Logger(DemoData.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly parts: readonly DemoPart[],
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.transactions.run(async () => {
      for (const part of this.parts) if (!(await part.isEmpty())) return;
      for (const part of this.parts) await part.load();
      this.logger.log('Added the demo data');
    });
  }
}

/** Loaded where `DEMO_DATA` asks for it. */
@Module({})
export class DemoDataModule {
  /** @param demos those whose modules this process hosts */
  static of(demos: readonly Demo[]): DynamicModule {
    const parts = demos.map(({ part }) => part);
    return {
      module: DemoDataModule,
      imports: demos.flatMap(({ modules }) => modules),
      providers: [
        ...parts,
        {
          provide: DemoData,
          inject: [Transactions, ...parts],
          useFactory: (transactions: Transactions, ...given: DemoPart[]) => new DemoData(transactions, given),
        },
      ],
    };
  }
}
