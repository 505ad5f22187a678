import { formatMoney } from './format.js';
import { type Letter, letter, say, type Stationery, table } from './letter.js';
import { addressBlock } from './parcel-address.js';
import type { OrderMail } from './mail.js';

/** Confirms an order to its buyer. */
export function orderConfirmed(
  { order }: Extract<OrderMail, { kind: 'order_confirmed' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say(`Thank you. We have your order ${order.number} and are getting it ready.`),
    table([
      ...order.lines.map(
        ({ title, quantity, total }) => [`${quantity} × ${title}`, formatMoney(total)] as const,
      ),
      ['Total', formatMoney(order.total)],
    ]),
    say('It goes to the address that came with the order:'),
    addressBlock(order.address),
    say('We write again when it is on its way.'),
  ];
  return letter(`Your order ${order.number}`, '', blocks, stationery);
}
