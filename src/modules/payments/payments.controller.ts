import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { newId } from '../../kernel/ids.js';
import { RequirePermission } from '../../platform/access/permission.guard.js';
import {
  CurrentKeyUse,
  ExplicitIdempotencyKey,
  type KeyUse,
} from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { type Page, pageOf } from '../../platform/http/page.js';
import { PaymentDesk } from './payment-desk.service.js';
import {
  CaptureRequest,
  PaymentParameters,
  PaymentsQuery,
  PaymentView,
  RefundRequest,
  RefundsQuery,
  RefundView,
} from './payments.dto.js';
import { amountTooLarge, paymentNotFound, paymentRefused, paymentStatusConflict } from './payments.errors.js';

@ApiTags('Payments')
@Controller({ path: 'payments', version: '1' })
export class PaymentsController {
  constructor(private readonly desk: PaymentDesk) {}

  @Get()
  @RequirePermission('orders:read')
  @Operation({ summary: 'List payments', returns: pageOf(PaymentView) })
  async list(@Query() query: PaymentsQuery): Promise<Page<PaymentView>> {
    return this.desk.list(query);
  }

  @Get(':id')
  @RequirePermission('orders:read')
  @Operation({ summary: 'Read a payment', returns: PaymentView, problems: [paymentNotFound] })
  async get(@Param() { id }: PaymentParameters): Promise<PaymentView> {
    return this.desk.get(id);
  }

  @Get(':id/refunds')
  @RequirePermission('orders:read')
  @Operation({
    summary: 'List the refunds of a payment',
    returns: pageOf(RefundView),
    problems: [paymentNotFound],
  })
  async refunds(@Param() { id }: PaymentParameters, @Query() query: RefundsQuery): Promise<Page<RefundView>> {
    return this.desk.refundsOf(id, query);
  }

  @Post(':id/capture')
  @RequirePermission('payments:refund')
  @ApiBody({ type: CaptureRequest, required: false })
  @Operation({
    summary: 'Take an authorized payment',
    description:
      'All of it, or a part: the rest is given up. Captured again with the same amount it stays as it is. While the provider gives no answer the status remains `authorized`.',
    returns: PaymentView,
    problems: [paymentNotFound, paymentStatusConflict, amountTooLarge, paymentRefused],
  })
  async capture(
    @Param() { id }: PaymentParameters,
    @Body() { amount }: CaptureRequest,
  ): Promise<PaymentView> {
    return this.desk.capture(id, amount, newId());
  }

  @Post(':id/void')
  @RequirePermission('payments:refund')
  @Operation({
    summary: 'Give up an authorized payment',
    description: 'Voided again it stays as it is.',
    returns: PaymentView,
    problems: [paymentNotFound, paymentStatusConflict, paymentRefused],
  })
  async void(@Param() { id }: PaymentParameters): Promise<PaymentView> {
    return this.desk.void(id, newId());
  }

  @Post(':id/refunds')
  @RequirePermission('payments:refund')
  @ExplicitIdempotencyKey()
  @Operation({
    summary: 'Refund a captured payment, or a part of it',
    description: 'While the provider gives no answer the refund is `pending`; the amount is reserved.',
    status: 201,
    location: '/api/v1/payments/:id/refunds',
    returns: RefundView,
    problems: [paymentNotFound, paymentStatusConflict, amountTooLarge, paymentRefused],
  })
  async refund(
    @Param() { id }: PaymentParameters,
    @Body() request: RefundRequest,
    @CurrentKeyUse() key: KeyUse,
  ): Promise<RefundView> {
    return this.desk.refund(id, request, key);
  }
}
