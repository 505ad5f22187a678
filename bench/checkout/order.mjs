const shippingAddress = { name: 'Ada Lovelace', line1: '12 Linden Street', city: 'Berlin', country: 'DE' };

/** The request with which a guest buys one of a SKU. */
export function order(sku, idempotencyKey) {
  const body = JSON.stringify({
    items: [{ sku, quantity: 1 }],
    email: 'ada@example.com',
    shippingAddress,
    payment: { token: 'tok_ok' },
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'idempotency-key': idempotencyKey,
  };
  return { headers, body };
}
