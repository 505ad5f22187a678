import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Hold } from './hold.entity.js';
import { HoldsRepository } from './holds.repository.js';
import { HoldsService } from './holds.service.js';
import { InventoryService } from './inventory.service.js';
import { Ledger } from './ledger.service.js';
import { Movement } from './movement.entity.js';
import { MovementsRepository } from './movements.repository.js';
import { StockController } from './stock.controller.js';
import { Stock } from './stock.entity.js';
import { StockMover } from './stock-mover.service.js';
import { StockRepository } from './stock.repository.js';
import { StockService } from './stock.service.js';
import { Waiting } from './waiting.entity.js';
import { WaitingCleanup } from './waiting-cleanup.service.js';
import { WaitingRepository } from './waiting.repository.js';
import { WaitingService } from './waiting.service.js';

/** Stock, what is held of it, and how it moved. */
@Module({
  imports: [TypeOrmModule.forFeature([Stock, Hold, Movement, Waiting])],
  controllers: [StockController],
  providers: [
    HoldsRepository,
    HoldsService,
    InventoryService,
    Ledger,
    MovementsRepository,
    StockMover,
    StockRepository,
    StockService,
    WaitingCleanup,
    WaitingRepository,
    WaitingService,
  ],
  exports: [InventoryService, Ledger],
})
export class InventoryModule {}
