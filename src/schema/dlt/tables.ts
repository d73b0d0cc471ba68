import type { JsonValue } from '../../model.ts';
import type { ContractMode, DATA_TYPES } from '../table-hints.ts';

/** A type in dlt's words. */
export type DataType = (typeof DATA_TYPES)[number];

/** What decides how a value is written into a column. */
export interface DltType {
  /** Undefined for a column that is only hinted at: its first value decides. */
  readonly dataType?: DataType;
  readonly precision?: number;
  readonly scale?: number;
  /** Of a `timestamp`. Default: true. */
  readonly timezone?: boolean;
}

/** A column as dlt's schema describes it. Plain data. */
export interface DltColumn extends DltType {
  readonly name: string;
  /** Default: true. */
  readonly nullable?: boolean;
  readonly primaryKey?: boolean;
  readonly mergeKey?: boolean;
  readonly unique?: boolean;
  readonly rowKey?: boolean;
  readonly parentKey?: boolean;
  readonly rootKey?: boolean;
  readonly hardDelete?: boolean;
  readonly dedupSort?: 'asc' | 'desc';
  /** Whether it takes the values that did not fit into the column whose name it begins with. */
  readonly variant?: boolean;
  readonly description?: string;
  /** The names under which its values stand in a row of the API. Undefined until a value came, and in what dlt made. */
  readonly source?: readonly string[];
  /** Further hints, under the names that dlt's schema has for them. */
  readonly more?: Readonly<Record<string, JsonValue>>;
}

/** A table as dlt's schema describes it. Plain data. */
export interface DltTable {
  readonly name: string;
  /** The table whose rows hold the lists that its rows come from. */
  readonly parent?: string;
  /** In dlt's order; those without a type are no columns of the database yet. */
  readonly columns: readonly DltColumn[];
  /** The names under which its list stands in a row of the parent. */
  readonly source?: readonly string[];
  /** Further hints, under the names that dlt's schema has for them: `write_disposition`, `resource`, `x-normalizer` … */
  readonly more?: Readonly<Record<string, JsonValue>>;
}

/** What a row did that the schema contract, or a column that takes no null, does not allow. */
export interface DltViolation {
  readonly entity: 'tables' | 'columns' | 'data_type' | 'nullable';
  readonly table: string;
  readonly column?: string;
  /**
   * `discard_value`: the value (or the list) was left out. `discard_row`: the row was, with its lists. `freeze`: so it was
   * too, and the load has to fail.
   */
  readonly mode: Exclude<ContractMode, 'evolve'>;
}

/** Two names of the API that dlt would have merged: the second one got a place of its own. */
export interface DltNote {
  readonly table: string;
  /** Undefined where the names are those of two lists: then `table` is what the second one got. */
  readonly column?: string;
  /** The name that dlt would have given. */
  readonly wanted: string;
  /** The names of the API that lead to it. */
  readonly source: readonly string[];
}

/** A value as DuckDB takes it: a boolean as such, everything else as text that casts to the type of its column. */
export type DltCell = string | boolean | null;

/** A row of a table. */
export interface DltRow {
  readonly table: string;
  /** In the order of the table's typed columns; columns that come later stand behind. */
  readonly values: readonly DltCell[];
}
