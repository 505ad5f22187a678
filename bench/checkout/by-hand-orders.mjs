/** Placing an order, with the statements of Mainstay's modules. */
import { createHash, randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { changeOne, insertInto, pool, publish, row, rows, transaction } from './by-hand-database.mjs';
import { authorize, capture, paymentsOf } from './by-hand-payments.mjs';

const orderColumns =
  'id number user_id token_hash email shipping_address status fulfillment_status currency total hold_expires_at ' +
  'cart_id cart_version checkout_key attempt attempt_token payment_id payment_state next_action settled check_at ' +
  'version created_at updated_at';
const lineColumns = 'order_id sku title product_id variant_id quantity unit_amount total fulfilled';
const holdColumns = 'order_id sku position quantity restocked state expires_at created_at';
const recordColumns = 'id fingerprint owner lease_until status body expires_at';
const movementColumns = 'id sku kind delta_on_hand delta_held reference reason actor created_at';
const list = (columns) => columns.replaceAll(' ', ', ');
const selectOrder = `SELECT ${list(orderColumns)} FROM orders_orders WHERE`;
const selectHolds = `SELECT ${list(holdColumns)} FROM inventory_holds WHERE order_id = ? ORDER BY sku`;
const selectRecord = `SELECT ${list(recordColumns)} FROM platform_idempotency WHERE id = ? LIMIT 1`;
const addRecord = insertInto('platform_idempotency', recordColumns).replace('INSERT', 'INSERT IGNORE');
const addOrder = insertInto('orders_orders', orderColumns);
const addLine = insertInto('orders_lines', lineColumns);
const addHistory = insertInto('orders_history', 'id order_id event status actor_id note created_at');
const addMovement = insertInto('inventory_movements', movementColumns);
const addHold = insertInto('inventory_holds', holdColumns);
const changeStock = `UPDATE inventory_stock SET on_hand = on_hand + ?, held = held + ?, version = version + 1
  WHERE sku = ? AND held + ? >= 0 AND held + ? <= on_hand + ? AND on_hand + ? <= ?`;
const selectStock = 'SELECT sku, on_hand, held, version FROM inventory_stock WHERE sku IN (?) ORDER BY sku';

const digest = (text) => createHash('sha256').update(text).digest('hex');
const later = (date, milliseconds) => new Date(date.getTime() + milliseconds);
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const makeNumber = () => [...randomBytes(10)].map((byte) => alphabet[byte % 32]).join('');

/** Places an order. @returns the text of the answer */
export async function place(request, idempotencyKey) {
  const key = digest(`guest ${idempotencyKey}`);
  await claimKey(key, digest(JSON.stringify(request)));
  await row(pool, `${selectOrder} checkout_key = ? LIMIT 1`, [key]);
  const order = await record(request, key, await quote(request.items));
  await hold(order);
  const payment = await authorize(order.id, key, order.total, order.currency);
  await sell(order.id);
  await confirm(order, payment);
  return (await row(pool, selectRecord, [key])).body;
}

async function claimKey(id, fingerprint) {
  const now = new Date();
  const owner = newId();
  const values = [id, fingerprint, owner, later(now, 15_000), null, null, later(now, 86_400_000)];
  await pool.query(addRecord, values);
  const known = await row(pool, selectRecord, [id]);
  if (known.owner !== owner) throw new Error('The key is in use');
}

async function quote(items) {
  const found = await rows(
    pool,
    `SELECT variant.sku, variant.product_id, variant.id AS variant_id, product.title, variant.title AS variant_title,
       product.status, variant.price, variant.currency
     FROM catalog_variants variant JOIN catalog_products product ON product.id = variant.product_id
     WHERE variant.sku IN (?)`,
    [items.map(({ sku }) => sku)],
  );
  return items.map(({ sku, quantity }) => {
    const sale = found.find((candidate) => candidate.sku === sku && candidate.status === 'active');
    if (!sale) throw new Error(`${sku} is not for sale`);
    return { ...sale, quantity, total: sale.price * quantity };
  });
}

async function record({ email, shippingAddress, payment }, key, lines) {
  const now = new Date();
  const id = newId();
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  const { currency } = lines[0];
  const expiresAt = later(now, 900_000);
  await transaction(async (connection) => {
    // prettier-ignore
    await connection.query(addOrder, [id, makeNumber(), null, null, email, JSON.stringify(shippingAddress),
      'pending_payment', 'unfulfilled', currency, total, expiresAt, null, null, key, key, payment.token,
      null, null, null, false, later(now, 15_000), 1, now, now]);
    for (const { sku, title, product_id, variant_id, quantity, price, total: sum } of lines)
      await connection.query(addLine, [id, sku, title, product_id, variant_id, quantity, price, sum, 0]);
    await connection.query(addHistory, [newId(), id, 'placed', 'pending_payment', null, null, now]);
    // An earlier try of the key may have been ended by others meanwhile.
    if ((await row(connection, selectRecord, [key])).status !== null)
      throw new Error('The key has its answer');
  });
  return { id, total, currency, expiresAt, lines };
}

async function move(connection, kind, reference, changes) {
  for (const { sku, onHand, held } of changes)
    await changeOne(connection, changeStock, [onHand, held, sku, held, held, onHand, onHand, 1_000_000_000]);
  for (const { sku, onHand, held } of changes)
    await connection.query(addMovement, [
      newId(),
      sku,
      kind,
      onHand,
      held,
      reference,
      null,
      null,
      new Date(),
    ]);
  if (kind === 'sold') return;
  for (const level of await rows(connection, selectStock, [changes.map(({ sku }) => sku)]))
    if (level.on_hand === level.held) throw new Error(`${level.sku} is sold out: give it more stock`);
}

async function hold({ id, expiresAt, lines }) {
  await transaction(async (connection, published) => {
    const changes = lines.map(({ sku, quantity }) => ({ sku, onHand: 0, held: quantity }));
    await move(connection, 'held', id, changes);
    for (const [position, { sku, quantity }] of lines.entries())
      await connection.query(addHold, [id, sku, position, quantity, 0, 'held', expiresAt, new Date()]);
    await publish(connection, published, {
      type: 'inventory.hold-expires.v1',
      subscriber: 'inventory.release-expired-hold',
      payload: { orderId: id, expiresAt: expiresAt.toISOString() },
      dueAt: expiresAt,
    });
  });
}

async function sell(id) {
  await transaction(async (connection) => {
    await changeOne(
      connection,
      "UPDATE inventory_holds SET state = ? WHERE order_id = ? AND state = 'held'",
      ['committed', id],
    );
    const holds = await rows(connection, selectHolds, [id]);
    const changes = holds.map(({ sku, quantity }) => ({ sku, onHand: -quantity, held: -quantity }));
    await move(connection, 'sold', id, changes);
  });
}

async function confirm({ id, lines }, payment) {
  await transaction(async (connection, published) => {
    const order = await row(connection, `${selectOrder} id = ? LIMIT 1`, [id]);
    const token = `${id}.${randomBytes(32).toString('base64url')}`;
    const now = new Date();
    await changeOne(
      connection,
      `UPDATE orders_orders SET payment_id = ?, payment_state = ?, next_action = ?, status = ?, settled = ?, attempt = ?,
         attempt_token = ?, checkout_key = ?, token_hash = ?, updated_at = ?, check_at = ?, version = ?
       WHERE id = ? AND version = ?`,
      // prettier-ignore
      [payment.id, payment.status, null, 'confirmed', false, null, null, null, digest(token), now, later(now, 15_000),
        order.version + 1, id, order.version],
    );
    await connection.query(addHistory, [newId(), id, 'confirmed', 'confirmed', null, null, now]);
    await publish(connection, published, {
      type: 'orders.order-confirmed.v1',
      subscriber: 'orders.capture-confirmed',
      payload: { orderId: id, captureAutomatically: true },
    });
    const body = JSON.stringify(view({ ...order, updated_at: now, lines, token, payment }));
    await changeOne(
      connection,
      'UPDATE platform_idempotency SET status = ?, body = ? WHERE id = ? AND status IS NULL',
      [201, body, order.checkout_key],
    );
  });
}

function view(order) {
  const money = (amount) => ({ amount, currency: order.currency });
  return {
    id: order.id,
    number: order.number,
    orderToken: order.token,
    status: 'confirmed',
    paymentStatus: order.payment.status,
    fulfillmentStatus: order.fulfillment_status,
    email: order.email,
    shippingAddress: order.shipping_address,
    lines: order.lines.map(({ sku, title, quantity, price, total }) => ({
      sku,
      title,
      quantity,
      fulfilled: 0,
      unitPrice: money(price),
      total: money(total),
    })),
    fulfillments: [],
    subtotal: money(order.total),
    total: money(order.total),
    holdExpiresAt: order.hold_expires_at,
    payment: { id: order.payment.id, status: order.payment.status },
    createdAt: order.created_at,
    updatedAt: order.updated_at,
    version: order.version + 1,
  };
}

/** Takes the money of a confirmed order. */
export async function captureConfirmed(id) {
  await row(pool, `${selectOrder} id = ? LIMIT 1`, [id]);
  const [payment] = await paymentsOf(id);
  const captured = await capture(payment.id, `capture:${id}`);
  await note(id, captured);
}

/** Takes in the news of a payment. */
export async function follow(id, news) {
  const order = await row(pool, `${selectOrder} id = ? LIMIT 1`, [id]);
  if (order.attempt !== null && order.check_at > new Date()) return;
  if (order.payment_state === 'captured' || order.payment_state === news) return;
  const [payment] = await paymentsOf(id);
  await note(id, payment);
}

async function note(id, payment) {
  await transaction(async (connection) => {
    const order = await row(connection, `${selectOrder} id = ? LIMIT 1`, [id]);
    if (order.payment_state === payment.status || order.payment_state === 'captured') return;
    const now = new Date();
    await changeOne(
      connection,
      `UPDATE orders_orders SET payment_id = ?, payment_state = ?, next_action = ?, settled = ?, updated_at = ?, version = ?
       WHERE id = ? AND version = ?`,
      [payment.id, payment.status, null, true, now, order.version + 1, id, order.version],
    );
    const event = `payment_${payment.status}`;
    await connection.query(addHistory, [newId(), id, event, order.status, null, null, now]);
  });
}

/** Looks for orders that nobody takes care of; there are none. */
export async function sweep() {
  await rows(pool, `${selectOrder} settled = ? AND check_at <= ? ORDER BY check_at LIMIT 20`, [
    false,
    new Date(),
  ]);
}
