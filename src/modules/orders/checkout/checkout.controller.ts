import { Body, Controller, Headers, Ip, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { networksOf } from '../../../platform/http/client-network.js';
import {
  CurrentKeyUse,
  ExplicitIdempotencyKey,
  type KeyUse,
} from '../../../platform/http/idempotency/idempotency.interceptor.js';
import type { StoredAnswer } from '../../../platform/http/idempotency/idempotency.service.js';
import { BodyLimit, kibibytes } from '../../../platform/http/body-limit.js';
import { Operation } from '../../../platform/http/operation.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import type { RateLimitPolicy } from '../../../platform/http/rate-limits.js';
import { InTurns, type Turns } from '../../../platform/http/turns.interceptor.js';
import { CancelOrderRequest, OrderParameters, OrderView } from '../orders/orders.dto.js';
import {
  cartEmpty,
  cartInCheckout,
  cartNotFound,
  holdExpired,
  insufficientStock,
  mixedCurrency,
  notForSale,
  orderNotFound,
  orderStatusConflict,
  paymentDeclined,
  paymentInProgress,
  tooManyUnpaidOrders,
  unknownSku,
} from '../orders.errors.js';
import { PayOrderRequest, PlaceOrderRequest } from './checkout.dto.js';
import { CheckoutService } from './checkout.service.js';
import { OrderCancellation } from './order-cancellation.service.js';
import { OrderPayment } from './order-payment.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';

const TakesOrderToken = ApiHeader({
  name: 'X-Order-Token',
  required: false,
  description: 'a guest sends `orderToken` of the answer to placing the order',
});

/** Enough for all connections of the database to be busy while others wait for the payment provider. */
const checkouts: Turns = { atOnce: 32, waiting: 1_000, patience: 10_000 };

/** For placing orders and for paying: each try may hold stock, and asks the payment provider. */
const quota: RateLimitPolicy = { name: 'orders', limit: 30, windowSeconds: 60 };

const waiting = {
  202: {
    summary: 'The payment waits: for the buyer (`payment.nextAction`) or for its provider',
    returns: OrderView,
  },
};

@ApiTags('Orders')
@Public()
@Controller({ path: 'orders', version: '1' })
export class CheckoutController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly retries: OrderPayment,
    private readonly cancellation: OrderCancellation,
  ) {}

  @Post()
  @BodyLimit(kibibytes(64))
  @RateLimit(quota)
  @InTurns(checkouts)
  @ExplicitIdempotencyKey()
  @ApiHeader({ name: 'X-Cart-Token', required: false, description: "a guest's secret, to buy a cart" })
  @Operation({
    summary: 'Place an order',
    description:
      'Buys a cart or a list of items. 402 leaves the order waiting for another try while its stock is held, until `holdExpiresAt`; ' +
      'buying the same cart again takes its place. ' +
      '409 `insufficient_stock` names the `lines` that fail; `available` says how many there are, up to 5. ' +
      '`If-Match` names the version of the cart that the buyer saw.',
    status: 201,
    returns: OrderView,
    others: waiting,
    problems: [
      cartNotFound,
      cartInCheckout,
      cartEmpty,
      unknownSku,
      notForSale,
      mixedCurrency,
      insufficientStock,
      tooManyUnpaidOrders,
      paymentDeclined,
      holdExpired,
      orderStatusConflict,
    ],
  })
  async place(
    @Body() request: PlaceOrderRequest,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-cart-token') cartToken: string | undefined,
    @IfMatch() cartVersion: ExpectedVersions,
    @Ip() address: string,
    @CurrentKeyUse() key: KeyUse,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const buyer = { userId: caller?.userId, cartToken, cartVersion, networks: networksOf(address) };
    return send(await this.checkout.place(request, buyer, key), reply);
  }

  @Post(':id/payments')
  @RateLimit(quota)
  @InTurns(checkouts)
  @ExplicitIdempotencyKey()
  @TakesOrderToken
  @Operation({
    summary: 'Try again to pay for an order',
    description: 'As long as its stock is held.',
    status: 201,
    location: '/api/v1/orders/:id',
    returns: OrderView,
    others: waiting,
    problems: [
      orderNotFound,
      orderStatusConflict,
      insufficientStock,
      tooManyUnpaidOrders,
      paymentDeclined,
      paymentInProgress,
      holdExpired,
    ],
  })
  async pay(
    @Param() { id }: OrderParameters,
    @Body() { token }: PayOrderRequest,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-order-token') orderToken: string | undefined,
    @CurrentKeyUse() key: KeyUse,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return send(await this.retries.pay(id, token, { ...caller, orderToken }, key), reply);
  }

  @Post(':id/cancel')
  @TakesOrderToken
  @ApiBody({ type: CancelOrderRequest, required: false })
  @Operation({
    summary: 'Cancel an order',
    description:
      'By its buyer, or with `orders:write`, until something is fulfilled. Stock and money go back.',
    returns: OrderView,
    problems: [orderNotFound, orderStatusConflict],
  })
  async cancel(
    @Param() { id }: OrderParameters,
    @Body() { reason }: CancelOrderRequest,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-order-token') orderToken: string | undefined,
  ): Promise<OrderView> {
    return this.cancellation.cancel(id, reason, { ...caller, orderToken });
  }
}

function send({ status, body }: StoredAnswer, reply: FastifyReply): unknown {
  void reply.status(status);
  return body;
}
