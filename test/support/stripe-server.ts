import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, string>;
type Row = Record<string, unknown> & { id: string };

interface Intent extends Row {
  amount: number;
  amount_received: number;
  status: string;
  created: number;
  metadata: Fields;
}

interface Refund extends Row {
  amount: number;
  payment_intent: string;
  metadata: Fields;
  created: number;
}

/** What was answered under an idempotency key, and to which request. */
interface Remembered {
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
}

/** An error as Stripe writes it. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: Record<string, unknown>,
  ) {
    super(String(error.code));
  }
}

/**
 * Stands in for Stripe's API: PaymentIntents and refunds with idempotency keys, kept in memory. The payment method decides
 * what happens: those of Stripe's own tests (`pm_card_visa`, `pm_card_visa_chargeDeclined`,
 * `pm_card_authenticationRequired`) and the sandbox's tokens.
 */
export class StripeServer {
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  /** Every request, such as `POST /v1/refunds <key>`. */
  readonly requests: string[] = [];
  private readonly remembered = new Map<string, Remembered>();
  private readonly calls = new Map<string, number>();
  private readonly server = createServer((request, response) => void this.handle(request, response));
  private lost = 0;

  /** @returns its address, for `STRIPE_API_BASE` */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Carries the next requests out, but loses the answers. */
  loseAnswers(count: number): void {
    this.lost = count;
  }

  /** What stands in the books: how much of each order was authorized, captured and refunded. */
  books(): { order: string; status: string; amount: number; captured: number; refunded: number }[] {
    return [...this.intents.values()].map(({ id, metadata, status, amount, amount_received }) => ({
      order: metadata.order_id ?? '',
      status,
      amount,
      captured: amount_received,
      refunded: this.refundedOf(id),
    }));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    if (url.pathname === '/books') return reply(response, 200, this.books());
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const key = String(request.headers['idempotency-key'] ?? '');
    const name = `${request.method} ${url.pathname}`;
    this.requests.push(`${name} ${key}`.trim());
    const { status, body } = this.answer(name, url, text, key);
    const fields = Object.fromEntries(new URLSearchParams(text));
    if (this.lost > 0 || fields.payment_method === 'tok_timeout') {
      this.lost = Math.max(0, this.lost - 1);
      request.socket.destroy();
      return;
    }
    reply(response, status, body);
  }

  /** As Stripe does: the same key gives the same answer, errors included, but for those that say nothing happened. */
  private answer(name: string, url: URL, text: string, key: string): { status: number; body: unknown } {
    const request = `${name} ${text}`;
    const known = this.remembered.get(key);
    if (known && known.request !== request)
      return { status: 400, body: { error: { type: 'idempotency_error', message: 'key reused' } } };
    if (known) return known;
    try {
      const body = this.route(name, url, new URLSearchParams(text), key);
      if (key !== '') this.remembered.set(key, { request, status: 200, body: structuredClone(body) });
      return { status: 200, body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status } = error;
      const body = { error: error.error };
      if (key !== '' && status !== 429) this.remembered.set(key, { request, status, body });
      return { status, body };
    }
  }

  private route(name: string, url: URL, form: URLSearchParams, key: string): unknown {
    const [, id = '', action = ''] = /^\w+ \/v1\/payment_intents\/(\w+)(?:\/(\w+))?$/.exec(name) ?? [];
    if (name === 'POST /v1/payment_intents') return this.create(form, key);
    if (name === 'GET /v1/payment_intents') return list([...this.intents.values()].filter(inWindow(url)));
    if (name === 'POST /v1/refunds') return this.refund(form);
    if (name === 'GET /v1/refunds') {
      const intent = url.searchParams.get('payment_intent');
      return list([...this.refunds.values()].filter((refund) => refund.payment_intent === intent));
    }
    const intent = this.intents.get(id);
    if (!intent) throw invalid(404, 'resource_missing');
    if (action === 'capture')
      return this.capture(intent, Number(form.get('amount_to_capture') ?? intent.amount));
    if (action === 'cancel') return this.cancel(intent);
    return intent;
  }

  private create(form: URLSearchParams, key: string): Intent {
    const method = form.get('payment_method') ?? '';
    const calls = (this.calls.get(key) ?? 0) + 1;
    this.calls.set(key, calls);
    if (method === 'tok_flaky' && calls < 3)
      throw new Refusal(429, { type: 'api_error', code: 'rate_limit' });
    if (form.get('capture_method') !== 'manual' || form.get('confirm') !== 'true')
      throw invalid(400, 'parameter_missing');
    const declined = /declined/i.test(method);
    const asks = /authenticationRequired|action_required/.test(method);
    const intent: Intent = {
      id: `pi_${randomBytes(8).toString('hex')}`,
      object: 'payment_intent',
      amount: Number(form.get('amount')),
      amount_received: 0,
      currency: form.get('currency'),
      created: Math.floor(Date.now() / 1_000),
      metadata: metadataOf(form),
      status: declined ? 'requires_payment_method' : asks ? 'requires_action' : 'requires_capture',
      last_payment_error: declined ? { code: 'card_declined', decline_code: 'generic_decline' } : null,
      next_action: asks
        ? { type: 'redirect_to_url', redirect_to_url: { url: 'https://hooks.stripe.example/3d' } }
        : null,
    };
    this.intents.set(intent.id, intent);
    if (!declined) return intent;
    throw new Refusal(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
      payment_intent: { ...intent },
    });
  }

  private capture(intent: Intent, amount: number): Intent {
    if (intent.status !== 'requires_capture') throw invalid(400, 'payment_intent_unexpected_state');
    if (amount > intent.amount) throw invalid(400, 'amount_too_large');
    return Object.assign(intent, { status: 'succeeded', amount_received: amount });
  }

  private cancel(intent: Intent): Intent {
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      throw invalid(400, 'payment_intent_unexpected_state');
    return Object.assign(intent, { status: 'canceled' });
  }

  private refund(form: URLSearchParams): Refund {
    const intent = this.intents.get(form.get('payment_intent') ?? '');
    if (!intent) throw invalid(404, 'resource_missing');
    const amount = Number(form.get('amount'));
    if (this.refundedOf(intent.id) + amount > intent.amount_received)
      throw invalid(400, 'charge_already_refunded');
    const refund: Refund = {
      id: `re_${randomBytes(8).toString('hex')}`,
      object: 'refund',
      amount,
      payment_intent: intent.id,
      metadata: metadataOf(form),
      status: 'succeeded',
      created: Math.floor(Date.now() / 1_000),
    };
    this.refunds.set(refund.id, refund);
    return refund;
  }

  private refundedOf(intent: string): number {
    const own = [...this.refunds.values()].filter(({ payment_intent }) => payment_intent === intent);
    return own.reduce((sum, { amount }) => sum + amount, 0);
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test' });
  response.end(JSON.stringify(body));
}

function list(data: readonly Row[]): object {
  return { object: 'list', data, has_more: false };
}

function inWindow(url: URL): (intent: Intent) => boolean {
  const from = Number(url.searchParams.get('created[gte]'));
  const to = Number(url.searchParams.get('created[lte]'));
  return ({ created }) => created >= from && created <= to;
}

function invalid(status: number, code: string): Refusal {
  return new Refusal(status, { type: 'invalid_request_error', code, message: code });
}

function metadataOf(form: URLSearchParams): Fields {
  const entries = [...form].flatMap(([name, value]) => {
    const [, field] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return field === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(entries);
}
