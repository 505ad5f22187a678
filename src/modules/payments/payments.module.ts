import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Configuration } from '../../platform/config/configuration.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { AttemptsRepository } from './attempts.repository.js';
import { AuthorizationService } from './authorization.service.js';
import { GiveBack } from './give-back.service.js';
import { MovementsService } from './movements.service.js';
import { PaymentBook } from './payment-book.service.js';
import { PaymentDesk } from './payment-desk.service.js';
import { Payment, PaymentAttempt, ReceivedWebhook } from './payment.entity.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';
import { PaymentProvider } from './providers/payment-provider.js';
import { ProviderCalls } from './providers/provider-calls.service.js';
import { SandboxCharge, SandboxRefund } from './providers/sandbox.entity.js';
import { SandboxRepository } from './providers/sandbox.repository.js';
import { SandboxController } from './sandbox.controller.js';
import { SandboxService } from './sandbox.service.js';
import { SettlementSchedule } from './settlement-schedule.service.js';
import { SettlementService } from './settlement.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhookCleanup } from './webhook-cleanup.service.js';
import { WebhooksService } from './webhooks.service.js';

/** Loads the code of the provider that is configured, and no other. */
async function loadProvider(
  { payments, http }: Configuration,
  books: SandboxRepository,
): Promise<PaymentProvider> {
  const publicUrl = http.publicUrl ?? `http://localhost:${http.port}`;
  if (payments.stripe) {
    const { StripeProvider } = await import('./providers/stripe.provider.js');
    return new StripeProvider({ returnUrl: publicUrl, ...payments.stripe });
  }
  const { SandboxProvider } = await import('./providers/sandbox.provider.js');
  return new SandboxProvider(books, { secret: payments.sandboxSecret, publicUrl });
}

/** Payments, refunds and the providers that move the money. */
@Module({
  imports: [
    HttpModule,
    TypeOrmModule.forFeature([Payment, PaymentAttempt, ReceivedWebhook, SandboxCharge, SandboxRefund]),
  ],
  controllers: [WebhooksController, SandboxController, PaymentsController],
  providers: [
    AttemptsRepository,
    AuthorizationService,
    GiveBack,
    MovementsService,
    PaymentBook,
    PaymentDesk,
    PaymentsRepository,
    PaymentsService,
    ProviderCalls,
    SandboxRepository,
    SandboxService,
    SettlementSchedule,
    SettlementService,
    WebhookCleanup,
    WebhooksService,
    {
      provide: PaymentProvider,
      inject: [Configuration, SandboxRepository],
      useFactory: loadProvider,
    },
  ],
  exports: [PaymentsService],
})
export class PaymentsModule {}
