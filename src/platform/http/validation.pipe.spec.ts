import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '../../kernel/errors.js';
import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from './fields.js';
import { toldFaults } from './read-input.js';
import { InputPipe, toFieldErrors } from './validation.pipe.js';

class Line {
  @TextField({ min: 1 })
  sku: string;

  @IntegerField({ min: 1, max: 99 })
  quantity: number;
}

class Order {
  @ObjectField(() => Line, { list: { min: 1, max: 2 } })
  lines: Line[];

  @TimestampField({ optional: true, nullable: true })
  due?: string | null;

  @IdField({ optional: true })
  cart?: string;

  @EnumField(['a', 'b'], { optional: true, list: { max: 2, unique: true } })
  tags?: string[];
}

class LaterOrder extends Order {
  @ObjectField(() => Line)
  first: Line;
}

class Filter {
  @IntegerField({ min: 1, optional: true })
  limit?: number;

  @BooleanField({ optional: true })
  count?: boolean;

  @TextField({ optional: true })
  q?: string;
}

const pipe = new InputPipe();
const order = { lines: [{ sku: 'jug', quantity: 1 }] };

async function faults(value: unknown, type: 'body' | 'query' = 'body', metatype: new () => object = Order) {
  try {
    await pipe.transform(value, { type, metatype });
  } catch (error) {
    return (error as DomainError).fields.map(({ field, code }) => `${field} ${code}`);
  }
  return [];
}

describe('input', () => {
  it('becomes an instance of its DTO', async () => {
    const input = await pipe.transform(order, { type: 'body', metatype: Order });
    expect(input).toBeInstanceOf(Order);
    expect((input as Order).lines[0]).toBeInstanceOf(Line);
  });

  it.each<[object, string]>([
    [{ lines: [{ sku: '', quantity: 1 }] }, 'lines.0.sku too_short'],
    [{ lines: [order.lines[0], { sku: 'a', quantity: 1e9 }] }, 'lines.1.quantity too_large'],
    [{ lines: [{ sku: 'a', quantity: '1' }] }, 'lines.0.quantity wrong_type'],
    [{ lines: [{ sku: 'a', quantity: Number.NaN }] }, 'lines.0.quantity wrong_type'],
    [{ lines: [{ ...order.lines[0], price: 1 }] }, 'lines.0.price unknown_field'],
    [{ lines: [] }, 'lines too_few'],
    [{ lines: [7] }, 'lines.0 wrong_type'],
    [{ lines: [[]] }, 'lines wrong_type'],
    [{ lines: [order.lines[0], [order.lines[0]]] }, 'lines wrong_type'],
    [{ lines: 'x' }, 'lines wrong_type'],
    [{}, 'lines required'],
    [{ ...order, due: '2026-02-30' }, 'due wrong_format'],
    [{ ...order, due: '2026-13-01T00:00:00Z' }, 'due wrong_format'],
    [{ ...order, cart: '7' }, 'cart wrong_format'],
    [{ ...order, cart: null }, 'cart wrong_format'],
    [{ ...order, tags: ['a', 'a'] }, 'tags duplicate'],
    [{ ...order, tags: ['c'] }, 'tags unknown_value'],
  ])('such as %j names the fault', async (value, fault) => {
    expect(await faults(value)).toEqual([fault]);
  });

  it('names no more faults than somebody would read, and repeats no long names', async () => {
    const names = Array.from({ length: 5_000 }, (_, number) => [`unknown${number}`, 1]);
    const many = { ...order, ...(Object.fromEntries(names) as object) };
    expect(await faults(many)).toHaveLength(toldFaults);
    const lines = [order.lines[0], Object.fromEntries(names)];
    expect(await faults({ lines })).toEqual(
      names.slice(0, toldFaults).map(([name]) => `lines.1.${name} unknown_field`),
    );
    expect(await faults({ ...order, ['é'.repeat(60_000)]: 1 })).toEqual([`${'é'.repeat(60)}… unknown_field`]);
    expect(await faults({ ...order, [`${'x'.repeat(59)}😀`]: 1 })).toEqual([
      `${'x'.repeat(59)}\ufffd… unknown_field`,
    ]);
  });

  it('does not look into what its DTO does not declare', async () => {
    const reads: string[] = [];
    const watched = new Proxy(
      {},
      {
        ownKeys: () => {
          reads.push('keys');
          return [];
        },
      },
    );
    expect(await faults({ ...order, other: watched })).toEqual(['other unknown_field']);
    expect(await faults({ ...order, cart: watched })).toEqual(['cart wrong_format']);
    expect(await faults({ lines: [watched, watched, watched] })).toEqual(['lines too_many']);
    expect(reads).toEqual([]);
  });

  it('has the fields of the classes that its DTO extends', async () => {
    const input = await pipe.transform(
      { ...order, first: order.lines[0] },
      { type: 'body', metatype: LaterOrder },
    );
    expect((input as LaterOrder).first).toBeInstanceOf(Line);
    expect((input as LaterOrder).lines[0]).toBeInstanceOf(Line);
    expect(await faults({ ...order, first: order.lines[0] })).toEqual(['first unknown_field']);
    expect(await faults({ ...order, first: [order.lines[0]] }, 'body', LaterOrder)).toEqual([
      'first wrong_type',
    ]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'knows no field %s unless it is declared',
    async (name) => {
      const given: object = Object.defineProperty({ ...order }, name, { value: 1, enumerable: true });
      expect(await faults(given)).toEqual([`${name} unknown_field`]);
      expect(
        await faults(Object.defineProperty({}, name, { value: '1', enumerable: true }), 'query'),
      ).toContain(`${name} unknown_field`);
    },
  );

  it('may leave out what is optional, and be null where that is said', async () => {
    expect(await faults({ ...order, due: null })).toEqual([]);
    expect(await faults({ ...order, due: '2026-11-21T06:16:00.123Z' })).toEqual([]);
  });

  it('of a query is read strictly by the declared type', async () => {
    const read = (query: object) => pipe.transform(query, { type: 'query', metatype: Filter });
    expect(await read({ limit: '20', count: 'true', q: '7' })).toEqual({ limit: 20, count: true, q: '7' });
    for (const limit of ['', ' 1', '1.0', '0x1', '1e3'])
      expect(await faults({ limit }, 'query', Filter)).toEqual(['limit wrong_type']);
    expect(await faults({ count: '1' }, 'query', Filter)).toEqual(['count wrong_type']);
  });

  it('without a known rule is called invalid', () => {
    expect(toFieldErrors([{ property: 'a', value: 1, constraints: { isOdd: 'a must be odd' } }])).toEqual([
      { field: 'a', code: 'invalid', message: 'a must be odd' },
    ]);
  });
});
