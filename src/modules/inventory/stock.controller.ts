import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequirePermission } from '../../platform/access/permission.guard.js';
import { invalidCursor } from '../../platform/database/keyset.js';
import { RequireIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { type Page, pageOf } from '../../platform/http/page.js';
import { skuNotFound, stockHeld, stockTooLarge } from './inventory.errors.js';
import {
  AdjustmentRequest,
  MovementsQuery,
  MovementView,
  StockLevelView,
  StockParameters,
} from './stock.dto.js';
import { StockService } from './stock.service.js';

@ApiTags('Inventory')
@RequirePermission('inventory:write')
@Controller({ path: 'inventory/:sku', version: '1' })
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Get()
  @Operation({ summary: 'Read the stock of a SKU', returns: StockLevelView, problems: [skuNotFound] })
  async read(@Param() { sku }: StockParameters): Promise<StockLevelView> {
    return this.stock.get(sku);
  }

  @Get('movements')
  @Operation({
    summary: 'List the movements of a SKU',
    description: 'Every change since it became known, the newest first; their sums are its stock.',
    returns: pageOf(MovementView),
    problems: [skuNotFound, invalidCursor],
  })
  async movements(
    @Param() { sku }: StockParameters,
    @Query() query: MovementsQuery,
  ): Promise<Page<MovementView>> {
    return this.stock.page(sku, query);
  }

  @Post('adjustments')
  @RequireIdempotencyKey()
  @Operation({
    summary: 'Correct the stock of a SKU',
    description: 'What arrived, was counted anew, or broke. Units that orders hold cannot be taken away.',
    status: 201,
    location: '/api/v1/inventory/:sku',
    returns: StockLevelView,
    problems: [skuNotFound, stockHeld, stockTooLarge],
  })
  async adjust(
    @Param() { sku }: StockParameters,
    @Body() request: AdjustmentRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<StockLevelView> {
    return this.stock.adjust(sku, request, caller);
  }
}
