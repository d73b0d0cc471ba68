/** The value of a query parameter. */
export type ParamConfig =
  | ParamScalar
  | null
  | readonly (ParamScalar | null)[]
  | ResolveParamConfig
  | IncrementalParamConfig;

/** A value of the parent row, for a parameter that stands in the path as `{name}`. */
export interface ResolveParamConfig {
  /** What kind of parameter this is. */
  readonly type: 'resolve';
  /** The resource whose rows have it. */
  readonly resource: string;
  /** Where it stands in the row: a name, or a JSONPath. */
  readonly field: string;
}

/** How rows are told that an earlier load had. */
export interface IncrementalSettingsConfig {
  /** The field that grows from change to change, by name or JSONPath. */
  readonly cursor_path: string;
  /** Where the first load starts: a value of the cursor, or a time from now, such as `-30d`. Default: at the beginning. */
  readonly initial_value?: CursorValueConfig;
  /** Makes of a value what is sent. */
  readonly convert?: ((value: unknown) => unknown) | null;
  /** Which of several values is the last one. Default: `max`. */
  readonly last_value_func?: 'max' | 'min' | ((values: readonly never[]) => unknown) | null;
  /** What identifies a row that has the very value at which a load starts. Default: the whole row. `[]`: nothing. */
  readonly primary_key?: string | readonly string[] | null;
  /** The order in which the API gives rows. With it, a walk stops where only rows follow that were loaded before. */
  readonly row_order?: 'asc' | 'desc' | null;
  /** How far before the last value a load starts: seconds for a time, days for a date, else a number. */
  readonly lag?: number | null;
  /** What becomes of a row in which `cursor_path` leads to nothing. Default: `raise`. */
  readonly on_cursor_value_missing?: 'raise' | 'include' | 'exclude' | null;
  /** Whether the value at which a load starts belongs to it. Default: `closed`, which means yes. */
  readonly range_start?: 'closed' | 'open' | null;
  /** Whether `end_value` belongs to the load. Default: `open`, which means no. */
  readonly range_end?: 'open' | 'closed' | null;
  /** Not available; false says so. */
  readonly allow_external_schedulers?: boolean | null;
}

export type CursorValueConfig = string | number | bigint | boolean | null;

/** Loads what is new since the last load. */
export interface IncrementalConfig extends IncrementalSettingsConfig {
  /** Where the load ends. Needs `initial_value`; such a load neither reads nor moves the cursor. */
  readonly end_value?: CursorValueConfig;
  /** The query parameter that carries the start. */
  readonly start_param?: string | null;
  /** The query parameter that carries the end. */
  readonly end_param?: string | null;
}

/** A query parameter that carries the start. */
export interface IncrementalParamConfig extends IncrementalSettingsConfig {
  /** What kind of parameter this is. */
  readonly type: 'incremental';
}

export type ParamScalar = string | number | bigint | boolean;
