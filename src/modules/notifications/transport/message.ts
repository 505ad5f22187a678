import { createHash } from 'node:crypto';
import type { OutgoingMail } from './mail-transport.js';

/** The name in an address such as `Mainstay <no-reply@mainstay.example>`, or else the whole. */
export function senderName(from: string): string {
  return /^\s*"?([^"<]+?)"?\s*</.exec(from)?.[1] ?? from;
}

/**
 * A mail as nodemailer takes it. Its Message-ID follows from its id: sent twice after a crash, it is one mail to mail
 * programs. Auto-Submitted keeps answering machines from answering (RFC 3834).
 */
export function messageOf({ id, to, createdAt, subject, text, html }: OutgoingMail, from: string) {
  const domain = /@([^\s>@]+)/.exec(from)?.[1] ?? 'localhost';
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return {
    messageId: `<${digest}@${domain}>`,
    date: createdAt,
    from,
    // Not as text, which would be read as a list of addresses.
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
