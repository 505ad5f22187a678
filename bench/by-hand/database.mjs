/** MySQL or MariaDB for the programs by hand, with as many connections as Mainstay has by default. */
import mysql from 'mysql2/promise';

const pool = mysql.createPool({
  uri: process.env.DATABASE_URL,
  timezone: 'Z',
  connectionLimit: 10,
  trace: false,
});

/** The rows of a prepared statement. */
export async function rows(sql, values) {
  const [found] = await pool.execute(sql, values);
  return found;
}

/** As many placeholders as there are values. Each number of them is a statement of its own; a page has at most 100 rows. */
export const places = (values) => values.map(() => '?').join(', ');
