import mysql from 'mysql2/promise';
import { v7 as newId } from 'uuid';

/** As many connections as Mainstay has by default, with the same settings. */
export const pool = mysql.createPool({
  uri: process.env.DATABASE_URL,
  timezone: 'Z',
  connectionLimit: 10,
  trace: false,
});
pool.pool.on('connection', (connection) => {
  connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  connection.query("SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5");
});

/** The text of an INSERT. */
export function insertInto(table, columns) {
  const names = columns.split(' ');
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/** The rows of a query. */
export async function rows(connection, sql, values) {
  const [found] = await connection.query(sql, values);
  return found;
}

/** The first row of a query, if there is one. */
export async function row(connection, sql, values) {
  return (await rows(connection, sql, values))[0];
}

/** How many rows a statement changed. */
export async function change(connection, sql, values) {
  const [{ affectedRows }] = await connection.query(sql, values);
  return affectedRows;
}

/** Something else changed a row in the meantime. */
class Outdated extends Error {}

/** Changes exactly one row. @throws Outdated when it changes none */
export async function changeOne(connection, sql, values) {
  if ((await change(connection, sql, values)) !== 1) throw new Outdated(sql);
}

const transient = new Set([1213, 1205, 1020]);

/** Runs work in a transaction, and again after a deadlock or when it came too late. Calls `woken` after a commit that published something. */
export async function transaction(work) {
  for (let number = 1; ; number += 1) {
    const connection = await pool.getConnection();
    const published = { due: false };
    try {
      await connection.query('START TRANSACTION');
      const result = await work(connection, published);
      await connection.query('COMMIT');
      if (published.due) woken();
      return result;
    } catch (error) {
      await connection.query('ROLLBACK');
      if (number === 4 || !(error instanceof Outdated || transient.has(error.errno))) throw error;
    } finally {
      connection.release();
    }
  }
}

let woken = () => {};

/** What to call when there are deliveries to make. */
export function whenPublished(callback) {
  woken = callback;
}

const addEvent = insertInto('platform_events', 'id type payload occurred_at');
const addDelivery = insertInto(
  'platform_event_deliveries',
  'id event_id subscriber state due_at attempts claim_token last_error',
);

/** Stores an event and what its one subscriber is owed. */
export async function publish(connection, published, { type, subscriber, payload, dueAt }) {
  const now = new Date();
  const id = newId();
  await connection.query(addEvent, [id, type, JSON.stringify(payload), now]);
  await connection.query(addDelivery, [newId(), id, subscriber, 'pending', dueAt ?? now, 0, null, null]);
  if (!dueAt) published.due = true;
}
