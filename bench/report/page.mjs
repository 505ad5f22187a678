/** Writes into docs/performance.md what was measured: what lies between two comments is replaced, the rest stays. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const file = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const picture = fileURLToPath(new URL('../../docs/performance.svg', import.meta.url));

/** Puts a text between `<!-- name -->` and `<!-- /name -->`. @throws when the page has no such place */
export async function writeSection(name, text) {
  const page = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`docs/performance.md has no place between ${begin} and ${end}`);
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(file, await format(`${before}${begin}\n\n${text}\n\n${end}${after}`, options));
  console.log(`\nWritten to docs/performance.md (${name})`);
}

/** Writes docs/performance.svg. */
export const writePicture = (svg) => writeFileSync(picture, svg);
