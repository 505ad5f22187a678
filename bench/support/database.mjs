import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';

/** The exit code of a measurement that could not begin because no server answers. */
const noServer = 3;

/**
 * Connects to a MySQL or MariaDB server. Ends the process loudly when none answers: a measurement that was left out must
 * not look like one that went well.
 * @param url `mysql://user:password@host:port/`
 */
export async function connectTo(url) {
  try {
    return await createConnection({ uri: url, timezone: 'Z', connectTimeout: 5_000 });
  } catch (error) {
    const { host } = new URL(url);
    console.error(`\n*** NOT MEASURED: no MySQL or MariaDB server answers at ${host} (${error.code}) ***\n`);
    return process.exit(noServer);
  }
}

/** A new, empty database on the server. */
export async function createDatabase(server, serverUrl, purpose) {
  const name = `mainstay_bench_${purpose}_${randomBytes(4).toString('hex')}`;
  await server.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => server.query(`DROP DATABASE IF EXISTS ${name}`) };
}

/** Inserts rows with a few large statements. `rows` is any iterable of arrays in the order of the columns. */
export async function insertMany(connection, table, columns, rows, size = 2_000) {
  let batch = [];
  const flush = async () => {
    if (batch.length > 0)
      await connection.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [batch]);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === size) await flush();
  }
  await flush();
}
