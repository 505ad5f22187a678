import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';

/** All rows of the modules' tables as JSON, by table and primary key. */
export type Rows = ReadonlyMap<string, string>;

/** What is sent or counted in the background, or for every try. */
const restless = {
  tables: /^(platform_|identity_guesses$|notifications_(mails|mail_limits)$)/,
  columns: ['asked'],
};

/** Reads every table that an entity maps, but for those of the platform, where work goes on by itself. */
export async function readRows(app: NestFastifyApplication): Promise<Rows> {
  const dataSource = app.get(DataSource, { strict: false });
  const rows = new Map<string, string>();
  for (const { tableName, primaryColumns } of dataSource.entityMetadatas) {
    if (restless.tables.test(tableName)) continue;
    const found: Record<string, unknown>[] = await dataSource.query(`SELECT * FROM ${tableName}`);
    for (const row of found) {
      const key = primaryColumns.map(({ databaseName }) => String(row[databaseName])).join('/');
      const kept = Object.entries(row).filter(([column]) => !restless.columns.includes(column));
      rows.set(`${tableName} ${key}`, JSON.stringify(Object.fromEntries(kept)));
    }
  }
  return rows;
}

/**
 * What is different, but for rows that name one of the given ids: theirs may change.
 * @returns such as `blog_posts 019a… was removed`
 */
export function differences(before: Rows, after: Rows, ids: readonly string[] = []): string[] {
  const theirs = (row: string): boolean => ids.some((id) => row.includes(id));
  const lost = [...before].flatMap(([key, row]) => {
    if (theirs(row) || after.get(key) === row) return [];
    return [after.has(key) ? `${key} was changed: ${row} → ${after.get(key)}` : `${key} was removed`];
  });
  const added = [...after].filter(([key, row]) => !before.has(key) && !theirs(row));
  return [...lost, ...added.map(([key, row]) => `${key} was added: ${row}`)];
}
