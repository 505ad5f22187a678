import { Body, Controller, Delete, Get, Headers, Param, Post, Put } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { IgnoreIdempotencyKey } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../../platform/http/operation.js';
import {
  cartFull,
  cartItemNotFound,
  cartNotFound,
  mixedCurrency,
  notForSale,
  unknownSku,
} from '../orders.errors.js';
import { CartItemParameters, CartParameters, CartView, PutCartItemRequest } from './carts.dto.js';
import { CartsService } from './carts.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';

/** Carts, of users and of guests. A cart of somebody else is 404. */
@ApiTags('Carts')
@ApiHeader({
  name: 'X-Cart-Token',
  required: false,
  description: "a guest's secret; with a bearer token as well, the guest's cart becomes the user's",
})
@Public()
@Controller({ path: 'carts', version: '1' })
export class CartsController {
  constructor(private readonly carts: CartsService) {}

  @Post()
  @IgnoreIdempotencyKey()
  @Operation({
    summary: 'Get a cart',
    description: 'A new one for a guest, with its `cartToken`; a user has one cart and gets that.',
    status: 201,
    returns: CartView,
  })
  async create(
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-cart-token') cartToken: string | undefined,
  ): Promise<CartView> {
    return this.carts.create({ userId: caller?.userId, cartToken });
  }

  @Get(':id')
  @Operation({ summary: 'Read a cart, with prices as of now', returns: CartView, problems: [cartNotFound] })
  async read(
    @Param() { id }: CartParameters,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-cart-token') cartToken: string | undefined,
  ): Promise<CartView> {
    return this.carts.get(id, { userId: caller?.userId, cartToken });
  }

  @Put(':id/items/:sku')
  @Operation({
    summary: 'Set how many of a product are in a cart',
    returns: CartView,
    problems: [cartNotFound, unknownSku, notForSale, mixedCurrency, cartFull],
  })
  async put(
    @Param() { id, sku }: CartItemParameters,
    @Body() { quantity }: PutCartItemRequest,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-cart-token') cartToken: string | undefined,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<CartView> {
    return this.carts.put(id, sku, quantity, { userId: caller?.userId, cartToken }, expected);
  }

  @Delete(':id/items/:sku')
  @Operation({
    summary: 'Take a product out of a cart',
    description: 'Answers with what is left in it.',
    returns: CartView,
    problems: [cartNotFound, cartItemNotFound],
  })
  async remove(
    @Param() { id, sku }: CartItemParameters,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('x-cart-token') cartToken: string | undefined,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<CartView> {
    return this.carts.remove(id, sku, { userId: caller?.userId, cartToken }, expected);
  }
}
