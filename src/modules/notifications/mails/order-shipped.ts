import { type Block, code, type Letter, letter, lines, say, type Stationery } from './letter.js';
import { addressBlock } from './parcel-address.js';
import type { OrderMail } from './mail.js';

const subjects = { all: 'Your order', some: 'A part of your order', rest: 'The rest of your order' } as const;

/** Tells a buyer that an order, or a part of it, is on its way. */
export function orderShipped(
  { shipment }: Extract<OrderMail, { kind: 'order_shipped' }>,
  stationery: Stationery,
): Letter {
  const { number, part, trackingNumber } = shipment;
  const tracking: Block[] = trackingNumber === null ? [] : [say('Tracking number:'), code(trackingNumber)];
  const blocks = [
    say(`${subjects[part]} ${number} is on its way:`),
    lines(...shipment.lines.map(({ title, quantity }) => `${quantity} × ${title}`)),
    ...tracking,
    say('It goes to the address that came with the order:'),
    addressBlock(shipment.address),
    ...(part === 'some' ? [say('We write again when more follows.')] : []),
  ];
  return letter(`Your order ${number} is on its way`, '', blocks, stationery);
}
