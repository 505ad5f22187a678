import type { DynamicModule } from '@nestjs/common';
import { ContractCalls } from './contract-calls.js';
import { moduleAbsent } from './contract.errors.js';
import type { Contract } from './contract.js';
import { ContractsModule } from './local-binding.js';

/** Binds a contract whose module this process neither hosts nor knows an address of: every call answers 503. */
export function bindNowhere<T extends object>(contract: Contract<T>): DynamicModule {
  return {
    module: class AbsentContract {},
    global: true,
    imports: [ContractsModule],
    providers: [
      {
        provide: contract.token,
        inject: [ContractCalls],
        useFactory: (calls: ContractCalls): T =>
          calls.client(contract, () =>
            Promise.reject(moduleAbsent(`The module ${contract.name} is not hosted here`)),
          ),
      },
    ],
    exports: [contract.token],
  };
}
