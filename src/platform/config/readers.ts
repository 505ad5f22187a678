import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

const durationUnits = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `on` or `off`. */
export const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
/** `true` or `false`. */
export const trueFalse = z.enum(['true', 'false']).transform((value) => value === 'true');
/** Words separated by commas. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** A whole number. */
export const integer = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,15}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
/** Such as `15m`, in milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/, 'expected a duration such as 500ms, 15m or 24h')
  .transform((text) => {
    const [, amount, unit] = /^(\d+)(.+)$/.exec(text) as unknown as [
      string,
      string,
      keyof typeof durationUnits,
    ];
    return Number(amount) * durationUnits[unit];
  });
/** An http(s) URL, without slashes at its end. */
export const webUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
  .transform((text) => text.replace(/\/+$/, ''));

/** Whether this names a database that we know. */
export function isDatabaseUrl(text: string): boolean {
  if (text.startsWith('sqlite:')) return text.length > 'sqlite:'.length;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'mysql:' && url.hostname !== '' && url.pathname.length > 1;
}

/** Nothing that sounds like TLS but would be passed over, such as `ssl=1` or `sslmode=require`. */
export function hasKnownParameters(text: string): boolean {
  if (!text.startsWith('mysql:') || !URL.canParse(text)) return true;
  return ['', '?ssl=true', '?ssl=false'].includes(new URL(text).search);
}

/** mysql2 cannot check a certificate against an address: it would take one for `localhost` from any address. */
export function namesHostOfTls(text: string): boolean {
  if (!text.startsWith('mysql:') || !URL.canParse(text)) return true;
  const { hostname, searchParams } = new URL(text);
  return searchParams.get('ssl') !== 'true' || isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
}

/** Origins separated by commas. */
export const origins = list.pipe(
  z.array(
    z
      .string()
      .refine(
        (text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text),
        'expected origins such as https://shop.example.com',
      ),
  ),
);

/** Whether this is a certificate in PEM. */
export function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== '';
  } catch {
    return false;
  }
}
