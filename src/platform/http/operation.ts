import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ErrorFactory } from '../../kernel/errors.js';

/** What a route does, as the OpenAPI document tells it. */
export interface OperationOptions {
  readonly summary: string;
  readonly description?: string;
  /** The status of success: by default 200, or 204 where nothing is returned. */
  readonly status?: number;
  /** The shape of the answer; absent where there is none. */
  readonly returns?: Type<object>;
  /** The media type of the answer when it is not JSON. */
  readonly produces?: string;
  /** Further statuses with a meaning of their own, such as a redirect, and what they return. */
  readonly others?: Readonly<Record<number, string | { summary: string; returns: Type<object> }>>;
  /** The domain's errors; those that any route may answer with are added for all. */
  readonly problems?: readonly ErrorFactory[];
}

/** Declares a route's status and documents its answers. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { summary, description, returns, produces, others = {}, problems = [] } = options;
  const status = options.status ?? (returns || produces ? 200 : 204);
  const success = returns
    ? ApiResponse({ status, type: returns, description: summary })
    : ApiResponse({
        status,
        description: summary,
        ...(produces ? { content: { [produces]: { schema: { type: 'string' } } } } : {}),
      });
  return applyDecorators(
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
