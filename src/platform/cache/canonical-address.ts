import type { ExecutionContext, Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { readInput } from '../http/read-input.js';

/** What each handler takes of a query; undefined for those that take none. */
const shapes = new Map<object, Type<object> | undefined>();

/** The DTO of the query that a route takes. */
export function queryShapeOf(context: ExecutionContext): Type<object> | undefined {
  const handler = context.getHandler();
  if (!shapes.has(handler)) shapes.set(handler, declaredShape(context.getClass(), handler.name));
  return shapes.get(handler);
}

function declaredShape(controller: Type<unknown>, handler: string): Type<object> | undefined {
  const given = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as
    Record<string, { readonly index: number }> | undefined;
  const taken = Object.entries(given ?? {}).find(([name]) => name.startsWith(`${RouteParamtypes.QUERY}:`));
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler) as
    Type<object>[] | undefined;
  return taken && types?.[taken[1].index];
}

/**
 * The one address for all that ask the same of a route: parameters in the order of their names, without those that say what
 * holds anyway, and percent-encoding only where it must be.
 * @param shape the DTO of the query; a route without one looks at no query
 * @returns undefined where the query names something else: that is refused, and nothing of it kept
 */
export function canonicalAddress(
  url: string,
  query: object,
  shape: Type<object> | undefined,
): string | undefined {
  const path = url
    .slice(0, endOfPath(url))
    .split('/')
    .map((part) => encodeURIComponent(decodeURIComponent(part)))
    .join('/');
  if (!shape) return path;
  const { input, unknown } = readInput(shape, query, 'query');
  if (unknown.length > 0) return undefined;
  const defaults = new Map<string, unknown>(Object.entries(new shape()));
  const parameters = Object.entries(input)
    .filter(([name, value]) => value !== undefined && value !== defaults.get(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return parameters.length === 0 ? path : `${path}?${parameters.toSorted().join('&')}`;
}

function endOfPath(url: string): number {
  const end = url.search(/[?#;]/);
  return end < 0 ? url.length : end;
}
