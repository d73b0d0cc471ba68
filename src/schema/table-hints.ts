/**
 * - `append`: rows are added
 * - `replace`: the table becomes what the walk brought, at once
 * - `merge`: a row takes the place of the one with its key; `insert_only`: only rows with a new key are written
 * - `cdc`: as `merge`, and rows that a complete walk did not meet are deleted
 * - `scd2`: a new or changed row is added as the active version, and the former one is retired; see {@link RowHistory}
 */
export type WriteMode = 'append' | 'replace' | 'merge' | 'insert_only' | 'cdc' | 'scd2';

/** How a table keeps the versions of its rows. Times are ISO date-times with a zone. */
export interface RowHistory {
  /** The columns that say since when a version is valid, and until when. */
  readonly validFrom: string;
  readonly validTo: string;
  /** What the second one holds of a version that is valid still. */
  readonly activeUntil: string | null;
  /** When versions change. Default: the start of the load. */
  readonly boundary?: string;
}

/** The columns of a {@link RowHistory}, if the configuration names no others. */
export const VALIDITY_COLUMNS = ['_valid_from', '_valid_to'] as const;

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
  /** Whether rows need not have the field, so that nothing is said if none has. Default: false. */
  readonly isOptional?: true;
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
