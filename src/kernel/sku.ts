/** The longest SKU. */
export const skuLength = 64;

/** What a SKU looks like: ASCII letters, digits, dots, hyphens and underscores; upper and lower case differ. */
export const skuPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Whether a text can be a SKU. */
export function isSku(text: string): boolean {
  return text.length <= skuLength && skuPattern.test(text);
}

/** The order of SKUs everywhere: by character code, as the databases compare them. */
export function compareSkus(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/**
 * Makes one line of all lines with the same SKU, in the order of their SKUs.
 * @throws RangeError when a quantity is not a whole number above 0, or a sum is out of bounds
 */
export function mergeLines(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): { sku: string; quantity: number }[] {
  const merged = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    const sum = (merged.get(sku) ?? 0) + quantity;
    if (!Number.isSafeInteger(quantity) || quantity < 1 || !Number.isSafeInteger(sum))
      throw new RangeError(`${quantity} of ${sku} is not a quantity`);
    merged.set(sku, sum);
  }
  return [...merged]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((left, right) => compareSkus(left.sku, right.sku));
}
