import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissionsPage } from '../../src/app/permissions-page.js';
import { permissions } from '../../src/modules/identity/roles.js';
import { ApiDocument } from '../support/api-operations.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('docs/permissions.md', () => {
  it('says of every route who may call it; `npm run --silent mainstay -- permissions` writes it anew', async () => {
    const document = await (await fetch(`${app.url}/openapi.json`)).json();
    expect(readFileSync('docs/permissions.md', 'utf8')).toBe(permissionsPage(document));
  });
});

describe('a permission that a route asks for', () => {
  it('is one that a role can hold', async () => {
    const { operations } = await ApiDocument.of(app.url);
    const asked = operations.flatMap(({ permission }) => (permission === undefined ? [] : [permission]));
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !permissions.some((permission) => permission === name))).toEqual([]);
  });
});
