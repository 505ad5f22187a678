import type { Money } from '../../../kernel/money.js';

const instants = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** An instant for people. @param instant RFC 3339 @example `21 November 2026 at 17:23 UTC` */
export function formatInstant(instant: string): string {
  return `${instants.format(new Date(instant))} UTC`;
}

/** An amount for people. @example `€1,234.50` */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
