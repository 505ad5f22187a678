/*
 * The server with a catalog that sells one product. Once it got the signal SIGUSR2 it kills itself as `kill -9` would,
 * before or after the n-th call of a checkout to another module, as `CRASH_AT` says (`before:3`).
 */
import { flushCompileCache } from 'node:module';
import { CatalogService } from '../../src/modules/catalog/catalog.service.js';
import { ContractCalls } from '../../src/platform/contracts/contract-calls.js';
import type { Contract, Send } from '../../src/platform/contracts/contract.js';
import { CatalogDouble } from './shop-doubles.js';

const [moment, number] = (process.env.CRASH_AT ?? 'never').split(':');
const modules = new Set(['catalog', 'inventory', 'payments']);
let armed = false;
let calls = 0;
process.on('SIGUSR2', () => {
  armed = true;
  console.log('armed');
});

function crashIf(now: string, call: number): void {
  if (moment === now && call === Number(number)) process.kill(process.pid, 'SIGKILL');
}

const catalog = new CatalogDouble();
catalog.prices.set('TRIAL', { amount: 1_000, currency: 'EUR' });
Reflect.set(CatalogService.prototype, 'quote', catalog.quote.bind(catalog));

const client = Reflect.get(ContractCalls.prototype, 'client') as (contract: Contract, send: Send) => object;
Reflect.set(
  ContractCalls.prototype,
  'client',
  function crashing(this: ContractCalls, contract: Contract, send: Send): object {
    if (!modules.has(contract.name)) return client.call(this, contract, send);
    return client.call(this, contract, async (method, command) => {
      if (!armed) return send(method, command);
      const call = (calls += 1);
      crashIf('before', call);
      const result = await send(method, command);
      crashIf('after', call);
      return result;
    });
  },
);

await import('../../src/main.js');
// A process that is killed keeps no compiled code for the next one.
flushCompileCache();
