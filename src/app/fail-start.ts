import { ConfigurationError } from '../platform/config/configuration.js';
import { DatabaseUnavailable } from '../platform/database/errors.js';
import { KeyFileUnusable } from '../platform/encryption/key-file.js';

/** What an operator can mend; the messages say how. */
const mendable = [ConfigurationError, DatabaseUnavailable, KeyFileUnusable];

/** Ends a start that cannot succeed: one clear message for what an operator can mend, the stack for what is our fault. */
export function failStart(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (mendable.some((kind) => error instanceof kind)) return error.message;
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall === 'listen' && code === 'EADDRINUSE') return `PORT: ${port} is in use by another process`;
  if (syscall === 'listen' && code === 'EACCES') return `PORT: this user may not listen on ${port}`;
  if (syscall === 'listen') return `HOST: cannot listen on ${address}: ${code}`;
  return error.stack ?? error.message;
}
