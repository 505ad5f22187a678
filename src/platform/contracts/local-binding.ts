import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import type { JsonObject, JsonValue } from '../../kernel/json.js';
import { ContractCalls } from './contract-calls.js';
import type { Contract } from './contract.js';

/** How a value gets from the caller to the callee. Within one process it is handed over as it is. */
@Injectable()
export class Carrier {
  carry<T extends JsonValue | undefined>(value: T): T {
    return value;
  }
}

/** Offers the means of all contracts; each is bound by {@link bindLocally}. */
@Module({ providers: [ContractCalls, Carrier], exports: [ContractCalls, Carrier] })
export class ContractsModule {}

/**
 * Binds a contract to the service that implements it in this process.
 * @param home the Nest module that exports the service
 */
export function bindLocally<T extends object>(
  contract: Contract<T>,
  home: Type<unknown> | DynamicModule,
  service: Type<T>,
): DynamicModule {
  return {
    module: class LocalContract {},
    global: true,
    imports: [ContractsModule, home],
    providers: [
      {
        provide: contract.token,
        inject: [service, ContractCalls, Carrier],
        useFactory: (implementation: T, calls: ContractCalls, carrier: Carrier): T => {
          const handlers = implementation as Record<
            string,
            (command: JsonObject) => Promise<JsonValue | undefined>
          >;
          return calls.client(contract, async (method, command) => {
            const handler = handlers[method];
            if (!handler) throw new Error(`${contract.name}.${method} is declared but not implemented`);
            return carrier.carry(await handler.call(implementation, carrier.carry(command)));
          });
        },
      },
    ],
    exports: [contract.token],
  };
}
