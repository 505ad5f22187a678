import { Injectable } from '@nestjs/common';
import type { Money } from '../../kernel/money.js';
import { type Authorization, AuthorizationService } from './authorization.service.js';
import { GiveBack } from './give-back.service.js';
import { MovementsService } from './movements.service.js';
import type { Payment } from './payment.entity.js';
import { stateOf } from './payment.view.js';
import { Payments, type PaymentState } from './payments.contract.js';
import { PaymentsRepository } from './payments.repository.js';
import { SettlementService } from './settlement.service.js';

/** What payments does for other modules. */
@Injectable()
export class PaymentsService extends Payments {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly authorizations: AuthorizationService,
    private readonly movements: MovementsService,
    private readonly settlement: SettlementService,
    private readonly giveBack: GiveBack,
  ) {
    super();
  }

  async authorize(command: Authorization): Promise<PaymentState> {
    const payment = await this.authorizations.authorize(command);
    const isAnother = payment.attempt !== command.attempt;
    return isAnother && payment.status === 'requires_action'
      ? this.authorizeInstead(payment, command)
      : stateOf(payment);
  }

  async find({ orderId }: { orderId: string }): Promise<{ payments: PaymentState[] }> {
    return { payments: (await this.payments.ofOrder(orderId)).map(stateOf) };
  }

  async settle({ orderId }: { orderId: string }): Promise<{ payments: PaymentState[] }> {
    for (const { id } of await this.payments.ofOrder(orderId)) await this.settlement.settle(id);
    return this.find({ orderId });
  }

  async capture(command: { paymentId: string; amount?: Money; reference: string }): Promise<PaymentState> {
    const { paymentId, amount, reference } = command;
    return stateOf((await this.movements.capture(paymentId, amount, reference)).payment);
  }

  async cancel(command: { orderId: string; reference: string }): Promise<{ payments: PaymentState[] }> {
    const { orderId, reference } = command;
    await this.giveBack.cancel(orderId, reference);
    return this.find({ orderId });
  }

  /** A payment that only waits for the buyer is given up for a new try. */
  private async authorizeInstead({ id }: Payment, command: Authorization): Promise<PaymentState> {
    const { payment } = await this.movements.void(id, `instead:${command.attempt}`);
    return payment.status === 'voided' ? this.authorize(command) : stateOf(payment);
  }
}
