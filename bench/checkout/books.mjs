import { v7 as newId } from 'uuid';
import { insertMany } from '../support/database.mjs';

/** Units of each SKU in the beginning: more than can be bought. */
const stock = 1_000_000;
const price = 1_900;

/** Puts as many SKUs on sale, straight in the tables of catalog and inventory. */
export async function stockUp(connection, skus) {
  const now = new Date();
  const products = Array.from({ length: skus }, (_, number) => ({ id: newId(), sku: `BENCH-${number}` }));
  await insertMany(
    connection,
    'catalog_products',
    // prettier-ignore
    ['id', 'slug', 'title', 'title_key', 'description', 'status', 'attributes', 'images', 'currency', 'min_price',
      'in_stock', 'version', 'created_at', 'updated_at'],
    // prettier-ignore
    products.map(({ id, sku }) => [id, sku.toLowerCase(), `Bowl ${sku}`, `bowl ${sku}`, '', 'active', '{}', '[]', 'EUR',
      price, true, 1, now, now]),
  );
  await insertMany(
    connection,
    'catalog_variants',
    // prettier-ignore
    ['id', 'product_id', 'position', 'sku', 'title', 'options', 'currency', 'price', 'compare_at_price', 'in_stock',
      'stock_version'],
    products.map(({ id, sku }) => [newId(), id, 0, sku, '', '{}', 'EUR', price, null, true, 1]),
  );
  await insertMany(
    connection,
    'inventory_stock',
    ['sku', 'on_hand', 'held', 'version'],
    products.map(({ sku }) => [sku, stock, 0, 2]),
  );
  await insertMany(
    connection,
    'inventory_movements',
    ['id', 'sku', 'kind', 'delta_on_hand', 'delta_held', 'reference', 'reason', 'actor', 'created_at'],
    products.map(({ sku }) => [newId(), sku, 'received', stock, 0, newId(), 'A delivery', null, now]),
  );
}

/** Whether deliveries are due or being made. One that is claimed has its lease of a minute before it. */
export async function isBusy(connection) {
  const now = new Date();
  const [rows] = await connection.query(
    `SELECT 1 FROM platform_event_deliveries WHERE state = 'pending' AND due_at <= ?
     AND (due_at <= ? OR claim_token IS NOT NULL) LIMIT 1`,
    [new Date(now.getTime() + 60_000), now],
  );
  return rows.length > 0;
}

/** Each question has the number of orders for its answer; `orders` is how many were answered with 201. */
const questions = {
  'confirmed orders': `SELECT COUNT(*) AS n FROM orders_orders WHERE status = 'confirmed' AND payment_state = 'captured'
    AND settled AND version = 3 AND attempt IS NULL`,
  'all orders': 'SELECT COUNT(*) AS n FROM orders_orders',
  'units ordered': 'SELECT SUM(quantity) AS n FROM orders_lines',
  'captured payments': `SELECT COUNT(*) AS n FROM orders_orders purchase JOIN payments_payments payment
    ON payment.id = purchase.payment_id AND payment.order_id = purchase.id AND payment.captured = purchase.total
    AND payment.status = 'captured'`,
  'all payments': 'SELECT COUNT(*) AS n FROM payments_payments',
  'charges for their sum': `SELECT COUNT(*) AS n FROM payments_payments payment JOIN payments_sandbox_charges charge
    ON charge.id = payment.provider_reference AND charge.captured = payment.captured AND charge.phase = 'captured'`,
  'all charges': 'SELECT COUNT(*) AS n FROM payments_sandbox_charges',
  'authorizations and captures done': `SELECT COUNT(*) / 2 AS n FROM payments_attempts WHERE state = 'done'`,
  'units sold to orders': `SELECT SUM(quantity) AS n FROM inventory_holds WHERE state = 'committed'`,
  'units gone from stock': `SELECT ? * COUNT(*) - SUM(on_hand - held) AS n FROM inventory_stock WHERE held = 0`,
  'units sold by the ledger': `SELECT -SUM(delta_on_hand) AS n FROM inventory_movements WHERE kind = 'sold'`,
  'steps of history': 'SELECT COUNT(*) / 3 AS n FROM orders_history',
  'stored answers': `SELECT COUNT(*) AS n FROM platform_idempotency WHERE status = 201 AND body IS NOT NULL`,
  'orders announced': `SELECT COUNT(*) AS n FROM platform_events WHERE type = 'orders.order-confirmed.v1'`,
};

/** What does not add up after so many orders; nothing when all is right. */
export async function faults(connection, orders) {
  const found = [];
  for (const [title, sql] of Object.entries(questions)) {
    const [[{ n }]] = await connection.query(sql, [stock]);
    if (Number(n ?? 0) !== orders) found.push(`${title}: ${n}, expected ${orders}`);
  }
  const [[{ n: unequal }]] = await connection.query(
    `SELECT COUNT(*) AS n FROM inventory_stock level JOIN (
       SELECT sku, SUM(delta_on_hand) AS on_hand, SUM(delta_held) AS held FROM inventory_movements GROUP BY sku
     ) ledger ON ledger.sku = level.sku WHERE ledger.on_hand <> level.on_hand OR ledger.held <> level.held`,
  );
  if (unequal > 0) found.push(`${unequal} SKUs differ from their ledger`);
  const [[{ n: failed }]] = await connection.query(
    `SELECT COUNT(*) AS n FROM platform_event_deliveries WHERE last_error IS NOT NULL OR state = 'parked'`,
  );
  if (failed > 0) found.push(`${failed} deliveries failed`);
  return found;
}
