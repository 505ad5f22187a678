import { EmailField, IdField, ObjectField, TextField } from '../../../platform/http/fields.js';
import { orderLimits } from '../orders/order.js';
import { OrderItemDto, ShippingAddressDto } from '../orders/orders.dto.js';

/** What the buyer pays with. */
export class PaymentMethodDto {
  @TextField({
    min: 1,
    max: 255,
    pattern: /^[\x21-\x7e]+$/,
    example: 'tok_ok',
    description: 'of the payment provider; the sandbox knows `tok_ok`, `tok_declined`, `tok_action_required`',
  })
  token: string;
}

/** What to buy: a cart or a list of items, one of the two. What it costs is for the shop to say. */
export class PlaceOrderRequest {
  @IdField({ optional: true })
  cartId?: string;

  @ObjectField(() => OrderItemDto, {
    list: { min: 1, max: orderLimits.lines },
    optional: true,
    example: [{ sku: 'MUG-SAND', quantity: 1 }],
  })
  items?: OrderItemDto[];

  @EmailField({ optional: true, example: 'ada@example.com', description: 'required of guests' })
  email?: string;

  @ObjectField(() => ShippingAddressDto)
  shippingAddress: ShippingAddressDto;

  @ObjectField(() => PaymentMethodDto)
  payment: PaymentMethodDto;
}

/** Another try to pay. */
export class PayOrderRequest extends PaymentMethodDto {}
