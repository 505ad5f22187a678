import { Body, Controller, Get, Header, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.guard.js';
import { IgnoreIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { ChallengeAnswer, ChallengeRequest, PaymentParameters } from './payments.dto.js';
import { paymentNotFound } from './payments.errors.js';
import { SandboxService } from './sandbox.service.js';

@ApiTags('Payments')
@Public()
@IgnoreIdempotencyKey()
@Controller({ path: 'payments/sandbox/challenges', version: '1' })
export class SandboxController {
  constructor(private readonly sandbox: SandboxService) {}

  @Get(':id')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Operation({
    summary: 'Where the sandbox sends a buyer to confirm a payment',
    produces: 'text/plain',
    problems: [paymentNotFound],
  })
  show(@Param() { id }: PaymentParameters): string {
    return `Here a bank would ask the buyer. Answer with POST /api/v1/payments/sandbox/challenges/${id} {"approve": true}.\n`;
  }

  @Post(':id')
  @Operation({
    summary: "Answer the sandbox's question in the buyer's place",
    returns: ChallengeAnswer,
    problems: [paymentNotFound],
  })
  async answer(
    @Param() { id }: PaymentParameters,
    @Body() { approve }: ChallengeRequest,
  ): Promise<ChallengeAnswer> {
    return { status: await this.sandbox.answer(id, approve) };
  }
}
