/** Payments and the sandbox, with the statements of Mainstay's modules. */
import { v7 as newId } from 'uuid';
import { changeOne, insertInto, pool, publish, row, rows, transaction } from './by-hand-database.mjs';

const paymentColumns =
  'id order_id attempt provider provider_reference amount currency captured refunded refunding status ' +
  'next_action_url decline_code operation unwanted live_order_id asked version created_at updated_at';
const attemptColumns =
  'id payment_id kind reference provider_key provider_reference amount reason state code lease_until created_at updated_at';
const chargeColumns = 'id provider_key phase decline_code amount currency captured calls created_at';
const list = (columns) => columns.replaceAll(' ', ', ');
const selectPayment = `SELECT ${list(paymentColumns)} FROM payments_payments WHERE`;
const selectAttempt = `SELECT ${list(attemptColumns)} FROM payments_attempts WHERE`;
const selectCharge = `SELECT ${list(chargeColumns)} FROM payments_sandbox_charges WHERE`;
const addPayment = insertInto('payments_payments', paymentColumns);
const addAttempt = insertInto('payments_attempts', attemptColumns);
const addCharge = insertInto('payments_sandbox_charges', chargeColumns);

const later = (date, milliseconds) => new Date(date.getTime() + milliseconds);
const lease = 10_000;

const unsettled = (paymentId, now) => ({
  type: 'payments.payment-unsettled.v1',
  subscriber: 'payments.ask-provider',
  payload: { paymentId, asked: 0, doubtful: false },
  dueAt: later(now, lease),
});

/** Reserves the money of an order. @returns the payment as it is then */
export async function authorize(orderId, attempt, amount, currency) {
  const id = newId();
  await transaction(async (connection, published) => {
    const now = new Date();
    // prettier-ignore
    await connection.query(addPayment, [id, orderId, attempt, 'sandbox', null, amount, currency, 0, 0, 0, 'pending',
      null, null, null, false, orderId, 0, 1, now, now]);
    // prettier-ignore
    await connection.query(addAttempt, [newId(), id, 'authorize', attempt, id, null, amount, null, 'open', null,
      later(now, lease), now, now]);
    await publish(connection, published, unsettled(id, now));
  });
  return hear(id, await charge(id, amount, currency));
}

/** The sandbox reserves money. */
async function charge(key, amount, currency) {
  const id = newId();
  await pool.query(addCharge, [id, key, 'authorized', null, amount, currency, 0, 1, new Date()]);
  return { id, phase: 'authorized', captured: 0 };
}

/** Writes down what the sandbox says of a payment. */
async function hear(paymentId, { id: reference, phase, captured }) {
  return transaction(async (connection, published) => {
    const payment = await row(connection, `${selectPayment} id = ? FOR UPDATE`, [paymentId]);
    const attempts = await rows(
      connection,
      `${selectAttempt} payment_id = ? ORDER BY created_at ASC, id ASC`,
      [paymentId],
    );
    const now = new Date();
    for (const { id, state } of attempts.filter((attempt) => attempt.state === 'open'))
      await changeOne(
        connection,
        'UPDATE payments_attempts SET state = ?, code = ?, updated_at = ? WHERE id = ? AND state = ?',
        ['done', null, now, id, state],
      );
    await changeOne(
      connection,
      `UPDATE payments_payments SET status = ?, captured = ?, refunded = ?, refunding = ?, provider_reference = ?,
         decline_code = ?, next_action_url = ?, operation = ?, live_order_id = ?, updated_at = ?, version = ?
       WHERE id = ? AND version = ?`,
      // prettier-ignore
      [phase, captured, 0, 0, reference, null, null, null, payment.order_id, now, payment.version + 1,
        paymentId, payment.version],
    );
    await publish(connection, published, {
      type: `payments.payment-${phase}.v1`,
      subscriber: `orders.follow-${phase}`,
      payload: { orderId: payment.order_id, paymentId },
    });
    return { ...payment, status: phase };
  });
}

/** The payments of an order. */
export async function paymentsOf(orderId) {
  return rows(pool, `${selectPayment} order_id = ? ORDER BY created_at ASC, id ASC`, [orderId]);
}

/** Takes the money of an authorized payment. @returns the payment then */
export async function capture(id, reference) {
  const begun = await transaction(async (connection, published) => {
    const payment = await row(connection, `${selectPayment} id = ? LIMIT 1`, [id]);
    const known = await row(
      connection,
      `${selectAttempt} payment_id = ? AND kind = ? AND reference = ? LIMIT 1`,
      [id, 'capture', reference],
    );
    if (known) throw new Error(`Payment ${id} is being captured`);
    const now = new Date();
    await changeOne(
      connection,
      `UPDATE payments_payments SET operation = ?, asked = ?, updated_at = ?, version = version + 1
       WHERE id = ? AND operation IS NULL AND status IN (?) AND unwanted = ?`,
      ['capture', 0, now, id, ['authorized'], false],
    );
    const attempt = { id: newId(), amount: payment.amount, charge: payment.provider_reference };
    // prettier-ignore
    await connection.query(addAttempt, [attempt.id, id, 'capture', reference, newId(), null, payment.amount, null,
      'open', null, later(now, lease), now, now]);
    await publish(connection, published, unsettled(id, now));
    return attempt;
  });
  await changeOne(
    pool,
    'UPDATE payments_sandbox_charges SET phase = ?, captured = ? WHERE id = ? AND phase IN (?) AND amount >= ?',
    ['captured', begun.amount, begun.charge, ['authorized'], begun.amount],
  );
  const after = await hear(id, await row(pool, `${selectCharge} id = ? LIMIT 1`, [begun.charge]));
  await row(pool, `${selectAttempt} id = ? LIMIT 1`, [begun.id]);
  return after;
}

/** Looks whether the sandbox must be asked about a payment; it need not. */
export async function askWhenDue(id) {
  const payment = await row(pool, `${selectPayment} id = ? LIMIT 1`, [id]);
  await row(
    pool,
    'SELECT 1 FROM payments_webhooks WHERE provider = ? AND reference = ? AND payment_id IS NULL LIMIT 1',
    [payment.provider, payment.provider_reference],
  );
  const attempts = await rows(pool, `${selectAttempt} payment_id = ? ORDER BY created_at ASC, id ASC`, [id]);
  if (attempts.some(({ state }) => state === 'open')) throw new Error(`Payment ${id} is open`);
}
