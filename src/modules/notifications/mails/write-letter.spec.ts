import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { anyText } from '../../../../test/support/any-text.js';
import { scriptVectors } from '../../../../test/support/script-vectors.js';
import { oneLine } from './one-line.js';
import type { Mail } from './mail.js';
import { parcelAddress, parcelRegion } from './parcel-address.js';
import { writeLetter } from './write-letter.js';

const at = '2026-11-21T17:23:37.123Z';
const stationery = { sender: 'Mainstay', frontendUrl: 'https://shop.example.com' };
const withoutSite = { sender: 'Mainstay' };
const money = { amount: 123_450, currency: 'EUR' };

/** Every mail there is, with the same text for every value that comes from people. */
function mailsWith(text: string): Mail[] {
  const order = { number: text, address: [text, text] };
  return [
    { kind: 'verify_email', name: text, token: text, expiresAt: at },
    { kind: 'already_registered', name: text },
    { kind: 'reset_password', name: text, token: text, expiresAt: at },
    { kind: 'password_changed', name: text, at },
    { kind: 'new_device', name: text, at, device: text, address: text },
    { kind: 'api_key_created', name: text, at, hint: text, expiresAt: at },
    { kind: 'second_factor_on', name: text, at },
    { kind: 'second_factor_off', name: text, at },
    {
      kind: 'order_confirmed',
      order: { ...order, lines: [{ title: text, quantity: 2, total: money }], total: money },
    },
    {
      kind: 'order_shipped',
      shipment: {
        ...order,
        lines: [{ title: text, quantity: 2 }],
        trackingNumber: text,
        part: 'some',
      },
    },
  ];
}

/** The elements of an HTML document with their attributes, and its text. */
function readHtml(html: string): { elements: string[]; text: string; faults: string[] } {
  const faults: string[] = [];
  const elements: string[] = [];
  let text = '';
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isTextNode(node)) text += node.value;
    if (defaultTreeAdapter.isElementNode(node))
      elements.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`.trim());
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html, { onParseError: ({ code }) => faults.push(code) }));
  return { elements, text, faults };
}

const letterOf = (mail: Mail, paper: typeof withoutSite = stationery) => writeLetter(mail, paper);
const halves = fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code));
const anything = fc
  .array(
    fc.oneof(anyText(), halves, fc.constantFrom(...Object.values(scriptVectors).flat(), '\r\n', '&', '"')),
  )
  .map((parts) => parts.join(''));

describe('A mail', () => {
  it('is the same document whatever is in its values: they add no element and no attribute', () => {
    const shape = (text: string, paper: typeof withoutSite) =>
      mailsWith(text).map((mail) => readHtml(letterOf(mail, paper).html).elements);
    const plain = [shape('plain', stationery), shape('plain', withoutSite)];
    fc.assert(
      fc.property(anything, (text) => {
        expect([shape(text, stationery), shape(text, withoutSite)]).toEqual(plain);
      }),
    );
  });

  it('is HTML without faults, and says the value itself', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const mail of mailsWith(text)) {
          const { faults, text: shown } = readHtml(letterOf(mail, withoutSite).html);
          expect(faults).toEqual([]);
          if (!/^(already_registered|password_changed|new_device|second_factor_\w+)$/.test(mail.kind))
            expect(shown).toContain(oneLine(text));
        }
      }),
    );
  });

  it('has a subject of one line, and no line in its text that a value has begun', () => {
    const numberOfLines = (text: string) =>
      mailsWith(text).map((mail) => letterOf(mail).text.split('\n').length);
    fc.assert(
      fc.property(anything, (text) => {
        for (const mail of mailsWith(text))
          expect(letterOf(mail).subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(numberOfLines(text)).toEqual(numberOfLines('plain'));
      }),
    );
  });

  it('greets by name, but not by a name that mail programs would make a link of', () => {
    const greeting = (name: string) => letterOf({ kind: 'already_registered', name }).text.split('\n')[0];
    expect(greeting('Mara Lindqvist')).toBe('Hello Mara Lindqvist,');
    expect(greeting('J. R. Hartley')).toBe('Hello J. R. Hartley,');
    for (const name of [
      ...leading,
      'Win money, call 0900 123456',
      '',
      '\r\n',
      'Win at evil.example',
      'https://evil.example',
      'me@evil.example',
      'x'.repeat(61),
    ])
      expect(greeting(name)).toBe('Hello,');
  });
});

/** Texts that mail programs make links of, or that people take for one. */
const leading = [
  'evil.example/x',
  'Win money at http://evil.example',
  'HTTPS:evil',
  'www.evil.example',
  'www evil example',
  'me@evil.example',
  '@evil',
  'call tel:0900123456',
  'mailto:me',
  'see t.me/evil now',
  'пример.рф',
  'evil。example',
  'evil｡example',
  'evil．example',
  'evil․example',
  'ｅｖｉｌ．ｅｘａｍｐｌｅ',
  'evil.\u200bexample',
  'ev\u00adil.example',
  'ht\u200dtp evil',
  '＠evil',
  'evil .example',
  'evil[.]example',
  'evil (dot) example',
  '192.0.2.1',
];

/** Texts that lead people elsewhere without anything that looks like a link. */
const messages = [
  'Your account is locked. Call',
  '+49 30 901820 now to unlock it',
  'see evil,com',
  'evil‚com',
  'evil،com',
  'evil·com',
  'xn--evil com',
  'evil.1com',
  'evil.a',
  'Call zero nine zero zero',
];

describe('What a stranger writes', () => {
  const order = (address: readonly string[]): Mail[] => [
    { kind: 'order_confirmed', order: { number: 'M-1', address, lines: [], total: money } },
    {
      kind: 'order_shipped',
      shipment: { number: 'M-1', address, lines: [], trackingNumber: null, part: 'all' },
    },
  ];
  const destination = { name: 'Ada', line1: '1 Road', city: 'Oban', country: 'GB' };

  it.each(leading)('leads nowhere in an address: %s', (text) => {
    for (const mail of [
      ...order([text, `Ada ${text}`]),
      ...Object.keys(destination).flatMap((field) => order(parcelAddress({ ...destination, [field]: text }))),
    ]) {
      const { subject, text: shown, html } = letterOf(mail);
      for (const part of [subject, shown, readHtml(html).text]) {
        expect(part).not.toContain(text);
        expect(part).not.toMatch(/evil|рф/i);
      }
      expect(shown).toContain('(not shown)');
    }
  });

  it('is no number to call in the place of a name', () => {
    const [first] = parcelAddress({ ...destination, name: 'Call 0900 12345', company: 'Or +44 20 7946' });
    expect(first).toBe('(not shown), (not shown)');
  });

  it('is shown where it is an address of a parcel', () => {
    const plain = {
      name: 'Dr. Zoë O’Neill-Smith',
      company: 'Müller & Söhne GmbH',
      line1: 'Karl-Marx-Str. 12/3, c/o Smith',
      line2: 'P.O. Box 5, Apt. #4',
      postalCode: '10115-1234',
      city: 'St. John’s',
      region: 'Ã Ñ 서울',
      country: 'DE',
    };
    expect(parcelAddress(plain)).toEqual([
      'Dr. Zoë O’Neill-Smith, Müller & Söhne GmbH',
      'Karl-Marx-Str. 12/3, c/o Smith, P.O. Box 5, Apt. #4',
      '10115-1234 St. John’s',
      'Ã Ñ 서울, DE',
    ]);
  });

  it('is nothing where strangers may read it: of an address it shows where it lies', () => {
    const where = { postalCode: '10115', country: 'DE' };
    const text = fc.oneof(anything, fc.constantFrom(...leading, ...messages));
    fc.assert(
      fc.property(text, text, text, text, text, text, (name, company, line1, line2, city, region) => {
        expect(parcelRegion({ ...where, name, company, line1, line2, city, region })).toEqual([
          '10115',
          'Germany',
        ]);
      }),
    );
  });

  it('is no message in the place of a postal code: few letters, and too few digits to call', () => {
    const text = fc.oneof(
      anything,
      fc.constantFrom(...leading, ...messages),
      fc.string({ maxLength: 20, unit: fc.constantFrom(...'AZaz09 -.,·：〒１') }),
    );
    fc.assert(
      fc.property(text, (code) => {
        const [country, ...shown] = parcelRegion({ ...destination, postalCode: code }).toReversed();
        expect(country).toBe('United Kingdom');
        expect(shown.length).toBeLessThanOrEqual(1);
        for (const line of shown) {
          expect(line).toMatch(/^[A-Z\d]+(?:[ -][A-Z\d]+)?…?$/);
          expect(line).not.toMatch(/[A-Z]{4}/);
          expect(line.replaceAll(/\D/g, '').length).toBeLessThanOrEqual(6);
          expect(line.length).toBeLessThanOrEqual(15);
        }
      }),
    );
    for (const postalCode of ['CALL ME', '0900 123456 7', '+49 30 901820', 'XN--A1', '1.COM', 'EVIL1'])
      expect(parcelRegion({ ...destination, postalCode })).toEqual(['United Kingdom']);
  });

  it.each([
    ['DE', '10115', ['10115', 'Germany']],
    ['GB', 'sw1a 1aa', ['SW1A 1AA', 'United Kingdom']],
    ['CA', 'K1A 0B1', ['K1A 0B1', 'Canada']],
    ['NL', '1012 AB', ['1012 AB', 'Netherlands']],
    ['IE', 'D02 AF30', ['D02 AF30', 'Ireland']],
    ['PL', '00–950', ['00-950', 'Poland']],
    ['AR', 'C1002AAA', ['C1002AAA', 'Argentina']],
    ['MT', 'VLT 1117', ['VLT 1117', 'Malta']],
    ['LT', 'LT-01001', ['LT-01001', 'Lithuania']],
    ['IN', '110001', ['110001', 'India']],
    ['JP', '〒１００-０００１', ['100-00…', 'Japan']],
    ['US', '10115-1234', ['10115…', 'United States']],
    ['BR', '01310-100', ['01310…', 'Brazil']],
    ['HK', undefined, ['Hong Kong SAR China']],
    ['CI', '', ['Côte d’Ivoire']],
    ['QQ', '', ['QQ']],
  ])('shows where an honest address lies: %s %s', (country, postalCode, lines) => {
    expect(parcelRegion({ ...destination, postalCode, country })).toEqual(lines);
    for (const mail of order(lines)) expect(letterOf(mail).text).toContain(`  ${lines.join('\n  ')}\n`);
  });

  it('names every country by a short name that is shown', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    for (const country of letters.flatMap((one) => letters.map((other) => one + other))) {
      const [line = ''] = parcelRegion({ ...destination, country });
      expect(line.length).toBeLessThanOrEqual(40);
      for (const mail of order([line])) expect(letterOf(mail).text).toContain(`  ${line}\n`);
    }
  });

  it('is one of four short lines, whatever its length and its line breaks', () => {
    const long = 'word '.repeat(40);
    const fields = ['name', 'company', 'line1', 'line2', 'postalCode', 'city', 'region', 'country'];
    const all = Object.fromEntries(fields.map((field) => [field, `${field}\r\n${long}`]));
    const address = parcelAddress({ ...destination, ...all });
    expect(address).toHaveLength(4);
    for (const line of address) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(line.length).toBeLessThanOrEqual(120);
    }
    for (const mail of order(['x'.repeat(5_000)])) expect(letterOf(mail).text).not.toMatch(/x{121}/);
  });

  it('is not in the greeting of a mail about an order: anyone may order to anybody', () => {
    for (const mail of order(['Ada'])) expect(letterOf(mail).text).toMatch(/^Hello,\n/);
  });

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['unknown', 'unknown'],
    ['Win money at http://evil.example', '(not shown)'],
    ['Win-money', '(not shown)'],
    ['Firefox/1 evil.example', 'Firefox'],
  ])('is of a device what we know: %s', (device, shown) => {
    const { text } = letterOf({ kind: 'new_device', name: '', at, device, address: '192.0.2.7' });
    expect(text).toContain(`Device: ${shown}\n`);
    expect(text).toContain('Network address: 192.0.2.7');
    expect(text).not.toContain('evil');
  });

  it('is no network address', () => {
    const address = 'evil.example';
    const { text } = letterOf({ kind: 'new_device', name: '', at, device: 'x', address });
    expect(text).not.toContain('evil');
  });
});

describe('A token', () => {
  const mails = [
    ['verify_email', '/verify-email#token=a%2Fb%2Bc', 'POST /api/v1/auth/email/verify', '{"token":"a/b+c"}'],
    [
      'reset_password',
      '/reset-password#token=a%2Fb%2Bc',
      'POST /api/v1/auth/password/reset',
      '{"token":"a/b+c","password":"your new password"}',
    ],
  ] as const;

  it.each(mails)('of %s is in the fragment of a link to the site', (kind, path, _request, _body) => {
    const { text, html } = letterOf({ kind, name: 'Mara', token: 'a/b+c', expiresAt: at });
    expect(text).toContain(`https://shop.example.com${path}`);
    expect(html).toContain(`href="https://shop.example.com${path}"`);
    expect(text).toContain('21 November 2026 at 17:23 UTC');
  });

  it.each(mails)('of %s comes with its request where there is no site', (kind, _path, request, body) => {
    const { text, html } = letterOf({ kind, name: 'Mara', token: 'a/b+c', expiresAt: at }, withoutSite);
    expect(text).toContain(`    a/b+c\n\nSend it with ${request}:\n\n    ${body}\n`);
    expect(html).not.toContain('href');
  });
});

describe('An amount', () => {
  it.each([
    ['EUR', 123_450, '€1,234.50'],
    ['JPY', 123_450, 'JP¥123,450'],
    ['KWD', 123_450, 'KWD 123.450'],
  ])('in %s is written as people there write it', (currency, amount, written) => {
    const confirmed = mailsWith('plain').find(({ kind }) => kind === 'order_confirmed');
    if (confirmed?.kind !== 'order_confirmed') throw new Error('There is no such mail');
    const { text } = letterOf({ ...confirmed, order: { ...confirmed.order, total: { amount, currency } } });
    expect(text.replaceAll('\u00A0', ' ')).toContain(`Total: ${written}`);
  });
});
