import { newId } from '../../src/kernel/ids.js';
import { addMoney, type Money } from '../../src/kernel/money.js';
import { Catalog, type QuotedLine, type UnavailableSku } from '../../src/modules/catalog/index.js';
import { Payments, type PaymentState } from '../../src/modules/payments/index.js';

/** A catalog in memory: what a test sells. */
export class CatalogDouble extends Catalog {
  readonly prices = new Map<string, Money>();
  readonly archived = new Set<string>();

  override quote(command: { lines: { sku: string; quantity: number }[] }) {
    const lines: QuotedLine[] = [];
    const unavailable: UnavailableSku[] = [];
    for (const { sku, quantity } of command.lines) {
      const unitPrice = this.prices.get(sku);
      if (!unitPrice) unavailable.push({ sku, reason: 'unknown_sku' });
      else if (this.archived.has(sku)) unavailable.push({ sku, reason: 'not_for_sale' });
      else
        lines.push({
          sku,
          title: `Title of ${sku}`,
          productId: newId(),
          variantId: newId(),
          quantity,
          unitPrice,
        });
    }
    return Promise.resolve({ lines, unavailable });
  }
}

interface Book {
  state: PaymentState;
  readonly attempt: string;
  isBeingSent: boolean;
}

/** Payments in memory with the tokens of the sandbox. It counts what was really charged. */
export class PaymentsDouble extends Payments {
  private readonly books: Book[] = [];
  /** Called before an authorization is answered, such as to let something happen in between. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  /** Payments that hold or took money, of one order or of all. */
  charged(orderId?: string): PaymentState[] {
    return this.books
      .map(({ state }) => state)
      .filter((state) => ['authorized', 'captured', 'partially_refunded'].includes(state.status))
      .filter((state) => orderId === undefined || state.orderId === orderId);
  }

  /** The buyer or the provider moves a payment on. */
  move(paymentId: string, status: PaymentState['status']): void {
    const book = this.books.find(({ state }) => state.id === paymentId);
    if (book) book.state = { ...book.state, status, nextAction: undefined };
  }

  override async authorize(command: {
    orderId: string;
    attempt: string;
    amount: Money;
    token: string;
  }): Promise<PaymentState> {
    const { orderId, attempt, amount, token } = command;
    const nothing = { amount: 0, currency: amount.currency };
    let book = this.books.find((known) => known.attempt === attempt);
    if (!book) {
      const outcome = outcomes[token] ?? { status: 'authorized' };
      book = {
        attempt,
        isBeingSent: false,
        state: { id: newId(), orderId, amount, captured: nothing, refunded: nothing, ...outcome },
      };
      this.books.push(book);
    }
    if (book.isBeingSent) return { ...book.state, status: 'pending' };
    book.isBeingSent = true;
    try {
      await this.beforeAnswer();
    } finally {
      book.isBeingSent = false;
    }
    return book.state;
  }

  override find({ orderId }: { orderId: string }) {
    return Promise.resolve({
      payments: this.books.map(({ state }) => state).filter((state) => state.orderId === orderId),
    });
  }

  override settle(command: { orderId: string }) {
    for (const { state } of this.books)
      if (state.orderId === command.orderId && state.status === 'unknown') this.move(state.id, 'authorized');
    return this.find(command);
  }

  override capture({ paymentId }: { paymentId: string; reference: string }) {
    const book = this.books.find(({ state }) => state.id === paymentId);
    if (!book) throw new Error(`There is no payment ${paymentId}`);
    const { amount, captured } = book.state;
    if (book.state.status === 'authorized')
      book.state = { ...book.state, status: 'captured', captured: addMoney(captured, amount) };
    return Promise.resolve(book.state);
  }

  override cancel(command: { orderId: string; reference: string }) {
    for (const { state } of this.books)
      if (state.orderId === command.orderId) this.move(state.id, cancelled[state.status] ?? state.status);
    return this.find(command);
  }
}

const outcomes: Readonly<Record<string, Pick<PaymentState, 'status' | 'nextAction' | 'declineCode'>>> = {
  tok_declined: { status: 'declined', declineCode: 'card_declined' },
  tok_action_required: {
    status: 'requires_action',
    nextAction: { type: 'redirect', url: 'https://bank.example/confirm' },
  },
  tok_timeout: { status: 'unknown' },
};

const cancelled: Readonly<Record<string, PaymentState['status']>> = {
  authorized: 'voided',
  requires_action: 'voided',
  unknown: 'voided',
  captured: 'refunded',
  partially_refunded: 'refunded',
};
