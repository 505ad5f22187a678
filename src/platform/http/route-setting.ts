import { type ExecutionContext, SetMetadata } from '@nestjs/common';

/** What decorators say about routes, and how it is read. */
interface RouteSetting<T> {
  /** For a handler, or for all handlers of a controller that do not say otherwise. */
  readonly set: (value: T) => MethodDecorator & ClassDecorator;
  readonly of: (context: ExecutionContext) => T | undefined;
}

/** A setting of routes. It is looked up once per route; a handler that two controllers inherit is a route of each. */
export function routeSetting<T>(key: string): RouteSetting<T> {
  const routes = new Map<object, Map<object, T | undefined>>();
  return {
    set: (value) => SetMetadata(key, value),
    of(context) {
      const [controller, handler] = [context.getClass(), context.getHandler()];
      const known = routes.get(controller) ?? new Map<object, T | undefined>();
      routes.set(controller, known);
      if (!known.has(handler)) {
        const own = Reflect.getMetadata(key, handler) as T | undefined;
        known.set(handler, own === undefined ? (Reflect.getMetadata(key, controller) as T | undefined) : own);
      }
      return known.get(handler);
    },
  };
}
