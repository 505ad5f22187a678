import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ErrorFactory } from '../../kernel/errors.js';
import { routeSetting } from './route-setting.js';

/** What a route does, as the OpenAPI document tells it. */
export interface OperationOptions {
  readonly summary: string;
  readonly description?: string;
  /** The status of success: by default 200, or 204 where nothing is returned. */
  readonly status?: number;
  /** The shape of the answer; absent where there is none. */
  readonly returns?: Type<object>;
  /**
   * Where what a 201 has made is found: `/api/v1/comments/{id}` names a field of the answer, `/api/v1/orders/:id` a parameter of the
   * path. By default it is found below the path of the request, by its `id`.
   */
  readonly location?: string;
  /** The media type of the answer when it is not JSON. */
  readonly produces?: string;
  /** Further statuses with a meaning of their own, such as a redirect, and what they return. */
  readonly others?: Readonly<Record<number, string | { summary: string; returns: Type<object> }>>;
  /** The domain's errors; those that any route may answer with are added for all. */
  readonly problems?: readonly ErrorFactory[];
}

const location = routeSetting<string>('location');

/** Where a route says that what it has made is found. */
export const locationOf = location.of;

/** Declares a route's status and documents its answers. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { summary, description, returns, produces, others = {}, problems = [] } = options;
  const status = options.status ?? (returns || produces ? 200 : 204);
  const headers = status === 201 ? { Location: { schema: { type: 'string' as const } } } : undefined;
  const success = returns
    ? ApiResponse({ status, type: returns, description: summary, headers })
    : ApiResponse({
        status,
        description: summary,
        ...(produces ? { content: { [produces]: { schema: { type: 'string' } } } } : {}),
      });
  return applyDecorators(
    ...(options.location === undefined ? [] : [location.set(options.location)]),
    HttpCode(status),
    ApiOperation({ summary, description }),
    success,
    ...Object.entries(others).map(([code, other]) =>
      ApiResponse(
        typeof other === 'string'
          ? { status: Number(code), description: other }
          : { status: Number(code), description: other.summary, type: other.returns },
      ),
    ),
    ApiExtension(
      'x-problems',
      problems.map((problem) => problem.definition),
    ),
  );
}
