import type { OpenAPIObject } from '@nestjs/swagger';
import { permissions, permissionsOf, roles } from '../modules/identity/roles.js';

interface Operation {
  readonly 'x-public'?: boolean;
  readonly 'x-permission'?: string;
  readonly 'x-session'?: boolean;
}

const introduction = `# Who may call what

Every route with who may call it: _public_ ones are open to strangers, _signed in_ is every account (_no API key_: not for keys,
whatever their scopes), the rest needs a permission ([Roles](security.md#roles)). That opens the route and not yet what lies behind it: what belongs to somebody else is 404 where
its existence is not public, and 403 where it is, unless a permission of the caller covers the things of all.

The page follows from the code; a test compares the two. After a change of routes or roles write it anew:
\`npm run --silent mainstay -- permissions > docs/permissions.md\`.
`;

/** The page \`docs/permissions.md\`: all operations of an OpenAPI document, who may call them, and the roles that may. */
export function permissionsPage(document: Pick<OpenAPIObject, 'paths'>): string {
  const routes = Object.entries(document.paths)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
        method.toUpperCase(),
        `\`${path}\``,
        ...whoMay(operation),
      ]),
    );
  return `${introduction}\n${table([['method', 'path', 'who', 'roles'], ...routes])}`;
}

function whoMay(operation: Operation): [who: string, roles: string] {
  const { 'x-public': open = false, 'x-permission': permission, 'x-session': session = false } = operation;
  if (open) return ['public', 'all, and strangers'];
  if (permission === undefined) return [session ? 'signed in, no API key' : 'signed in', 'all'];
  const known = permissions.find((candidate) => candidate === permission);
  const holders = roles.filter((role) => known !== undefined && permissionsOf([role]).includes(known));
  return [`\`${permission}\`${session ? ', no API key' : ''}`, holders.join(', ') || 'nobody'];
}

/** A Markdown table as Prettier writes it. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const padded = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [padded[0], line(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('');
}
