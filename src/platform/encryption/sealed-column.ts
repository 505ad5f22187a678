import { Column, type DataSource } from 'typeorm';

const marked: { readonly target: object; readonly property: string }[] = [];

/** A column whose text a `KeyRing` has sealed, for the place that `placeOf` names. Kept current by `Resealing`. */
export function SealedColumn({ nullable = false }: { nullable?: boolean } = {}): PropertyDecorator {
  return (target, property) => {
    marked.push({ target: target.constructor, property: String(property) });
    Column({ type: 'text', nullable })(target, property);
  };
}

/** The place of a sealed value: its table, column and row. */
export function placeOf(table: string, column: string, id: string): string {
  return `${table}.${column}:${id}`;
}

/** A sealed column of the tables that a process has. */
export interface SealedColumnOfTable {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  /** What the entity calls the column, and its key. */
  readonly property: string;
  readonly keyProperty: string;
}

/** All sealed columns of a data source. */
export function sealedColumnsOf(dataSource: DataSource): SealedColumnOfTable[] {
  return marked.flatMap(({ target, property }) => {
    const metadata = dataSource.entityMetadatas.find((candidate) => candidate.target === target);
    const column = metadata?.findColumnWithPropertyName(property);
    const key = metadata?.primaryColumns[0];
    return metadata && column && key
      ? [
          {
            table: metadata.tableName,
            column: column.databaseName,
            key: key.databaseName,
            property,
            keyProperty: key.propertyName,
          },
        ]
      : [];
  });
}
