import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HttpModule } from '../../platform/http/http.module.js';
import { Cart } from './carts/cart.entity.js';
import { CartAccess } from './carts/cart-access.service.js';
import { CartCleanup } from './carts/cart-cleanup.service.js';
import { CartItem } from './carts/cart-item.entity.js';
import { CartsController } from './carts/carts.controller.js';
import { CartsRepository } from './carts/carts.repository.js';
import { CartsService } from './carts/carts.service.js';
import { Basket } from './checkout/basket.service.js';
import { CartClaim } from './checkout/cart-claim.service.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { CheckoutEvents } from './checkout/checkout-events.service.js';
import { CheckoutOutcomes } from './checkout/checkout-outcomes.service.js';
import { CheckoutRecords } from './checkout/checkout-records.service.js';
import { CheckoutService } from './checkout/checkout.service.js';
import { CheckoutSettings } from './checkout/checkout-settings.js';
import { OrderCancellation } from './checkout/order-cancellation.service.js';
import { OrderKeeper } from './checkout/order-keeper.service.js';
import { OrderPayment } from './checkout/order-payment.service.js';
import { OrderSettlement } from './checkout/order-settlement.service.js';
import { OrderUndo } from './checkout/order-undo.service.js';
import { Fulfillment } from './fulfillments/fulfillment.entity.js';
import { FulfillmentsController } from './fulfillments/fulfillments.controller.js';
import { FulfillmentsRepository } from './fulfillments/fulfillments.repository.js';
import { FulfillmentsService } from './fulfillments/fulfillments.service.js';
import { BuyerErasure } from './orders/buyer-erasure.service.js';
import { Order } from './orders/order.entity.js';
import { OrderAudit } from './orders/order-audit.service.js';
import { OrderChanges } from './orders/order-changes.service.js';
import { OrderHistory } from './orders/order-history.entity.js';
import { OrderLine } from './orders/order-line.entity.js';
import { OrderReader } from './orders/order-reader.service.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersRepository } from './orders/orders.repository.js';

/** Carts, checkout and orders. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Cart, CartItem, Order, OrderLine, OrderHistory, Fulfillment]),
    HttpModule,
  ],
  controllers: [CartsController, OrdersController, CheckoutController, FulfillmentsController],
  providers: [
    Basket,
    BuyerErasure,
    CartAccess,
    CartCleanup,
    CartClaim,
    CartsRepository,
    CartsService,
    CheckoutEvents,
    CheckoutOutcomes,
    CheckoutRecords,
    CheckoutService,
    CheckoutSettings,
    FulfillmentsRepository,
    FulfillmentsService,
    OrderCancellation,
    OrderAudit,
    OrderChanges,
    OrderKeeper,
    OrderPayment,
    OrderReader,
    OrderSettlement,
    OrdersRepository,
    OrderUndo,
  ],
  exports: [OrderReader],
})
export class OrdersModule {}
