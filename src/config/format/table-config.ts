/** What is known of a column. */
export interface ColumnConfig {
  /** The type of its values. Default: found out from the values. */
  readonly data_type?: ColumnTypeName | null;
  /** Whether it may hold null. Default: true. */
  readonly nullable?: boolean | null;
  /**
   * Of `text` and `binary` the greatest length, of `bigint` the bits, of `decimal` and `wei` the digits, of `timestamp`
   * and `time` the digits of a second. Default: that of the type.
   */
  readonly precision?: number | null;
  /** Of `decimal` and `wei`: the digits behind the point. Default: that of the type. */
  readonly scale?: number | null;
  /** Of `timestamp`: whether it knows its zone. Default: true. */
  readonly timezone?: boolean | null;
  /** A comment on the column. Default: none. */
  readonly description?: string | null;
  /** Whether no value comes twice. Default: false. */
  readonly unique?: boolean | null;
  /** Whether it is part of the primary key. Default: false. */
  readonly primary_key?: boolean | null;
  /** Whether it is part of the merge key. Default: false. */
  readonly merge_key?: boolean | null;
  /** Whether rows are deleted from the table in which it is true, or holds anything but false and null. Default: false. */
  readonly hard_delete?: boolean | null;
  /** Of several rows with one key, the one with the greatest (`desc`) or least (`asc`) value of it stays. Default: the last one does. */
  readonly dedup_sort?: 'asc' | 'desc' | null;
}

export type ColumnTypeName =
  | 'text'
  | 'double'
  | 'bool'
  | 'timestamp'
  | 'bigint'
  | 'binary'
  | 'json'
  | 'decimal'
  | 'wei'
  | 'date'
  | 'time';

/** A column in a list of such. */
export interface NamedColumnConfig extends ColumnConfig {
  /** The field, as the API writes it, or its column. */
  readonly name: string;
}

/** Columns by their field, or a list of such with names. */
export type ColumnsConfig = Readonly<Record<string, ColumnConfig>> | readonly NamedColumnConfig[];

/** How rows come into the table, written out. */
export interface WriteDispositionObject {
  /** `append` adds rows, `replace` puts them in place of the whole table, `merge` in place of those with their key. */
  readonly disposition: WriteDispositionName;
  /**
   * Of `merge`: `delete-insert` and `upsert` replace the row with the same key, `insert-only` leaves it as it is.
   * Default: `delete-insert`.
   */
  readonly strategy?: 'delete-insert' | 'upsert' | 'insert-only';
  /** Whether rows are known to have different keys. There is only false: the last row of a key counts. Default: false. */
  readonly deduplicated?: boolean;
}

export type WriteDispositionName = 'append' | 'replace' | 'merge';
export type WriteDispositionConfig = WriteDispositionName | WriteDispositionObject;

/** What becomes of rows that would change the schema, by what they would change. */
export interface SchemaContractObject {
  /** What becomes of a table that is not there yet. Default: `evolve`. */
  readonly tables?: ContractModeName | null;
  /** What becomes of columns that the table has not. Default: `evolve`. */
  readonly columns?: ContractModeName | null;
  /** What becomes of values that do not fit the column. Default: `evolve`. */
  readonly data_type?: ContractModeName | null;
}

/** The schema grows; the resource fails; the row is left out; the value is left out. */
export type ContractModeName = 'evolve' | 'freeze' | 'discard_row' | 'discard_value';
export type SchemaContractConfig = ContractModeName | SchemaContractObject;
