import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { preconditionRequired, validationFailed } from './errors.js';

const tag = /^"(\d{1,15})(?:-[\w-]+)?"$/;

/**
 * The version that an `If-Match` header asks for (RFC 9110, section 13.1.1).
 * An ETag of ours starts with the version, `"3-5fG…"`; the rest tells representations of one version apart.
 * @returns undefined when there is no condition, or `*`
 * @throws validationFailed when it is not an ETag of ours
 */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const match = tag.exec(header.trim());
  if (match?.[1]) return Number(match[1]);
  throw validationFailed('If-Match must be one ETag as this API gave it, or *', {
    fields: [
      { field: 'If-Match', code: 'wrong_format', message: 'If-Match must be one ETag such as "3", or *' },
    ],
  });
}

/**
 * Injects the version that the client expects to change, from `If-Match`; the service answers 412 when it is stale.
 * `@IfMatch({ required: true })` refuses requests without the header (428, RFC 6585).
 */
export const IfMatch = createParamDecorator(
  (options: { required?: boolean } | undefined, context: ExecutionContext): number | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (options?.required && header === undefined) throw preconditionRequired();
    return expectedVersion(header);
  },
  [
    (target, key): void => {
      const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
      if (key === undefined || descriptor === undefined) return;
      ApiHeader({
        name: 'If-Match',
        required: false,
        description: 'the ETag of the version you read; 412 when the resource has changed since',
        schema: { type: 'string' },
      })(target, key, descriptor);
    },
  ],
);
