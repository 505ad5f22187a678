import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { BodyLimit, kibibytes } from '../../../platform/http/body-limit.js';
import { Operation } from '../../../platform/http/operation.js';
import { FulfillOrderRequest, OrderParameters, OrderView } from '../orders/orders.dto.js';
import { fulfillmentTooLarge, orderNotFound, orderStatusConflict } from '../orders.errors.js';
import { FulfillmentsService } from './fulfillments.service.js';

@ApiTags('Orders')
@RequirePermission('orders:write')
@Controller({ path: 'orders/:id/fulfillments', version: '1' })
export class FulfillmentsController {
  constructor(private readonly fulfillments: FulfillmentsService) {}

  @Post()
  @BodyLimit(kibibytes(64))
  @ApiBody({ type: FulfillOrderRequest, required: false })
  @Operation({
    summary: 'Hand over an order or a part of it',
    description: 'The last part completes the order.',
    status: 201,
    location: '/api/v1/orders/:id',
    returns: OrderView,
    problems: [orderNotFound, orderStatusConflict, fulfillmentTooLarge],
  })
  async fulfill(
    @Param() { id }: OrderParameters,
    @Body() request: FulfillOrderRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<OrderView> {
    return this.fulfillments.fulfill(id, request, caller);
  }
}
