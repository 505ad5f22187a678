import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ReceivedMail {
  /** By name in lower case, as they stand there without their folding. */
  readonly headers: ReadonlyMap<string, string>;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

/** Reads a mail of two parts, text and HTML (RFC 5322, RFC 2046). @throws Error when it is anything else, or names a header twice */
function readMail(raw: string): ReceivedMail {
  const { headers, body } = split(raw);
  const boundary = /^multipart\/alternative;\s*boundary="([^"]+)"/.exec(
    headers.get('content-type') ?? '',
  )?.[1];
  if (boundary === undefined) throw new Error(`This mail has no alternative parts:\n${raw}`);
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  const of = (type: string): string => {
    const found = parts.filter((part) => part.headers.get('content-type')?.startsWith(`${type};`));
    const [part] = found;
    if (!part || found.length > 1) throw new Error(`This mail has ${found.length} parts of ${type}:\n${raw}`);
    return decode(part.body, part.headers.get('content-transfer-encoding'));
  };
  const header = (name: string) => headers.get(name) ?? '';
  return {
    headers,
    to: header('to'),
    subject: header('subject'),
    text: of('text/plain'),
    html: of('text/html'),
    raw,
  };
}

/** The mails in a folder, in the order of their names. */
export async function mailsIn(folder: string): Promise<ReceivedMail[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml')).toSorted();
  return Promise.all(files.map(async (name) => readMail(await readFile(join(folder, name), 'utf8'))));
}

function split(raw: string): { headers: Map<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of raw
    .slice(0, end)
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')) {
    const [, name = '', value = ''] = /^([\w-]+): ?(.*)$/.exec(line) ?? [];
    if (name === '' || headers.has(name.toLowerCase()))
      throw new Error(`Not a header, or there twice: ${line}`);
    headers.set(name.toLowerCase(), value);
  }
  return { headers, body: raw.slice(end + 4) };
}

function decode(body: string, encoding = '7bit'): string {
  const text = body.replace(/\r\n$/, '');
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text.replaceAll('\r\n', '\n');
  const bytes = text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

/** A mail server on this machine. */
export interface MailServer {
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Answers to RCPT TO, by address; others are taken. */
  readonly refusals: Map<string, { code: number; message: string }>;
  /** How often each address was asked for. */
  readonly asked: Map<string, number>;
  close(): Promise<void>;
}

/**
 * Starts a mail server.
 * @param port for another start on the same port, after the first was closed
 * @param silent it falls silent before a mail is handed over, or when it has it
 */
export async function startMailServer(port = 0, silent?: 'before' | 'after'): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refusals: MailServer['refusals'] = new Map();
  const asked: MailServer['asked'] = new Map();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, answer) {
      asked.set(address, (asked.get(address) ?? 0) + 1);
      if (silent === 'before') return;
      const refusal = refusals.get(address);
      answer(refusal ? Object.assign(new Error(refusal.message), { responseCode: refusal.code }) : null);
    },
    onData(stream, _session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(readMail(Buffer.concat(chunks).toString('utf8')));
        if (silent !== 'after') answer();
      });
    },
  });
  // A client that is killed resets its connection: that is no fault of this server.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    mails,
    refusals,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
