import type { JsonValue } from '../../model.ts';
import type { ContractMode, DATA_TYPES, SchemaContract } from '../table-hints.ts';

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

/** What the configuration says of a resource in this layout. */
export interface DltSettings {
  /** The table of the resource, as it is configured. */
  readonly table: string;
  /** The fields that its keys name by themselves: their columns take no null. Those that `columns` makes keys may. */
  readonly keys?: readonly string[];
  /** The strategy of a merge, as it is configured. */
  readonly strategy?: string | undefined;
  readonly maxTableNesting?: number | undefined;
  /** The schema contract, as it is configured. */
  readonly contract?: JsonValue | undefined;
  readonly nested?: readonly DltNestedHint[] | undefined;
}

/** What is said of a nested list before its rows come. */
export interface DltNestedHint {
  /** The names that lead to the list, from the root. */
  readonly path: readonly string[];
  /** With a primary or merge key the table is one of its own, with load ids and without links to its parent. */
  readonly columns?: readonly DltColumn[];
  /** Default: that of the parent table. */
  readonly contract?: SchemaContract;
  /** Further hints of the table, where it is new: `schema_contract` … */
  readonly more?: DltTable['more'];
}

/** A row of a table. */
export interface DltRow {
  readonly table: string;
  /** In the order of the table's typed columns; columns that come later stand behind. */
  readonly values: readonly DltCell[];
}
