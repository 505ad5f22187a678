import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookTolerance } from './payment-provider.js';

/**
 * Whether a header `t=<unix seconds>,v1=<hex>` signs the body: `v1` is the HMAC-SHA256 of `<t>.<body>`, made not more
 * than five minutes ago or ahead.
 */
export function isSigned(header: string, body: Uint8Array, secret: string, now: Date): boolean {
  const [, time = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const age = Math.abs(now.getTime() / 1_000 - Number(time));
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  const actual = Buffer.from(given, 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected) && age <= webhookTolerance;
}
