import { randomBytes } from 'node:crypto';
import type { Money } from '../../../kernel/money.js';
import { z } from 'zod';
import { malformedRequest } from '../../../platform/http/errors.js';
import { webhookSignatureInvalid } from '../payments.errors.js';
import {
  type Call,
  PaymentProvider,
  ProviderBusy,
  type ProviderMessage,
  type ProviderPayment,
  ProviderRefused,
  type ProviderRefund,
  ProviderSilent,
  type SignedRequest,
} from './payment-provider.js';
import type { SandboxCharge, SandboxRefund } from './sandbox.entity.js';
import type { SandboxRepository } from './sandbox.repository.js';
import { isSigned } from './webhook-signature.js';

/** How the sandbox is set up. */
export interface SandboxSettings {
  /** Signs its webhooks; without one nobody can. */
  readonly secret?: string;
  /** How clients reach this API. */
  readonly publicUrl: string;
}

const phases = ['pending', 'requires_action', 'declined', 'authorized', 'voided', 'captured'] as const;
const money = z.int().min(0);

/** What a webhook of the sandbox holds. */
const messages: z.ZodType<ProviderMessage> = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(100),
  payment: z
    .object({
      reference: z.string(),
      key: z.string().optional(),
      phase: z.enum(phases),
      captured: money,
      nextActionUrl: z.string().optional(),
      declineCode: z.string().optional(),
    })
    .optional(),
  refund: z
    .object({
      reference: z.string(),
      key: z.string().optional(),
      payment: z.string(),
      amount: money,
      state: z.enum(['open', 'done', 'refused']),
      code: z.string().optional(),
    })
    .optional(),
});

const refusals: Readonly<Record<string, string>> = { tok_declined: 'card_declined' };
const known = new Set(['tok_ok', 'tok_action_required', 'tok_timeout', 'tok_flaky']);
/** The call of `tok_flaky` that works. */
const steadyCall = 3;

/**
 * A provider without real money, which keeps its books in this database. What happens is up to the token: `tok_ok`,
 * `tok_declined`, `tok_action_required` (the buyer must confirm), `tok_timeout` (charged, but the answer is lost) and
 * `tok_flaky` (busy twice, then works). Every other token is declined.
 */
export class SandboxProvider extends PaymentProvider {
  readonly name = 'sandbox';
  private readonly secret: string;

  constructor(
    private readonly books: SandboxRepository,
    private readonly settings: SandboxSettings,
  ) {
    super();
    this.secret = settings.secret ?? randomBytes(32).toString('hex');
  }

  async authorize(request: { amount: Money; token: string }, { key }: Call): Promise<ProviderPayment> {
    const { amount, token } = request;
    const declineCode = refusals[token] ?? (known.has(token) ? null : 'invalid_token');
    const phase = token === 'tok_action_required' ? 'requires_action' : 'authorized';
    const flaky = token === 'tok_flaky';
    const charge = await this.books.charge({
      ...amount,
      providerKey: key,
      declineCode,
      phase: declineCode !== null ? 'declined' : flaky ? 'pending' : phase,
    });
    if (token === 'tok_timeout') throw new ProviderSilent('The answer is lost, as asked');
    if (!flaky) return this.tell(charge);
    if (charge.calls < steadyCall) throw new ProviderBusy('Busy, as asked');
    return this.told(await this.books.move(charge.id, ['pending'], { phase: 'authorized' }));
  }

  async capture(request: { payment: string; amount: number }): Promise<ProviderPayment> {
    const moved = await this.books.move(request.payment, ['authorized'], {
      phase: 'captured',
      captured: request.amount,
    });
    if (moved && request.amount > moved.amount) throw new ProviderRefused('amount_too_large');
    if (moved?.phase !== 'captured') throw new ProviderRefused(`charge_${moved?.phase ?? 'unknown'}`);
    return this.tell(moved);
  }

  async void(request: { payment: string }): Promise<ProviderPayment> {
    const from = ['authorized', 'requires_action', 'pending'] as const;
    const moved = await this.books.move(request.payment, from, { phase: 'voided' });
    if (moved?.phase !== 'voided') throw new ProviderRefused(`charge_${moved?.phase ?? 'unknown'}`);
    return this.tell(moved);
  }

  async refund(request: { payment: string; amount: number }, { key }: Call): Promise<ProviderRefund> {
    const refund = await this.books.refund(request.payment, key, request.amount);
    if (!refund) throw new ProviderRefused('amount_too_large');
    return tellRefund(refund);
  }

  async find(request: {
    payment: string | null;
    key: string;
  }): Promise<{ payment: ProviderPayment; refunds: ProviderRefund[] } | null> {
    const { payment, key } = request;
    const charge = payment === null ? await this.books.findByKey(key) : await this.books.find(payment);
    if (!charge || charge.phase === 'pending') return null;
    const refunds = await this.books.refundsOf(charge.id);
    return { payment: this.tell(charge), refunds: refunds.map(tellRefund) };
  }

  read({ body, headers }: SignedRequest, now: Date): ProviderMessage {
    const header = headers['sandbox-signature'];
    if (typeof header !== 'string' || !isSigned(header, body, this.secret, now))
      throw webhookSignatureInvalid();
    const message = messages.safeParse(JSON.parse(Buffer.from(body).toString('utf8')));
    if (!message.success) throw malformedRequest('The message is not one of the sandbox');
    return message.data;
  }

  /** The buyer's answer to a charge that waits for it. @returns the key of the charge; undefined when there is none */
  async answer(id: string, approve: boolean): Promise<ProviderPayment | undefined> {
    const change = approve
      ? { phase: 'authorized' as const }
      : { phase: 'declined' as const, declineCode: 'authentication_failed' };
    const charge = await this.books.move(id, ['requires_action'], change);
    return charge ? this.tell(charge) : undefined;
  }

  private told(charge: SandboxCharge | null): ProviderPayment {
    if (!charge) throw new ProviderSilent('The charge is gone');
    return this.tell(charge);
  }

  private tell({ id, providerKey, phase, captured, declineCode }: SandboxCharge): ProviderPayment {
    const url = `${this.settings.publicUrl}/api/v1/payments/sandbox/challenges/${id}`;
    return {
      reference: id,
      key: providerKey,
      phase,
      captured,
      ...(phase === 'requires_action' ? { nextActionUrl: url } : {}),
      ...(declineCode === null ? {} : { declineCode }),
    };
  }
}

function tellRefund({ id, providerKey, amount }: SandboxRefund): ProviderRefund {
  return { reference: id, key: providerKey, amount, state: 'done' };
}
