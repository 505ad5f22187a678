import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Call, PaymentProvider, ProviderBusy, ProviderSilent } from './payment-provider.js';

/** Milliseconds: what one call may take, how long busy providers are tried again, and how long all that takes at most. */
export const callTimes = { deadline: 5_000, patience: 4_000, lease: 10_000 } as const;
const tries = 3;

/** The end of the lease of somebody who begins to send something. */
export function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + callTimes.lease);
}

/** Calls the provider within a deadline, and again with the same key while it says that it is busy. */
@Injectable()
export class ProviderCalls {
  constructor(readonly provider: PaymentProvider) {}

  /** @throws ProviderRefused; ProviderBusy, ProviderSilent or anything else when the outcome is open */
  async send<T>(key: string, work: (provider: PaymentProvider, call: Call) => Promise<T>): Promise<T> {
    const end = Date.now() + callTimes.patience;
    for (let number = 1; ; number += 1) {
      try {
        return await inTime(work(this.provider, { key, deadline: callTimes.deadline }));
      } catch (error) {
        if (!(error instanceof ProviderBusy) || number === tries || Date.now() > end) throw error;
        await pause(50 * 4 ** (number - 1) * (0.8 + Math.random() * 0.4));
      }
    }
  }

  /** Asks the provider for its books of one payment. */
  async find(request: Parameters<PaymentProvider['find']>[0]): ReturnType<PaymentProvider['find']> {
    return inTime(this.provider.find(request, callTimes.deadline));
  }
}

/** The provider keeps the deadline itself; this is for one that does not. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderSilent('The provider took too long')), callTimes.deadline);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
