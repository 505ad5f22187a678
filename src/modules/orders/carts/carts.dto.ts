import { skuLength, skuPattern } from '../../../kernel/sku.js';
import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { MoneyDto } from '../../../platform/http/money.dto.js';
import { cartLimits } from './cart.js';

export class CartParameters {
  @IdField()
  id: string;
}

export class CartItemParameters extends CartParameters {
  @TextField({ min: 1, max: skuLength, pattern: skuPattern, example: 'MUG-SAND' })
  sku: string;
}

export class PutCartItemRequest {
  @IntegerField({ min: 1, max: cartLimits.quantity, example: 2 })
  quantity: number;
}

/** One product in a cart, at the price of now. */
export class CartItemView {
  @TextField({ example: 'MUG-SAND' })
  sku: string;

  @TextField({ example: 'Stoneware mug, sand' })
  title: string;

  @IntegerField({ min: 1, max: cartLimits.quantity })
  quantity: number;

  @ObjectField(() => MoneyDto)
  unitPrice: MoneyDto;

  @ObjectField(() => MoneyDto)
  total: MoneyDto;

  @BooleanField({ description: 'false: not for sale any more, and not counted in the subtotal' })
  available: boolean;

  @EnumField(['price_changed', 'not_available'], {
    optional: true,
    description: 'what has changed since it was put in',
  })
  notice?: 'price_changed' | 'not_available';

  @ObjectField(() => MoneyDto, { optional: true, description: 'the price when it was put in' })
  previousUnitPrice?: MoneyDto;
}

/** A cart, with prices as of now. */
export class CartView {
  @IdField()
  id: string;

  @TextField({ optional: true, description: "a guest's secret for `X-Cart-Token`; shown this once" })
  cartToken?: string;

  @ObjectField(() => CartItemView, { list: { max: cartLimits.lines } })
  items: CartItemView[];

  @ObjectField(() => MoneyDto, { nullable: true, description: 'null when nothing can be bought together' })
  subtotal: MoneyDto | null;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}
