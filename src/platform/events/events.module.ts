import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryRow } from './delivery.entity.js';
import { EventRelay } from './event-relay.js';
import { EventRow } from './event.entity.js';
import { Events } from './events.js';
import { OutboxStatus, ParkedDeliveries } from './outbox.js';
import { RelaySettings } from './relay-settings.js';
import { Subscribers } from './subscribers.js';

/** Events between modules: stored with what caused them, delivered afterwards. */
@Global()
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([EventRow, DeliveryRow])],
  providers: [
    Events,
    EventRelay,
    Subscribers,
    DeliveriesRepository,
    OutboxStatus,
    ParkedDeliveries,
    RelaySettings,
  ],
  exports: [Events, EventRelay, OutboxStatus, ParkedDeliveries],
})
export class EventsModule {}
