import { describe, expect, it } from '@jest/globals';
import { messageOf, senderName } from './message.js';

const mail = {
  id: 'a',
  kind: 'x',
  to: 'mara@example.com',
  subject: '',
  text: '',
  html: '',
  createdAt: new Date(),
};

describe('A message', () => {
  it('has a Message-ID that follows from its id alone, in the domain of the sender', () => {
    const { messageId } = messageOf(mail, 'Shop <no-reply@shop.example>');
    expect(messageId).toMatch(/^<[0-9a-f]{32}@shop\.example>$/);
    expect(messageOf({ ...mail, createdAt: new Date(0) }, 'no-reply@shop.example').messageId).toBe(messageId);
    expect(messageOf({ ...mail, id: 'b' }, 'no-reply@shop.example').messageId).not.toBe(messageId);
  });

  it.each([
    ['Shop <no-reply@shop.example>', 'Shop'],
    ['"Shop, Ltd." <no-reply@shop.example>', 'Shop, Ltd.'],
    ['no-reply@shop.example', 'no-reply@shop.example'],
  ])('from %s is signed %s', (from, name) => {
    expect(senderName(from)).toBe(name);
  });
});
