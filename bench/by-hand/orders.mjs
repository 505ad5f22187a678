/** `GET /api/v1/orders` with mysql2, for who is signed in: three statements, one after the other. */
import { places, rows } from './database.mjs';
import { pageAnswer, pageClause, pageQuery } from './paging.mjs';
import { json } from './product-view.mjs';
import { order, pageOf } from './schemas.mjs';
import { authenticate } from './sign-in.mjs';

const columns = `id, number, email, shipping_address, status, fulfillment_status, currency, total, hold_expires_at,
  payment_id, payment_state, next_action, version, created_at, updated_at`;
const sorts = {
  createdAt: { column: 'created_at', read: (text) => new Date(text), of: (row) => row.created_at },
};
/** Who sees the orders of all. */
const staff = new Set(['admin', 'merchant']);
/** What buyers are told of payments whose state says more than they need. */
const told = { unknown: 'pending', failed: 'declined' };

const linesOf = (ids) =>
  rows(
    `SELECT order_id, sku, title, quantity, fulfilled, unit_amount, total FROM orders_lines
     WHERE order_id IN (${places(ids)}) ORDER BY order_id, sku`,
    ids,
  );

const fulfillmentsOf = (ids) =>
  rows(
    `SELECT id, order_id, items, tracking_number, created_at FROM orders_fulfillments
     WHERE order_id IN (${places(ids)}) ORDER BY created_at, id`,
    ids,
  );

function viewPayment(row) {
  if (row.payment_id === null || row.payment_state === null) return null;
  const nextAction = json(row.next_action);
  return {
    id: row.payment_id,
    status: row.payment_state,
    ...(nextAction === null ? undefined : { nextAction }),
  };
}

function viewOrder(row) {
  const total = { amount: row.total, currency: row.currency };
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    paymentStatus: told[row.payment_state] ?? row.payment_state ?? 'pending',
    fulfillmentStatus: row.fulfillment_status,
    email: row.email,
    shippingAddress: json(row.shipping_address),
    lines: [],
    fulfillments: [],
    subtotal: total,
    total,
    holdExpiresAt: row.hold_expires_at,
    payment: viewPayment(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

async function list(request, reply) {
  const { query, user } = request;
  const page = pageClause(query, sorts, 'orders_orders');
  const all = user.roles.some((role) => staff.has(role));
  const found = await rows(
    `SELECT ${columns} FROM orders_orders WHERE ${all ? 'TRUE' : 'user_id = ?'} ${page.sql}`,
    all ? page.values : [user.id, ...page.values],
  );
  const views = new Map(found.slice(0, query.limit).map((row) => [row.id, viewOrder(row)]));
  const ids = [...views.keys()];
  if (ids.length > 0) {
    const lines = await linesOf(ids);
    for (const { order_id: id, unit_amount: amount, total, ...line } of lines) {
      const { currency } = views.get(id).total;
      const unitPrice = { amount, currency };
      views.get(id).lines.push({ ...line, unitPrice, total: { amount: total, currency } });
    }
    for (const row of await fulfillmentsOf(ids))
      views.get(row.order_id).fulfillments.push({
        id: row.id,
        lines: json(row.items),
        trackingNumber: row.tracking_number,
        createdAt: row.created_at,
      });
  }
  return pageAnswer(request, reply, found, sorts.createdAt.of, ({ id }) => views.get(id));
}

/** Adds the routes of orders. */
export function addOrders(app) {
  app.decorateRequest('user', null);
  app.route({
    method: 'GET',
    url: '/api/v1/orders',
    onRequest: authenticate,
    schema: { querystring: pageQuery(['-createdAt', 'createdAt']), response: { 200: pageOf(order) } },
    handler: list,
  });
}
