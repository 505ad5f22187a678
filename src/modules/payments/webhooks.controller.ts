import { Controller, Headers, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.guard.js';
import { BodyLimit, kibibytes } from '../../platform/http/body-limit.js';
import { IgnoreIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { KeepRawBody, RawBody } from '../../platform/http/raw-body.js';
import { WebhookParameters } from './payments.dto.js';
import { providerNotFound, webhookSignatureInvalid } from './payments.errors.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('Payments')
@Controller({ path: 'payments/webhooks', version: '1' })
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post(':provider')
  @BodyLimit(kibibytes(256))
  @Public()
  @KeepRawBody()
  @IgnoreIdempotencyKey()
  @RateLimit({ name: 'payment-webhooks', limit: 6_000, windowSeconds: 60 })
  @ApiBody({ schema: { type: 'object' }, description: 'as the provider sends it' })
  @Operation({
    summary: 'Hear from a payment provider',
    description:
      "Signed by the provider: `Stripe-Signature`, or `Sandbox-Signature` in the same form, `t=<unix seconds>,v1=<HMAC-SHA256 of '<t>.<body>' in hex>`.",
    problems: [providerNotFound, webhookSignatureInvalid],
  })
  async receive(
    @Param() { provider }: WebhookParameters,
    @RawBody() body: Uint8Array,
    @Headers() headers: Record<string, string | string[] | undefined>,
  ): Promise<void> {
    await this.webhooks.receive(provider, { body, headers });
  }
}
