import { describe, expect, it } from '@jest/globals';
import { ConflictException, NotFoundException } from '@nestjs/common';
import { ConcurrentUpdate } from '../database/errors.js';
import { defineError } from '../../kernel/errors.js';
import { toDomainError, toProblem } from './problem.js';

const taken = defineError('taken', 409, 'Somebody was faster');
const occurrence = { path: '/api/v1/things', requestId: 'r1' };

describe('a problem', () => {
  it('of a race that was lost every time asks to come back', () => {
    const error = toDomainError(new ConcurrentUpdate('post 7'));
    expect(error).toMatchObject({ definition: { status: 503 }, headers: { 'retry-after': '1' } });
  });

  it('says what, where and which field', () => {
    const fields = [{ field: 'sku', code: 'taken', message: 'sku is taken' }];
    expect(toProblem(taken('jug', { fields, extensions: { orderId: '7' } }), occurrence)).toEqual({
      type: 'urn:mainstay:problem:taken',
      title: 'Somebody was faster',
      status: 409,
      detail: 'jug',
      instance: '/api/v1/things',
      code: 'taken',
      requestId: 'r1',
      orderId: '7',
      errors: fields,
    });
  });

  it('of an unknown error tells a client nothing, and keeps the cause for the log', () => {
    const cause = new Error('SELECT secret FROM users');
    const error = toDomainError(cause);
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(toProblem(error, occurrence))).not.toContain('secret');
    expect(error.definition).toMatchObject({ code: 'internal_error', status: 500 });
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 404, 'not_found', undefined],
    [new ConflictException('no'), 400, 'malformed_request', 'no'],
    [
      Object.assign(new Error('too big'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }),
      413,
      'payload_too_large',
      'too big',
    ],
    [Object.assign(new Error('gone'), { code: 'ENOENT', statusCode: 404 }), 500, 'internal_error', undefined],
    [Object.assign(new Error('down'), { code: 'ECONNREFUSED' }), 503, 'database_busy', undefined],
    ['a string', 500, 'internal_error', undefined],
    [undefined, 500, 'internal_error', undefined],
  ])('is made of %s', (thrown, status, code, detail) => {
    const error = toDomainError(thrown);
    expect({ ...error.definition, detail: error.detail }).toMatchObject({ status, code });
    expect(error.detail).toBe(detail);
  });
});
