import 'reflect-metadata';
import { runCommand } from './app/commands.js';
import { failStart } from './app/fail-start.js';

/** Starts an operator command: `node dist/src/cli.js <command>`. */
runCommand(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
}, failStart);
