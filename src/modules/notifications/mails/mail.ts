import type { Money } from '../../../kernel/money.js';

/** A mail about an account; instants are RFC 3339. */
export type AccountMail =
  | { kind: 'verify_email'; name: string; token: string; expiresAt: string }
  /** Somebody tried to register with an address that has an account. */
  | { kind: 'already_registered'; name: string }
  | { kind: 'reset_password'; name: string; token: string; expiresAt: string }
  | { kind: 'password_changed'; name: string; at: string }
  | { kind: 'api_key_created'; name: string; at: string; hint: string; expiresAt: string }
  | { kind: 'second_factor_on' | 'second_factor_off'; name: string; at: string }
  | { kind: 'new_device'; name: string; at: string; device: string; address: string };

/** What a buyer is told of an order. */
export interface MailedOrder {
  readonly number: string;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly total: Money }[];
  readonly total: Money;
  /** The address, line by line. */
  readonly address: readonly string[];
}

/** What a buyer is told of what was handed over. */
export interface MailedShipment {
  readonly number: string;
  readonly lines: readonly { readonly title: string; readonly quantity: number }[];
  readonly trackingNumber: string | null;
  readonly part: 'all' | 'some' | 'rest';
  readonly address: readonly string[];
}

/** A mail about an order. */
export type OrderMail =
  { kind: 'order_confirmed'; order: MailedOrder } | { kind: 'order_shipped'; shipment: MailedShipment };

/** Any mail: its kind, and everything that its text needs. */
export type Mail = AccountMail | OrderMail;

/** A mail and whom it goes to. */
export interface AddressedMail {
  readonly to: string;
  readonly mail: Mail;
}
