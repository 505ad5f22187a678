import { Injectable } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { JsonObject, JsonValue } from '../../kernel/json.js';
import { Configuration } from '../config/configuration.js';
import { Transactions } from '../database/transactions.js';
import { deadlineExceeded } from './contract.errors.js';
import type { Contract, Send } from './contract.js';

/** A contract was called inside an open database transaction: a fault in our code, never the client's. */
export class CallInsideTransaction extends Error {
  constructor(call: string) {
    super(`${call} was called inside an open database transaction; call it before or after`);
    this.name = 'CallInsideTransaction';
  }
}

/**
 * Wraps every call of a contract, whether it stays in this process or leaves it: a span, a deadline, and the guard
 * that keeps calls out of database transactions, so that what works in one process works across two.
 */
@Injectable()
export class ContractCalls {
  private readonly tracer = trace.getTracer('mainstay.contracts');

  constructor(
    private readonly transactions: Transactions,
    private readonly configuration: Configuration,
  ) {}

  /** An implementation of the contract that sends every call through `send`. */
  client<T>(contract: Contract<T>, send: Send): T {
    const methods = Object.entries(contract.methods).map(([method, options]) => {
      const name = `${contract.name}.${method}`;
      const deadline = options.deadline ?? this.configuration.contractDeadline;
      return [
        method,
        (command: JsonObject) => this.call(name, deadline, () => send(method, command)),
      ] as const;
    });
    return Object.fromEntries(methods) as T;
  }

  private async call(
    name: string,
    deadline: number,
    send: () => Promise<JsonValue | undefined>,
  ): Promise<JsonValue | undefined> {
    if (this.transactions.isOpen) throw new CallInsideTransaction(name);
    return this.tracer.startActiveSpan(name, { kind: SpanKind.CLIENT }, async (span) => {
      try {
        return await within(deadline, name, this.transactions.apart(send));
      } catch (error) {
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message: error instanceof Error ? error.name : 'unknown',
        });
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

async function within<T>(milliseconds: number, name: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(deadlineExceeded(`${name} gave no answer within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
