/*
 * Runs all migrations on a database, as a starting process does, and prints the names of those that it ran.
 * Arguments: the database's URL, the modules (comma separated), and optionally the number of the statement before which
 * the process kills itself as `kill -9` would.
 */
import { dataSourceOptions, openDataSource } from '../../src/platform/database/data-source.js';
import { runMigrations } from '../../src/platform/database/migrations.js';

const [url = '', modules = '', killAt = 'never'] = process.argv.slice(2);
const dataSource = await openDataSource(dataSourceOptions(url));

let statements = 0;
const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
dataSource.createQueryRunner = (mode) => {
  const runner = createQueryRunner(mode);
  const query = runner.query.bind(runner);
  runner.query = (...args: Parameters<typeof query>) => {
    statements += 1;
    if (statements === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return query(...args);
  };
  return runner;
};

const ran = await runMigrations(dataSource, modules.split(','));
await dataSource.destroy();
console.log(JSON.stringify({ ran, statements }));
