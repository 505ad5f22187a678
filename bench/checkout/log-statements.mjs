/**
 * Loaded before a program (`node --import`): writes each statement that it sends to a MySQL server into the file that
 * `STATEMENT_LOG` names, one line each. It looks below TypeORM and mysql2's own wrappers, at what goes out.
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const Connection = require(join(dirname(require.resolve('mysql2/package.json')), 'lib/base/connection.js'));

for (const name of ['query', 'execute']) {
  const send = Connection.prototype[name];
  Connection.prototype[name] = function (statement, ...rest) {
    const text = typeof statement === 'string' ? statement : statement.sql;
    appendFileSync(process.env.STATEMENT_LOG, `${text.replaceAll(/\s+/g, ' ').trim()}\n`);
    return send.call(this, statement, ...rest);
  };
}
