import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { unauthenticated } from '../../../platform/access/access.errors.js';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { orderNotFound } from '../orders.errors.js';
import { OrderReader } from './order-reader.service.js';
import {
  OrderHistoryQuery,
  OrderHistoryView,
  OrderParameters,
  OrdersQuery,
  OrderView,
} from './orders.dto.js';
import { InTurns, listTurns } from '../../../platform/http/turns.interceptor.js';

/** An order is there for who placed it and for those who may read all; for others it is 404. */
@ApiTags('Orders')
@ApiHeader({
  name: 'X-Order-Token',
  required: false,
  description: 'a guest sends `orderToken` of the answer to placing the order',
})
@Public()
@Controller({ path: 'orders', version: '1' })
export class OrdersController {
  constructor(private readonly reader: OrderReader) {}

  @Get()
  @InTurns(listTurns)
  @Operation({
    summary: 'List orders',
    description: "One's own; with `orders:read` those of all.",
    returns: pageOf(OrderView),
    problems: [invalidCursor, unauthenticated],
  })
  async list(
    @Query() query: OrdersQuery,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-order-token') orderToken: string | undefined,
  ): Promise<Page<OrderView>> {
    return this.reader.page(query, { ...caller, orderToken });
  }

  @Get(':id')
  @Operation({ summary: 'Read an order', returns: OrderView, problems: [orderNotFound] })
  async read(
    @Param() { id }: OrderParameters,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-order-token') orderToken: string | undefined,
  ): Promise<OrderView> {
    return this.reader.get(id, { ...caller, orderToken });
  }

  @Get(':id/history')
  @Operation({
    summary: 'Read what happened to an order',
    returns: pageOf(OrderHistoryView),
    problems: [orderNotFound, invalidCursor],
  })
  async history(
    @Param() { id }: OrderParameters,
    @Query() query: OrderHistoryQuery,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-order-token') orderToken: string | undefined,
  ): Promise<Page<OrderHistoryView>> {
    return this.reader.history(id, query, { ...caller, orderToken });
  }
}
