import { CacheModule as KeyvCacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Answers } from './answers.js';
import { CacheMetrics } from './cache-metrics.js';
import { ResponseCache } from './response-cache.js';
import { MemoryStore, sharedStore } from './stores.js';

/** What the store is made of. */
@Module({
  providers: [
    ResponseCache,
    {
      provide: MemoryStore,
      useFactory: ({ cache }: Configuration) => new MemoryStore(cache.memory),
      inject: [Configuration],
    },
  ],
  exports: [ResponseCache, MemoryStore],
})
class StoresModule {}

/** Answers that are kept: in the memory of the process, and behind it in Redis where `REDIS_URL` names one. */
@Global()
@Module({
  imports: [
    StoresModule,
    KeyvCacheModule.registerAsync({
      imports: [StoresModule],
      useFactory: ({ link }: ResponseCache) => ({
        stores: [sharedStore(link)],
      }),
      inject: [ResponseCache],
    }),
  ],
  providers: [Answers, CacheMetrics],
  exports: [Answers, StoresModule],
})
export class CacheModule {}
