/** Pages by key: `?limit=20&sort=price&cursor=…`, the same cursors as Mainstay's. */

/** JSON schema of the query of a list. */
export const pageQuery = (sorts) => ({
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    sort: { type: 'string', enum: sorts, default: sorts[0] },
    cursor: { type: 'string', maxLength: 1_000 },
  },
});

class InvalidCursor extends Error {
  statusCode = 400;
}

function readCursor(text, sort) {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (cursor.sort === sort && typeof cursor.id === 'string' && cursor.value !== undefined) return cursor;
  } catch {
    // Refused below.
  }
  throw new InvalidCursor('The cursor is not valid for this list');
}

/**
 * The rest of a statement that reads a page, and its values.
 * @param columns the column of each sort, and how the value in a cursor becomes one of the column
 */
export function pageClause({ limit, sort, cursor }, columns, alias) {
  const descending = sort.startsWith('-');
  const { column, read = (value) => value } = columns[descending ? sort.slice(1) : sort];
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  // The limit is a number that the schema has checked; as a value it would not do on every version of MySQL.
  const order = `ORDER BY ${column} ${direction}, ${alias}.id ${direction} LIMIT ${limit + 1}`;
  if (cursor === undefined) return { sql: order, values: [] };
  const { value: text, id } = readCursor(cursor, sort);
  const value = read(text);
  return {
    sql: `AND ${column} ${beyond}= ? AND (${column} ${beyond} ? OR (${column} = ? AND ${alias}.id ${beyond} ?)) ${order}`,
    values: [value, value, value, id],
  };
}

/**
 * The answer of a list: its rows, and the cursor and link of the next page.
 * @param valueOf the sort value of a row
 * @param view a row as clients see it
 */
export function pageAnswer(request, reply, found, valueOf, view) {
  const { limit, sort } = request.query;
  const data = found.slice(0, limit).map(view);
  if (found.length <= limit) return { data, page: { limit, next: null } };
  const last = found[limit - 1];
  const next = Buffer.from(JSON.stringify({ sort, value: valueOf(last), id: last.id })).toString('base64url');
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', next);
  reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  return { data, page: { limit, next } };
}
