/** Fills tables of either kind of database, straight and fast: a connection of mysql2, or a file of better-sqlite3. */
import { createRequire } from 'node:module';
import { insertMany } from './database.mjs';

/** How many rows go into one INSERT, and into one transaction. */
export const size = 2_000;

/** Whether a connection leads to MySQL or MariaDB, or is a file of better-sqlite3. */
export const isFile = (connection) => 'prepare' in connection && 'pragma' in connection;

/** How a file is written: SQLite knows neither times nor booleans. */
function toSqlite(value) {
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Inserts a few thousand rows at once. */
export async function insert(connection, table, columns, rows) {
  const names = columns.split(' ');
  if (!isFile(connection)) return insertMany(connection, table, names, rows, size);
  const places = names.map(() => '?').join(', ');
  const statement = connection.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`);
  for (const row of rows) statement.run(row.map(toSqlite));
  return undefined;
}

/** Runs a statement that has no result. */
export async function run(connection, sql) {
  return isFile(connection) ? connection.exec(sql) : connection.query(sql);
}

/** The statements that take away the indexes of a table that slow a load down, and those that make them again. */
export async function indexesOf(connection, table) {
  const [found] = await connection.query(
    `SELECT index_name AS name, index_type AS type, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_
     FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 1
     GROUP BY index_name, index_type`,
    [table],
  );
  const plain = found.filter(({ type }) => type !== 'FULLTEXT');
  const adding = plain.map(({ name, columns_: columns }) => `ADD INDEX ${name} (${columns})`);
  const words = found
    .filter(({ type }) => type === 'FULLTEXT')
    .map(({ name, columns_: columns }) => `ALTER TABLE ${table} ADD FULLTEXT INDEX ${name} (${columns})`);
  return {
    drop: `ALTER TABLE ${table} ${found.map(({ name }) => `DROP INDEX ${name}`).join(', ')}`,
    make: [`ALTER TABLE ${table} ${adding.join(', ')}`, ...words],
  };
}

/** Opens the database file of a `sqlite:` URL. */
export function openFile(url) {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  return new Database(url.slice('sqlite:'.length));
}
