import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { Notifications } from '../../../src/modules/notifications/index.js';
import { MailRow } from '../../../src/modules/notifications/mail.entity.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { startApp, type TestApp } from '../../support/app.js';
import { databaseKind } from '../../support/database.js';

describe(`mail without a mail server on ${databaseKind}`, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('is a file beside the database that only its owner may read; the log names it, and nobody', async () => {
    const id = `event:${newId()}`;
    const expiresAt = new Date().toISOString();
    const mail = {
      kind: 'reset_password',
      name: 'Mara Lindqvist',
      token: 'secret-token',
      expiresAt,
    } as const;
    await app.nest.get(Notifications, { strict: false }).send({ id, to: 'mara@example.com', mail });
    const [kept, ...more] = await app.mails('mara@example.com');
    expect(more).toEqual([]);
    expect(kept?.text).toContain('secret-token');
    expect(kept?.text).toContain('POST /api/v1/auth/password/reset');

    const folder = join(app.folder, 'mail');
    const names = await readdir(folder);
    expect(names).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d-]+Z-reset_password-event_[\da-f-]+\.eml$/),
    ]);
    const path = join(folder, String(names[0]));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe(kept?.raw);
    const lines = app.logs.filter((line) => line.includes(path));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('reset_password');
    for (const secret of ['mara@example.com', 'Lindqvist', 'secret-token'])
      expect(app.logs.join('')).not.toContain(secret);
    expect(
      await app.nest.get(Transactions, { strict: false }).manager.findOneBy(MailRow, { id }),
    ).toMatchObject({ state: 'sent', content: null });
  });
});
