/** Brings events to their subscribers, with the statements and in the manner of Mainstay's relay. */
import { setImmediate } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { change, changeOne, pool, row, rows, transaction, whenPublished } from './by-hand-database.mjs';
import { captureConfirmed, follow, sweep } from './by-hand-orders.mjs';
import { askWhenDue } from './by-hand-payments.mjs';

const handlers = {
  'orders.follow-authorized': ({ orderId }) => follow(orderId, 'authorized'),
  'orders.follow-captured': ({ orderId }) => follow(orderId, 'captured'),
  'orders.capture-confirmed': ({ orderId }) => captureConfirmed(orderId),
  'payments.ask-provider': ({ paymentId }) => askWhenDue(paymentId),
};

const parallel = 8;
const lease = 60_000;
const kept = 7 * 86_400_000;
// Mainstay asks for every subscriber that it knows, so many besides those that an order needs.
const subscribers = [
  ...Object.keys(handlers),
  'inventory.release-expired-hold',
  ...Array.from({ length: 9 }, (_, number) => `nobody.${number}`),
];
const due = `FROM platform_event_deliveries WHERE state = 'pending' AND due_at <= ? AND subscriber IN (?)`;

const atWork = new Set();
let wanted = false;
let claiming = false;

async function claim(limit) {
  const now = new Date();
  if (!(await row(pool, `SELECT id ${due} LIMIT 1`, [now, subscribers]))) return [];
  return transaction(async (connection) => {
    const taken = await rows(
      connection,
      `SELECT id ${due} ORDER BY due_at ASC LIMIT ? FOR UPDATE SKIP LOCKED`,
      [now, subscribers, limit],
    );
    if (taken.length === 0) return [];
    const ids = taken.map(({ id }) => id);
    const token = newId();
    await change(
      connection,
      'UPDATE platform_event_deliveries SET claim_token = ?, due_at = ?, attempts = attempts + 1 WHERE id IN (?)',
      [token, new Date(now.getTime() + lease), ids],
    );
    return rows(
      connection,
      `SELECT delivery.id, delivery.event_id, delivery.subscriber, delivery.state, delivery.due_at, delivery.attempts,
         delivery.claim_token, delivery.last_error, event.type, event.payload, event.occurred_at
       FROM platform_event_deliveries delivery JOIN platform_events event ON event.id = delivery.event_id
       WHERE delivery.id IN (?)`,
      [ids],
    );
  });
}

const finish = (connection, { id, claim_token: token }) =>
  changeOne(
    connection,
    `UPDATE platform_event_deliveries SET state = ?, due_at = ?, last_error = ?, claim_token = ?
     WHERE id = ? AND claim_token = ?`,
    ['done', new Date(Date.now() + kept), null, null, id, token],
  );

async function handle(delivery) {
  const { payload } = delivery;
  const handler = handlers[delivery.subscriber];
  if (handler) {
    await handler(payload);
    await finish(pool, delivery);
    return;
  }
  await transaction(async (connection) => {
    await finish(connection, delivery);
    await change(connection, "UPDATE inventory_holds SET state = ? WHERE order_id = ? AND state = 'held'", [
      'released',
      payload.orderId,
    ]);
  });
}

async function claimAll() {
  for (;;) {
    const free = parallel - atWork.size;
    if (free <= 0) {
      await Promise.race(atWork);
      continue;
    }
    const claimed = await claim(free);
    for (const delivery of claimed) {
      const work = handle(delivery)
        .catch((error) => console.error(delivery.subscriber, error))
        .finally(() => atWork.delete(work));
      atWork.add(work);
    }
    if (claimed.length < free) return;
  }
}

function nudge() {
  wanted = true;
  if (claiming) return;
  claiming = true;
  void setImmediate()
    .then(async () => {
      while (wanted) {
        wanted = false;
        await claimAll();
      }
    })
    .catch((error) => console.error(error))
    .finally(() => (claiming = false));
}

/** Starts to deliver, and to look after orders. */
export function startRelay() {
  whenPublished(nudge);
  setInterval(nudge, 1_000);
  setInterval(() => void sweep().catch((error) => console.error(error)), 5_000);
}
