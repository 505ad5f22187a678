/** An amount in minor units (cents) with its ISO 4217 currency. Amounts are whole numbers that JSON carries exactly. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A computation with money that has no right result: a fault in our code, never the client's. */
export class MoneyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoneyError';
  }
}

/** @throws MoneyError when the amount is not a safe integer, or the currency not three capital letters */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new MoneyError(`${amount} is not a whole amount of minor units`);
  if (!/^[A-Z]{3}$/.test(currency)) throw new MoneyError(`${currency} is not a currency`);
  // Minus zero equals zero, but is another value in a test or a digest.
  return { amount: amount === 0 ? 0 : amount, currency };
}

/** The sum of two amounts. @throws MoneyError when their currencies differ, or the sum is out of bounds */
export function addMoney(left: Money, right: Money): Money {
  if (left.currency !== right.currency)
    throw new MoneyError(`${left.currency} and ${right.currency} do not add up`);
  return money(left.amount + right.amount, left.currency);
}

/** So many times an amount. @param quantity a whole number @throws MoneyError when it is not, or the result is out of bounds */
export function multiplyMoney(value: Money, quantity: number): Money {
  if (!Number.isSafeInteger(quantity)) throw new MoneyError(`${quantity} is not a whole number`);
  return money(value.amount * quantity, value.currency);
}

/** The sum of a list, zero when it is empty. @throws MoneyError when one of them is of another currency, or the sum is out of bounds */
export function sumMoney(list: readonly Money[], currency: string): Money {
  return list.reduce<Money>(addMoney, money(0, currency));
}
