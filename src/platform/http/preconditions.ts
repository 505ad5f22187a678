import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { preconditionRequired, staleVersion, validationFailed } from './errors.js';

/** The versions that a client would change; undefined: whatever it is. */
export type ExpectedVersions = readonly number[] | undefined;

/** Proxies that compress answers make their ETags weak, and clients send them back so. */
const tag = /^(?:W\/)?"(\d{1,15})(?:-[\w-]+)?"$/;

/**
 * The versions that an `If-Match` header names (RFC 9110, section 13.1.1).
 * An ETag of ours starts with the version, `"3-5fG…"`; the rest tells representations of one version apart.
 * @returns undefined when there is no condition, or `*`
 * @throws validationFailed when none of them is an ETag of ours
 */
export function expectedVersions(header: string | undefined): ExpectedVersions {
  if (header === undefined || header.trim() === '*') return undefined;
  const versions = header.split(',').flatMap((item) => tag.exec(item.trim())?.[1] ?? []);
  if (versions.length > 0) return versions.map(Number);
  throw validationFailed('If-Match must name an ETag as this API gave it, or be *', {
    fields: [
      { field: 'If-Match', code: 'wrong_format', message: 'If-Match must name an ETag such as "3", or be *' },
    ],
  });
}

/** @throws staleVersion when a resource has another version than those that are expected */
export function requireVersion(version: number, expected: ExpectedVersions): void {
  if (expected !== undefined && !expected.includes(version))
    throw staleVersion(`It is at version ${version} now`);
}

/**
 * Injects the versions that the client expects to change, from `If-Match`; the service answers 412 when it is another one.
 * `@IfMatch({ required: true })` refuses requests without the header (428, RFC 6585).
 */
export const IfMatch = createParamDecorator(
  (options: { required?: boolean } | undefined, context: ExecutionContext): ExpectedVersions => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (options?.required && header === undefined) throw preconditionRequired();
    return expectedVersions(header);
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
