import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ level: 'info', format: 'json' }, { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

describe('the logger', () => {
  it.each([
    'password',
    'token',
    'accessToken',
    'refreshToken',
    'authorization',
    'cookie',
    'secret',
    'email',
    'name',
    'ip',
  ])('writes no %s, however deep it stands', (field) => {
    const text = logged((logger) => {
      logger.info({ [field]: 'planted' }, 'first');
      logger.info({ user: { [field]: 'planted' } }, 'second');
      logger.info({ request: { user: { [field]: 'planted' } } }, 'third');
    });
    expect(text).toContain('third');
    expect(text).not.toContain('planted');
  });

  it('writes where a statement failed, but none of its values', () => {
    const driverError = Object.assign(new Error("Duplicate entry 'planted@example.com' for key 'email'"), {
      code: 'ER_DUP_ENTRY',
    });
    const error = new QueryFailedError('INSERT INTO users VALUES (?)', ['planted@example.com'], driverError);
    const text = logged((logger) => {
      logger.error(error);
      logger.error({ err: error });
      logger.error({ err: error }, 'with a message');
    });
    expect(text).toContain('ER_DUP_ENTRY');
    expect(text).toContain('logger.spec');
    expect(text).not.toContain('planted');
  });

  it('writes other errors with their message and stack', () => {
    const text = logged((logger) => logger.error(new TypeError('no such thing')));
    expect(JSON.parse(text)).toMatchObject({
      msg: 'no such thing',
      err: { type: 'TypeError', stack: expect.stringContaining('at ') },
    });
  });
});
