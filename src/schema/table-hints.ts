/**
 * - `append`: rows are added
 * - `replace`: the table becomes what the walk brought, at once
 * - `merge`: a row takes the place of the one with its key; `insert_only`: only rows with a new key are written
 */
export type WriteMode = 'append' | 'replace' | 'merge' | 'insert_only';

/**
 * How objects and lists are stored in new columns: with types of their own, or as JSON.
 */
export const NESTED_MODES = ['typed', 'json'] as const;
export type NestedMode = (typeof NESTED_MODES)[number];

export const DEFAULT_NESTED: NestedMode = 'typed';

/** Columns of a new table at most; further fields go into one. */
export const DEFAULT_MAX_COLUMNS: number = 1000;

/** The types that a column hint can ask for, in dlt's words. */
export const DATA_TYPES = [
  'text',
  'double',
  'bool',
  'timestamp',
  'bigint',
  'binary',
  'json',
  'decimal',
  'wei',
  'date',
  'time',
] as const;

/** What the configuration says of one column. */
export interface ColumnHint {
  /** The field, as the API writes it. */
  readonly field: string;
  readonly dataType?: (typeof DATA_TYPES)[number];
  readonly nullable?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  /** Of a `timestamp`. Default: true. */
  readonly timezone?: boolean;
  readonly unique?: boolean;
  readonly description?: string;
  /** Rows in which this field is true (or holds anything but null and false) are deleted from the table. */
  readonly hardDelete?: boolean;
  /** Of several rows with one key, the greatest (`desc`) or least (`asc`) value of this field stays, not the last row. */
  readonly dedupSort?: 'asc' | 'desc';
}

export type ContractMode = 'evolve' | 'freeze' | 'discard_row' | 'discard_value';

export interface SchemaContract {
  readonly tables: ContractMode;
  readonly columns: ContractMode;
  readonly dataType: ContractMode;
}
