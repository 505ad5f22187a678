import { hasManyDigits, leadsAway } from './harmless.js';
import { oneLine } from './one-line.js';

/** The text of a mail, twice: for people who read plain text, and as an HTML document. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What all mails of an installation share. */
export interface Stationery {
  /** Who signs. */
  readonly sender: string;
  /** The site that links lead to, without a slash at its end. */
  readonly frontendUrl?: string;
}

/** One block of a mail, ready in both forms. */
export interface Block {
  readonly text: string;
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A value on one line as a part of an HTML document, in an element or in an attribute in quotation marks. */
function escaped(value: string): string {
  return oneLine(value).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A paragraph. */
export function say(sentence: string): Block {
  return { text: oneLine(sentence), html: `<p>${escaped(sentence)}</p>` };
}

/** What to copy, such as a token. */
export function code(value: string): Block {
  return { text: `    ${oneLine(value)}`, html: `<pre style="white-space:pre-wrap">${escaped(value)}</pre>` };
}

/** A link that looks like a button. @param url http(s), by the configuration */
export function button(label: string, url: string): Block {
  return {
    text: `${oneLine(label)}:\n${oneLine(url)}`,
    html: `<p><a href="${escaped(url)}" style="display:inline-block;padding:10px 18px;border-radius:4px;background:#1d4ed8;color:#ffffff;text-decoration:none">${escaped(label)}</a></p>`,
  };
}

/** Lines that belong together, such as an address. */
export function lines(...values: readonly string[]): Block {
  return {
    text: values.map((value) => `  ${oneLine(value)}`).join('\n'),
    html: `<p>${values.map(escaped).join('<br>')}</p>`,
  };
}

/** Rows of what it is and how much. */
export function table(rows: readonly (readonly [left: string, right: string])[]): Block {
  const cells = rows.map(
    ([left, right]) =>
      `<tr><td style="padding:4px 16px 4px 0">${escaped(left)}</td><td style="padding:4px 0;text-align:right">${escaped(right)}</td></tr>`,
  );
  return {
    text: rows.map(([left, right]) => `  ${oneLine(left)}: ${oneLine(right)}`).join('\n'),
    html: `<table style="border-collapse:collapse"><tbody>${cells.join('')}</tbody></table>`,
  };
}

function isName(name: string): boolean {
  const person = oneLine(name);
  if (person === '' || person.length > 60 || person.includes('/')) return false;
  return !hasManyDigits(person) && !leadsAway(person);
}

/**
 * A whole mail.
 * @param name of an account; its greeting leaves out what could be taken for a link or a message
 */
export function letter(
  subject: string,
  name: string,
  blocks: readonly Block[],
  { sender }: Stationery,
): Letter {
  const greeting = isName(name) ? `Hello ${oneLine(name)},` : 'Hello,';
  const all = [say(greeting), ...blocks, lines(sender)];
  return {
    subject: oneLine(subject),
    text: `${all.map(({ text }) => text).join('\n\n')}\n`,
    html: [
      '<!doctype html>',
      `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>`,
      '<body style="margin:0 auto;padding:24px;max-width:560px;font:16px/1.5 sans-serif;color:#1f2937">',
      ...all.map(({ html }) => html),
      '</body></html>',
      '',
    ].join('\n'),
  };
}
