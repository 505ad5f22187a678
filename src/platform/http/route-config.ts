import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';

const key = 'http:route-config';

/**
 * Tells Fastify something about a route, for its hooks: they run before the body is read, and long before Nest's guards.
 * On a class it holds for all of its own routes that do not say otherwise.
 */
export function routeConfig(part: FastifyContextConfig): MethodDecorator & ClassDecorator {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (descriptor !== undefined && name !== undefined) {
      add(part, target, name, descriptor);
      return;
    }
    const prototype = (target as { prototype: object }).prototype;
    for (const [own, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (typeof property.value === 'function')
        add({ ...part, ...partsOf(property) }, prototype, own, property);
  };
}

function add(
  part: FastifyContextConfig,
  target: object,
  name: string | symbol,
  property: PropertyDescriptor,
): void {
  const config = { ...partsOf(property), ...part };
  Reflect.defineMetadata(key, config, property.value as object);
  // It replaces what it was told before.
  RouteConfig(config)(target, name, property);
}

function partsOf({ value }: PropertyDescriptor): FastifyContextConfig {
  return (Reflect.getMetadata(key, value as object) as FastifyContextConfig | undefined) ?? {};
}
