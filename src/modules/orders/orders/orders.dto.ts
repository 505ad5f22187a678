import { skuLength, skuPattern } from '../../../kernel/sku.js';
import {
  EmailField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { MoneyDto } from '../../../platform/http/money.dto.js';
import { pageQuery } from '../../../platform/http/page.js';
import {
  type FulfillmentStatus,
  fulfillmentStatuses,
  orderLimits,
  type OrderStatus,
  orderStatuses,
  type PaymentStateName,
  paymentStates,
  type PaymentStatus,
  paymentStatuses,
} from './order.js';

export class OrderParameters {
  @IdField()
  id: string;
}

export class OrdersQuery extends pageQuery(['-createdAt', 'createdAt']) {
  @EnumField(orderStatuses, { optional: true })
  status?: OrderStatus;

  @IdField({ optional: true, description: 'of this user; with `orders:read`' })
  user?: string;
}

export class OrderHistoryQuery extends pageQuery(['createdAt', '-createdAt']) {}

/** Where an order goes. */
export class ShippingAddressDto {
  @TextField({ min: 1, max: 200, example: 'Ada Lovelace' })
  name: string;

  @TextField({ min: 1, max: 200, optional: true })
  company?: string;

  @TextField({ min: 1, max: 200, example: '12 Linden Street' })
  line1: string;

  @TextField({ min: 1, max: 200, optional: true })
  line2?: string;

  @TextField({ min: 1, max: 20, optional: true, example: '10115' })
  postalCode?: string;

  @TextField({ min: 1, max: 100, example: 'Berlin' })
  city: string;

  @TextField({ min: 1, max: 100, optional: true, description: 'state or province' })
  region?: string;

  @TextField({ pattern: /^[A-Z]{2}$/, example: 'DE', description: 'ISO 3166-1, two letters' })
  country: string;

  @TextField({ min: 1, max: 40, optional: true })
  phone?: string;
}

/** What was sold, as it was called and priced then. */
export class OrderLineView {
  @TextField({ example: 'MUG-SAND' })
  sku: string;

  @TextField({ example: 'Stoneware mug, sand' })
  title: string;

  @IntegerField({ min: 1 })
  quantity: number;

  @IntegerField({ min: 0, description: 'how many were handed over' })
  fulfilled: number;

  @ObjectField(() => MoneyDto)
  unitPrice: MoneyDto;

  @ObjectField(() => MoneyDto)
  total: MoneyDto;
}

/** So many of one product. */
export class OrderItemDto {
  @TextField({ min: 1, max: skuLength, pattern: skuPattern, example: 'MUG-SAND' })
  sku: string;

  @IntegerField({ min: 1, max: orderLimits.quantity, example: 1 })
  quantity: number;
}

/** What was handed over at once. */
export class FulfillmentView {
  @IdField()
  id: string;

  @ObjectField(() => OrderItemDto, { list: { max: orderLimits.lines } })
  lines: OrderItemDto[];

  @TextField({ nullable: true })
  trackingNumber: string | null;

  @TimestampField()
  createdAt: string;
}

/** What the buyer has to do before the payment goes on. */
export class NextActionView {
  @EnumField(['redirect'])
  type: 'redirect';

  @TextField({ format: 'uri' })
  url: string;
}

/** The payment of an order that counts. */
export class OrderPaymentView {
  @IdField()
  id: string;

  @EnumField(paymentStates)
  status: PaymentStateName;

  @ObjectField(() => NextActionView, { optional: true })
  nextAction?: NextActionView;
}

/** An order. */
export class OrderView {
  @IdField()
  id: string;

  @TextField({ example: '7K3M9QX2TB', description: 'for people; unique and random' })
  number: string;

  @TextField({
    optional: true,
    description: "a guest's secret for `X-Order-Token`; shown once, in the answer to placing the order",
  })
  orderToken?: string;

  @EnumField(orderStatuses)
  status: OrderStatus;

  @EnumField(paymentStatuses)
  paymentStatus: PaymentStatus;

  @EnumField(fulfillmentStatuses)
  fulfillmentStatus: FulfillmentStatus;

  @EmailField({ nullable: true })
  email: string | null;

  @ObjectField(() => ShippingAddressDto)
  shippingAddress: ShippingAddressDto;

  @ObjectField(() => OrderLineView, { list: { max: orderLimits.lines } })
  lines: OrderLineView[];

  @ObjectField(() => FulfillmentView, {
    list: { max: 10_000 },
    description: 'what was handed over, the oldest first',
  })
  fulfillments: FulfillmentView[];

  @ObjectField(() => MoneyDto)
  subtotal: MoneyDto;

  @ObjectField(() => MoneyDto)
  total: MoneyDto;

  @TimestampField({ description: 'until when its stock is held while it is not paid' })
  holdExpiresAt: string;

  @ObjectField(() => OrderPaymentView, { nullable: true, description: 'null before the first try' })
  payment: OrderPaymentView | null;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

/** One step in the life of an order. */
export class OrderHistoryView {
  @TextField({ example: 'confirmed', description: 'such as placed, payment_declined, confirmed, cancelled' })
  event: string;

  @EnumField(orderStatuses, { description: 'the status of the order after it' })
  status: OrderStatus;

  @TextField({ nullable: true, description: 'the user who did it; null for guests and the shop itself' })
  actorId: string | null;

  @TextField({ nullable: true })
  note: string | null;

  @TimestampField()
  createdAt: string;
}

/** A part of an order to hand over. */
export class FulfillOrderRequest {
  @ObjectField(() => OrderItemDto, {
    list: { min: 1, max: orderLimits.lines },
    optional: true,
    description: 'all that is left by default',
  })
  lines?: OrderItemDto[];

  @TextField({ min: 1, max: 100, optional: true, example: '1Z999AA10123456784' })
  trackingNumber?: string;
}

export class CancelOrderRequest {
  @TextField({ min: 1, max: 500, optional: true, example: 'Ordered twice' })
  reason?: string;
}
