import type { Client, Loose } from './client.js';

let written = 0;

/** A variant for requests, with a SKU of its own unless one is given. */
export function variant(amount: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { sku: `SKU-${process.pid}-${(written += 1)}`, price: { amount, currency: 'EUR' }, ...more };
}

/** Adds an active product with one variant unless it is asked for something else. */
export async function addProduct(merchant: Client, request: Record<string, unknown> = {}): Promise<Loose> {
  const { status, body } = await merchant.post('/api/v1/products', {
    title: `Product number ${(written += 1)}`,
    status: 'active',
    variants: [variant(1_900)],
    ...request,
  });
  if (status !== 201) throw new Error(`The product was not added: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Adds a category. */
export async function addCategory(merchant: Client, name: string, parent?: { id: string }): Promise<Loose> {
  const { status, body } = await merchant.post('/api/v1/categories', { name, parentId: parent?.id });
  if (status !== 201) throw new Error(`The category was not added: ${status} ${JSON.stringify(body)}`);
  return body;
}
