/** How deep objects and lists may lie in each other, and how many values a body may hold. The largest product has half as many. */
export const jsonBounds = { depth: 32, values: 5_000 } as const;

/** Why a text is too complex, and below which of its names. */
export interface JsonExcess {
  readonly field: string;
  readonly reason: string;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Looks for more structure than any request needs, before JSON is parsed: a parser's time grows with the number of values
 * much faster than with their length. One pass over the bytes, which ends where a bound is passed; whether it is JSON is for
 * the parser to say.
 * @param body UTF-8
 */
export function findExcess(body: Buffer): JsonExcess | undefined {
  let [depth, values] = [0, 1];
  /** Where the last text that stands in the outermost object begins and ends. */
  let [nameStart, nameEnd] = [0, 0];
  const excess = (what: string): JsonExcess => {
    const field = readText(body.subarray(nameStart, nameEnd));
    return { field, reason: `${field === '' ? 'The body' : field} ${what}` };
  };
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (byte === quote) {
      const end = endOfText(body, index);
      if (depth === 1 && isName(body, end)) [nameStart, nameEnd] = [index, end];
      index = end - 1;
    } else if (byte === openList || byte === openObject) {
      depth += 1;
      values += 1;
    } else if (byte === closeList || byte === closeObject) depth -= 1;
    else if (byte === comma) values += 1;
    if (depth > jsonBounds.depth) return excess(`is nested more than ${jsonBounds.depth} levels deep`);
    if (values > jsonBounds.values) return excess(`holds more than ${jsonBounds.values} values`);
  }
  return undefined;
}

/** The index after the quote that ends a text. */
function endOfText(body: Buffer, start: number): number {
  for (let end = body.indexOf(quote, start + 1); end >= 0; end = body.indexOf(quote, end + 1)) {
    let before = end - 1;
    while (body[before] === backslash) before -= 1;
    // An even number of backslashes are escaped themselves.
    if ((end - before) % 2 === 1) return end + 1;
  }
  return body.length;
}

/** Whether a colon follows. */
function isName(body: Buffer, end: number): boolean {
  let index = end;
  while (body[index] === 0x20 || body[index] === 0x0a || body[index] === 0x0d || body[index] === 0x09)
    index += 1;
  return body[index] === 0x3a;
}

function readText(json: Buffer): string {
  if (json.length === 0 || json.length > 100) return '';
  try {
    return JSON.parse(json.toString('utf8')) as string;
  } catch {
    return '';
  }
}
