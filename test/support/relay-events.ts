import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { newId } from '../../src/kernel/ids.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { DomainEvent, type ReceivedEvent } from '../../src/platform/events/domain-event.js';
import { Subscribe } from '../../src/platform/events/subscribe.js';

/** The event that trials of the relay publish. */
export class ParcelSent extends DomainEvent<{ parcel: number }> {
  static readonly type = 'trials.parcel-sent.v1';
}

/** The table in which `Receiver` notes each effect of its handlers. */
export const effectsTable =
  'CREATE TABLE effects (id char(36) PRIMARY KEY, parcel int NOT NULL, handler varchar(20) NOT NULL, process int NOT NULL)';

/** Notes each parcel it hears of: once by its transactional handler, at least once by its external one. */
@Injectable()
export class Receiver {
  constructor(private readonly transactions: Transactions) {}

  @Subscribe(ParcelSent, { name: 'receiver.stock', effect: 'transactional' })
  async stock({ payload }: ReceivedEvent<ParcelSent>): Promise<void> {
    await this.note(payload.parcel, 'transactional');
    await setTimeout(2);
  }

  @Subscribe(ParcelSent, { name: 'receiver.mail', effect: 'external' })
  async mail({ payload }: ReceivedEvent<ParcelSent>): Promise<void> {
    await setTimeout(2);
    await this.note(payload.parcel, 'external');
  }

  private async note(parcel: number, handler: string): Promise<void> {
    await this.transactions.manager.query('INSERT INTO effects VALUES (?, ?, ?, ?)', [
      newId(),
      parcel,
      handler,
      process.pid,
    ]);
  }
}
