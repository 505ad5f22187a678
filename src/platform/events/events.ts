import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../database/transactions.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { DomainEvent, EventClass } from './domain-event.js';
import { EventRelay } from './event-relay.js';
import { Subscribers } from './subscribers.js';

/** Publishes events. What is published inside a transaction is delivered if, and only if, it commits. */
@Injectable()
export class Events {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: DeliveriesRepository,
    private readonly subscribers: Subscribers,
    private readonly relay: EventRelay,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores an event with one delivery for each subscriber that this process knows.
   * @param options.dueAt do not deliver before this time; it arrives within about a second of it
   * @throws Error outside of a transaction: the event could be lost, or tell of something that never happened
   */
  async publish(event: DomainEvent, options: { dueAt?: Date } = {}): Promise<void> {
    const { type } = event.constructor as EventClass;
    if (!this.transactions.isOpen) throw new Error(`${type} must be published inside a transaction`);
    const occurredAt = this.clock.now();
    const dueAt = options.dueAt ?? occurredAt;
    const subscribers = this.subscribers.namesFor(type);
    await this.deliveries.add({ id: newId(), type, payload: event.payload, occurredAt }, subscribers, dueAt);
    if (subscribers.length > 0 && dueAt <= occurredAt)
      this.transactions.afterCommit(() => this.relay.nudge());
  }
}
