import { Column, PrimaryColumn } from 'typeorm';

interface ColumnSettings {
  nullable?: boolean;
  /** The column's name, where it differs from the property's name in snake_case. */
  name?: string;
}

/** The primary key: a UUIDv7 made by the application, `char(36)`. */
export function IdColumn(): PropertyDecorator {
  return PrimaryColumn({ type: 'char', length: 36 });
}

/** The id of another row, `char(36)`. */
export function ReferenceColumn(settings: ColumnSettings = {}): PropertyDecorator {
  return Column({ type: 'char', length: 36, ...settings });
}

/** An instant as a `Date`: UTC, `datetime(6)`; milliseconds survive, finer digits do not. */
export function TimestampColumn(settings: ColumnSettings = {}): PropertyDecorator {
  return Column({ type: 'datetime', precision: 6, ...settings });
}

/**
 * A JSON document. The database may order its keys and drop insignificant whitespace: where the exact text matters,
 * store text.
 */
export function JsonColumn(settings: ColumnSettings = {}): PropertyDecorator {
  return Column({ type: 'json', ...settings });
}

/** An amount of money in minor units: `bigint`, read as a number; what it holds must be a safe integer. */
export function AmountColumn(): PropertyDecorator {
  return Column({
    type: 'bigint',
    transformer: { to: (value: unknown) => value, from: (value: string | number) => Number(value) },
  });
}
