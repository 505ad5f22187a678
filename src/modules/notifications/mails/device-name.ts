import { notShown } from './harmless.js';

const browsers = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
] as const;

const systems = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows NT\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

/**
 * What a device is, for a mail. Whoever signs in writes `User-Agent` as they like: what is shown of it are the browsers and systems
 * that we know, or the name and number of a program.
 * @example `Firefox on Linux`, `curl/8.5.0`
 */
export function deviceName(device: string): string {
  const find = (known: typeof browsers | typeof systems) =>
    known.find(([, pattern]) => pattern.test(device))?.[0];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  return /^unknown$|^[A-Za-z]{1,20}\/\d{1,4}(?:\.\d{1,4}){0,3}$/.test(device) ? device : notShown;
}

/** A network address as it may be shown: what a proxy says is believed, and need not be one. */
export function networkAddress(address: string): string {
  return /^unknown$|^[\da-f:.]{2,45}$/i.test(address) ? address : notShown;
}
