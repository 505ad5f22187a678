import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { anyText } from '../../../../test/support/any-text.js';
import { scriptVectors } from '../../../../test/support/script-vectors.js';
import { oneLine } from './letter.js';
import type { Mail } from './mail.js';
import { writeLetter } from './write-letter.js';

const at = '2026-11-21T17:23:37.123Z';
const stationery = { sender: 'Mainstay', frontendUrl: 'https://shop.example.com' };
const withoutSite = { sender: 'Mainstay' };
const money = { amount: 123_450, currency: 'EUR' };

/** Every mail there is, with the same text for every value that comes from people. */
function mailsWith(text: string): Mail[] {
  const order = { number: text, name: text, address: [text, text] };
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
          if (!/^(already_registered|password_changed|second_factor_\w+)$/.test(mail.kind))
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
      '',
      '\r\n',
      'Win at evil.example',
      'https://evil.example',
      'me@evil.example',
      'x'.repeat(81),
    ])
      expect(greeting(name)).toBe('Hello,');
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
