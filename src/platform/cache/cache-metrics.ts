import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import type { CacheState } from './answer.js';
import { ResponseCache } from './response-cache.js';
import { MemoryStore } from './stores.js';

/** Counts what the cache does. */
@Injectable()
export class CacheMetrics {
  private readonly counts: Readonly<Record<CacheState, { inc(): void }>>;

  constructor({ registry }: Metrics, memory: MemoryStore, cache: ResponseCache) {
    const registers: Registry[] = [];
    const answers = new Counter({
      name: 'mainstay_cache_answers_total',
      help: 'Answers of cached routes, by where they came from',
      labelNames: ['state'],
      registers,
    });
    registry.registerMetric(answers);
    const of = (state: CacheState) => answers.labels(state);
    this.counts = { HIT: of('HIT'), MISS: of('MISS'), STALE: of('STALE') };
    const memorySize = new Gauge({
      name: 'mainstay_cache_memory_bytes',
      help: 'Memory that cached answers take, roughly',
      registers,
      collect() {
        this.set(memory.calculatedSize);
      },
    });
    registry.registerMetric(memorySize);
    if (!cache.link) return;
    const redisUp = new Gauge({
      name: 'mainstay_cache_redis_up',
      help: '1 while Redis answers in time, else 0',
      registers,
      collect() {
        this.set(cache.link?.isOpen ? 1 : 0);
      },
    });
    registry.registerMetric(redisUp);
  }

  count(state: CacheState): void {
    this.counts[state].inc();
  }
}
