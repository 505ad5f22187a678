import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { drain } from '../../support/payments.js';
import { buy } from '../../support/shop.js';
import { loggedStatements } from '../../support/statements.js';

describe('statements', () => {
  /** What a checkout of one line takes, from the first statement to the answer. */
  const statements = 48;
  /** What each further line adds: its stock is changed when it is held and when it is sold. */
  const statementsPerLine = 2;

  let app: TestApp;
  let merchant: Client;
  let skus: string[];

  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Mara Merchant', 'admin');
    skus = await sell(3);
  });
  afterAll(() => app.close());

  /** Puts new products on sale. @returns their SKUs */
  async function sell(count: number): Promise<string[]> {
    const found: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const product: Loose = await addProduct(merchant, { variants: [variant(1_900, { onHand: 1_000 })] });
      found.push(product.variants[0].sku);
    }
    await drain(app);
    return found;
  }

  /** Buys one of each SKU. @returns how many statements that took */
  async function statementsToBuy(...wanted: string[]): Promise<number> {
    const items = wanted.map((sku) => ({ sku, quantity: 1 }));
    const { status, headers, body } = await buy(app.client, { items });
    expect({ status, body }).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    return loggedStatements(app, headers);
  }

  it(`A checkout takes ${statements} statements on ${databaseKind}, and a constant number more for each line`, async () => {
    expect(await statementsToBuy(skus[0]!)).toBe(statements);
    expect(await statementsToBuy(...skus)).toBe(statements + 2 * statementsPerLine);
  });

  it('A checkout takes as many statements among many products, variants and orders as among few', async () => {
    const before = await statementsToBuy(skus[0]!);
    await addCategory(merchant, 'Bowls');
    await sell(20);
    const others = Array.from({ length: 20 }, (_, index) => variant(900 + index, { onHand: 5 }));
    const { variants } = await addProduct(merchant, { categories: ['bowls'], variants: others });
    for (let index = 0; index < 30; index += 1) await statementsToBuy(skus[index % 3]!);
    expect(await statementsToBuy(skus[0]!)).toBe(before);
    expect(await statementsToBuy(variants[7].sku)).toBe(before);
  });
});
