import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { ReceivedEvent } from './domain-event.js';
import { type Subscription, subscriptionOf } from './subscribe.js';

/** A subscriber of this process, ready to be called. */
export interface Subscriber extends Subscription {
  readonly type: string;
  handle(event: ReceivedEvent): Promise<void>;
}

/** The methods with `@Subscribe` of all providers of this process. */
@Injectable()
export class Subscribers implements OnModuleInit {
  private found?: Map<string, Subscriber>;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Fails the start when two subscribers have one name. */
  onModuleInit(): void {
    this.all();
  }

  /** The names of those that hear an event of this type. */
  namesFor(type: string): string[] {
    return [...this.all().values()].filter((subscriber) => subscriber.type === type).map(({ name }) => name);
  }

  names(): string[] {
    return [...this.all().keys()];
  }

  get(name: string): Subscriber | undefined {
    return this.all().get(name);
  }

  /** Looked up at first use: events may be published while modules start. */
  private all(): Map<string, Subscriber> {
    if (this.found) return this.found;
    const found = new Map<string, Subscriber>();
    for (const subscriber of this.discover()) {
      if (found.has(subscriber.name)) throw new Error(`Two subscribers are named ${subscriber.name}`);
      found.set(subscriber.name, subscriber);
    }
    return (this.found = found);
  }

  private discover(): Subscriber[] {
    return this.discovery.getProviders().flatMap(({ instance }: { instance: unknown }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      return this.scanner.getAllMethodNames(Reflect.getPrototypeOf(instance)).flatMap((name) => {
        const method: unknown = Reflect.get(instance, name);
        const subscription = subscriptionOf(method);
        if (!subscription) return [];
        const handle = (method as Subscriber['handle']).bind(instance);
        return [{ ...subscription, handle }];
      });
    });
  }
}
