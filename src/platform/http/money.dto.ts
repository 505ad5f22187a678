import type { Money } from '../../kernel/money.js';
import { IntegerField, TextField } from './fields.js';

/** An amount of money as clients send and get it. */
export class MoneyDto implements Money {
  @IntegerField({
    min: 0,
    max: 100_000_000_000,
    example: 1999,
    description: 'in minor units, such as cents',
  })
  amount: number;

  @TextField({ pattern: /^[A-Z]{3}$/, example: 'EUR', description: 'ISO 4217' })
  currency: string;
}
