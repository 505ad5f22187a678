import { Injectable } from '@nestjs/common';
import type { KeyUse } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import type { StoredAnswer } from '../../../platform/http/idempotency/idempotency.service.js';
import { requireOwn, type Viewer } from '../orders/order-access.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { CheckoutService } from './checkout.service.js';

/** Another try to pay, for who placed the order. */
@Injectable()
export class OrderPayment {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly checkout: CheckoutService,
  ) {}

  /** @throws orderNotFound and what `CheckoutService.pay` throws */
  async pay(id: string, token: string, viewer: Viewer, key: KeyUse): Promise<StoredAnswer> {
    return this.checkout.pay(requireOwn(await this.orders.find(id), viewer), token, key);
  }
}
