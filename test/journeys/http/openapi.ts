import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { startApp, type TestApp } from '../../support/app.js';

describe('openapi', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  /** Pages for people and their files, metrics, and the document itself: not part of the API. */
  const notApi = /^\/(docs|metrics|openapi\.json|$)/;

  interface Described {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; summary: string; security: object[] }>>;
  }

  async function described(): Promise<Described> {
    return (await (await fetch(`${app.url}/openapi.json`)).json()) as Described;
  }

  function routes(): string[] {
    const server: FastifyInstance = app.nest.getHttpAdapter().getInstance();
    // `printRoutes` draws the router's own tree, so nothing that is served can be missing from it.
    const lines = server.printRoutes({ commonPrefix: false }).split('\n');
    const stack: string[] = [];
    const found: string[] = [];
    for (const line of lines) {
      const match = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
      if (!match) continue;
      const [, indent = '', part = '', methods = ''] = match;
      const depth = indent.length / 4;
      stack.length = depth;
      stack[depth] = part;
      const path = stack.join('').replaceAll(/:(\w+)/g, '{$1}');
      if (notApi.test(path)) continue;
      for (const method of methods.split(', ').filter((name) => name !== '' && name !== 'HEAD'))
        found.push(`${method} ${path}`);
    }
    return found.sort();
  }

  describe('the OpenAPI document', () => {
    it('is version 3.1', async () => {
      expect((await described()).openapi).toBe('3.1.0');
    });

    it('has every route of the router, and nothing else', async () => {
      const { paths } = await described();
      const documented = Object.entries(paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
      );
      expect(documented.length).toBeGreaterThan(30);
      expect(documented.sort()).toEqual(routes());
    });

    it('names each operation once and says who may call it', async () => {
      const operations = Object.values((await described()).paths).flatMap((item) => Object.values(item));
      const ids = operations.map(({ operationId }) => operationId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const operation of operations) {
        expect(operation.summary).toMatch(/\w/);
        expect(Array.isArray(operation.security)).toBe(true);
      }
    });

    it('is shown to people at /docs', async () => {
      const page = await fetch(`${app.url}/docs`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('swagger-ui');
    });
  });

  describe('a route', () => {
    it('that is not marked as public answers 401 to strangers', async () => {
      const { paths } = await described();
      let closed = 0;
      for (const [path, item] of Object.entries(paths))
        for (const [method, operation] of Object.entries(item)) {
          if (
            operation.security.length === 0 ||
            operation.security.some((entry) => Object.keys(entry).length === 0)
          )
            continue;
          const url = path.replaceAll(/\{\w+\}/g, '019a0000-0000-7000-8000-000000000000');
          const { status } = await fetch(`${app.url}${url}`, { method: method.toUpperCase() });
          expect(`${method} ${path}: ${status}`).toBe(`${method} ${path}: 401`);
          closed += 1;
        }
      expect(closed).toBeGreaterThan(20);
    });
  });
});
