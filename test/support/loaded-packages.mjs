/** Preloaded with `--import`: prints a line for each package that is loaded from node_modules. */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const seen = new Set();
registerHooks({
  load(url, context, next) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1];
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      writeSync(2, `loaded ${name}\n`);
    }
    return next(url, context);
  },
});
