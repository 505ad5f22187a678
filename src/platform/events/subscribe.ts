import 'reflect-metadata';
import type { DomainEvent, EventClass, ReceivedEvent } from './domain-event.js';

/** How a subscriber is known and what it does. */
export interface Subscription {
  /** Names the subscriber in the database (`blog.publish-due-post`): unique, and never changed while deliveries wait. */
  readonly name: string;
  /**
   * `transactional`: the handler runs in a transaction that also marks the delivery done, so its effects in the database
   * happen exactly once. `external`: it runs outside of one (to call contracts or other systems) and, after a crash,
   * perhaps again: it must tolerate that, by the event's id.
   */
  readonly effect: 'transactional' | 'external';
}

type Handler<E extends DomainEvent> = (event: ReceivedEvent<E>) => Promise<void>;

const subscriptionKey = Symbol('subscription');

/**
 * Makes a method of a provider handle each event of a class, once per event. It must finish within the lease of its
 * delivery, one minute. A subscriber hears what is published after the first start of a process that has it: for events
 * published earlier there is no delivery.
 */
export function Subscribe<E extends DomainEvent>(eventClass: EventClass<E>, subscription: Subscription) {
  return (
    _target: object,
    _method: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler<E>>,
  ): void => {
    if (!descriptor.value) return;
    Reflect.defineMetadata(subscriptionKey, { ...subscription, type: eventClass.type }, descriptor.value);
  };
}

/** What `@Subscribe` said about a method. */
export function subscriptionOf(method: unknown): (Subscription & { type: string }) | undefined {
  if (typeof method !== 'function') return undefined;
  return Reflect.getMetadata(subscriptionKey, method) as ReturnType<typeof subscriptionOf>;
}
