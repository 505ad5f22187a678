import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../platform/http/fields.js';
import { MoneyDto } from '../../platform/http/money.dto.js';
import { pageQuery } from '../../platform/http/page.js';
import { type PaymentStatus, paymentStatuses } from './payment.js';
import type { NextAction } from './payments.contract.js';

export class PaymentParameters {
  @IdField()
  id: string;
}

export class WebhookParameters {
  @TextField({ min: 1, max: 32, pattern: /^[a-z]+$/, example: 'sandbox' })
  provider: string;
}

export class PaymentsQuery extends pageQuery(['-createdAt', 'createdAt']) {
  @IdField({ optional: true, description: 'only payments of this order' })
  orderId?: string;

  @EnumField(paymentStatuses, { optional: true, description: 'only payments with this status' })
  status?: PaymentStatus;
}

export class RefundsQuery extends pageQuery(['-createdAt', 'createdAt']) {}

/** An amount that is not zero. */
export class SomeMoneyDto {
  @IntegerField({ min: 1, max: 100_000_000_000, example: 500, description: 'in minor units, such as cents' })
  amount: number;

  @TextField({ pattern: /^[A-Z]{3}$/, example: 'EUR', description: 'ISO 4217, that of the payment' })
  currency: string;
}

export class CaptureRequest {
  @ObjectField(() => SomeMoneyDto, {
    optional: true,
    description: 'all of it by default; the rest of a part is given up',
  })
  amount?: SomeMoneyDto;
}

export class RefundRequest {
  @ObjectField(() => SomeMoneyDto)
  amount: SomeMoneyDto;

  @TextField({ min: 1, max: 500, example: 'A plate arrived broken' })
  reason: string;
}

export class NextActionView implements NextAction {
  @EnumField(['redirect'])
  type: 'redirect';

  @TextField({ description: 'where the buyer confirms the payment' })
  url: string;
}

export class PaymentView {
  @IdField()
  id: string;

  @IdField()
  orderId: string;

  @TextField({ example: 'sandbox' })
  provider: string;

  @EnumField(paymentStatuses, {
    description:
      '`pending` and `unknown` are being found out; `failed` never reached the provider; `captured` may be a part of the amount',
  })
  status: PaymentStatus;

  @ObjectField(() => MoneyDto)
  amount: MoneyDto;

  @ObjectField(() => MoneyDto)
  captured: MoneyDto;

  @ObjectField(() => MoneyDto)
  refunded: MoneyDto;

  @ObjectField(() => NextActionView, { optional: true })
  nextAction?: NextActionView;

  @TextField({ optional: true, example: 'card_declined', description: "the provider's reason" })
  declineCode?: string;

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

export class RefundView {
  @IdField()
  id: string;

  @IdField()
  paymentId: string;

  @ObjectField(() => MoneyDto)
  amount: MoneyDto;

  @TextField({ nullable: true, description: 'null when it was made at the provider' })
  reason: string | null;

  @EnumField(['pending', 'succeeded', 'failed'])
  status: 'pending' | 'succeeded' | 'failed';

  @TextField({ optional: true, description: "the provider's reason" })
  failureCode?: string;

  @TimestampField()
  createdAt: string;
}

export class ChallengeRequest {
  @BooleanField({ description: 'whether the buyer confirms the payment' })
  approve: boolean;
}

export class ChallengeAnswer {
  @EnumField(paymentStatuses)
  status: PaymentStatus;
}
