import type { AnswerFunction } from '../../http/client.ts';
import type { Verify } from '../../model.ts';
import type { Row } from '../../parse/row-object.ts';
import type { AuthConfig } from './auth-config.ts';
import type { LimitsConfig, RateLimitConfig, RetryConfig, TimeoutConfig } from './limits-config.ts';
import type { PaginatorConfig } from './paginator-config.ts';
import type { IncrementalConfig, ParamConfig } from './param-config.ts';
import type {
  ColumnsConfig,
  SchemaContractConfig,
  WriteDispositionConfig,
} from './table-config.ts';

export type * from './auth-config.ts';
export type * from './limits-config.ts';
export type * from './paginator-config.ts';
export type * from './param-config.ts';
export type * from './table-config.ts';

/**
 * A source as it is written down: the keys of dlt's `rest_api` format, and a few more. Wherever a string stands,
 * `secret('NAME')` or `env('NAME')` may stand too. A key that is null counts as left out, unless it says otherwise.
 */
export interface RestApiConfig {
  /** The API: where it is, and how it wants to be asked. */
  readonly client: ClientConfig;
  /** What all resources have in common. A resource's own keys go first. Default: nothing. */
  readonly resource_defaults?: ResourceDefaults | null;
  /** The collections to load. A name alone is short for `{ name, endpoint: { path: name } }`. */
  readonly resources: readonly (string | ResourceConfig)[];
}

/** The API: where it is, and how it wants to be asked. */
export interface ClientConfig {
  /**
   * The URL (http or https) that all paths are joined to, without a query. Empty where every path is a full URL.
   *
   * @example 'https://api.example.com/v3'
   */
  readonly base_url: string;
  /** Sent with every request. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | null;
  /** How to authenticate; a name alone takes its values from the environment. Default: not at all. */
  readonly auth?: AuthConfig | null;
  /** For the resources that neither have a paginator nor get one from the defaults. Default: `auto`. */
  readonly paginator?: PaginatorConfig | null;
  /** How many requests the API allows in how many seconds; kept evenly spaced. Default: no limit but what the API says. */
  readonly rate_limit?: RateLimitConfig | null;
  /** Pages in flight for the whole source; 1 means one after the other. Default: 4. */
  readonly max_concurrency?: number | null;
  /** When an attempt is given up. */
  readonly timeout?: TimeoutConfig | null;
  /** How often a failed request is sent again, and how soon. */
  readonly retry?: RetryConfig | null;
  /** What a hostile or broken body may be at most. */
  readonly limits?: LimitsConfig | null;
  /**
   * How the walks of a sync prove that they are complete: `overlap` (each page starts at the last row of the one
   * before), `passes` (the collection is walked until two passes agree), `total` (the total before and after is compared
   * with the rows) or `off` (exactly the requests of the format). For the resources without one. Default: `overlap`.
   */
  readonly verify?: Verify | null;
  /** How often a walk whose rows change places is passed in all, from 1. For the resources without one. Default: 3. */
  readonly max_passes?: number | null;
  /**
   * Seconds from the start of a run until it stops asking; what was received is made durable, and a sync goes on from
   * there next time. Resources that depend on others start over. Default: no deadline.
   */
  readonly deadline_seconds?: number | null;
  /**
   * The longest pause, in seconds, that the API may ask for (`Retry-After`, the reset of a limit that is used up). A longer one
   * ends the resource as `incomplete (deadline)`, staged, and the report says when to come back. Default: 3700.
   */
  readonly max_wait_seconds?: number | null;
  /**
   * Where the body holds something only if it tells of an error: such an answer is one, whatever its status. As
   * `data_selector`. Without it, a body that says it is an error in the usual words, and holds no rows, is one; null
   * switches that off. For the endpoints without one. Default: the usual words.
   *
   * @example 'errors'
   */
  readonly error_path?: string | null;
  /**
   * Further hosts that requests, and with them secrets, may go to: `files.example.com`, `example.com:8443` or an origin
   * such as `http://10.0.0.1`. Those of `base_url`, full URLs and `access_token_url` are allowed as they are.
   * Default: none.
   */
  readonly allowed_hosts?: readonly string[] | null;
}

/** What is done with answers of a kind. It acts where all conditions hold that it has. */
export interface ResponseActionConfig {
  /** The status of the answers that it acts on. Default: any. */
  readonly status_code?: number | null;
  /** A part of the text of the bodies that it acts on. Default: any. */
  readonly content?: string | null;
  /**
   * `ignore` ends the pages of the walk there, without an error; a function, or several in order, look at the answer and
   * may give another one in its place.
   */
  readonly action: 'ignore' | AnswerFunction | readonly AnswerFunction[];
}

/** What is done with each row: one of these or several, then in this order. */
export interface ProcessingStepConfig {
  /** Whether the row stays. */
  readonly filter?: (row: Row) => unknown;
  /** Gives the row that takes the place of this one. */
  readonly map?: (row: Row) => unknown;
  /** Gives the rows that take the place of this one. */
  readonly yield_map?: (row: Row) => Iterable<unknown>;
}

/** What a resource may have and `resource_defaults` too. */
export interface ResourceSettingsConfig {
  /**
   * The table's name, or a function that gives it for a row, up to 100 tables. Default: the resource's name. Either way it
   * is put in snake_case.
   */
  readonly table_name?: string | ((row: Row) => string) | null;
  /** The field that identifies a row, or several that do so together, as the API writes them, or by their columns. Default: none. */
  readonly primary_key?: string | readonly string[] | null;
  /**
   * The field, or several together, whose rows are replaced as a group: all rows of the table that share it with a new
   * one are deleted first. Default: none.
   */
  readonly merge_key?: string | readonly string[] | null;
  /**
   * How rows come into the table: `append` adds them, `replace` puts them in place of the whole table, `merge` in place of
   * those with the same key. Default: `append`.
   */
  readonly write_disposition?: WriteDispositionConfig | null;
  /** What is known of columns beforehand: an object by field, or a list with names. Default: nothing. */
  readonly columns?: ColumnsConfig | null;
  /**
   * What becomes of rows that would change the schema: `evolve` (it grows), `freeze` (the resource fails), `discard_row`
   * or `discard_value`; for all, or by `tables`, `columns` and `data_type`. Default: `evolve`.
   */
  readonly schema_contract?: SchemaContractConfig | null;
  /** What is done with each row before it is written: filter, map, yield_map. Default: nothing. */
  readonly processing_steps?: readonly ProcessingStepConfig[] | null;
  /** Has no effect: walks of dependent resources always go on concurrently, within `max_concurrency`. Default: true. */
  readonly parallelized?: boolean | null;
  /** Has no effect: nested objects and lists stay whole, in JSON columns, at any depth. Default: 0. */
  readonly max_table_nesting?: number | null;
  /** Has no effect: `native` is the only one, a table of DuckDB. Default: `native`. */
  readonly table_format?: 'native' | null;
  /** Whether the resource is loaded. Default: true. */
  readonly selected?: boolean | null;
  /** Column names: `snake_case` of the API's names, or `direct`, as they are. Default: `snake_case`. */
  readonly naming?: 'snake_case' | 'direct' | null;
  /** Whether columns that hold nothing but ISO dates or date-times get a type for that. Default: true. */
  readonly detect_dates?: boolean | null;
  /** How the walks of this resource prove that they are complete: as that of the client. Default: that of the client. */
  readonly verify?: Verify | null;
  /** How often a walk whose rows change places is passed in all, from 1. Default: that of the client. */
  readonly max_passes?: number | null;
  /**
   * What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are,
   * marked, or deleted. After a walk that is not proved to be complete nothing is. Default: `keep`.
   */
  readonly on_missing?: 'keep' | 'mark' | 'delete' | null;
  /**
   * Whether each row says when it was written last, in the column `_loaded_at` beside `_load_id`. A table that has the column
   * keeps it. Default: false.
   */
  readonly load_times?: boolean | null;
  /**
   * The share of the table's rows, from 0 to 1, above which nothing is marked, deleted or, if it is written, replaced. 1 lets a
   * table be replaced by no rows. Default: 0.2.
   */
  readonly max_delete_ratio?: number | null;
  /**
   * How many columns a new table gets at most, from 1, in the order in which the rows have their names. Values under further
   * names go into one JSON column, `_rest`, with a warning. Keys, cursors and what `columns` names are always columns, and a
   * table that has more keeps them. Default: 1000.
   */
  readonly max_columns?: number | null;
  /**
   * Rows that an interrupted run staged are taken up by the next one, unless they are older than this many seconds; 0
   * means never. Default: 604800, a week.
   */
  readonly max_checkpoint_age_seconds?: number | null;
  /**
   * Only with a parent: fields of the parent row that each row gets, as `_<parent>_<field>`.
   *
   * @example ['id'] // the rows of a child of `companies` get `_companies_id`
   */
  readonly include_from_parent?: readonly string[] | null;
  /**
   * What becomes of a parent row that has null where the request needs a value: `error`, or `skip`, which asks for
   * nothing. Default: `error`.
   */
  readonly on_null_parent?: 'error' | 'skip' | null;
}

/** One collection of the API. It becomes one table. */
export interface ResourceConfig extends ResourceSettingsConfig {
  /** Unlike any other in this configuration. */
  readonly name: string;
  /** How it is asked for. A string is short for `{ path }`. Default: the path is the name. */
  readonly endpoint?: string | EndpointConfig;
}

/** What all resources have in common. */
export interface ResourceDefaults extends ResourceSettingsConfig {
  /** How they are asked for. A resource's own keys go first; `params` and `json` are joined name by name. */
  readonly endpoint?: EndpointConfig;
}

/** How a collection is asked for. */
export interface EndpointConfig {
  /** Joined to `base_url`; a full http or https URL replaces it. May have a query. Default: the resource's name. */
  readonly path?: string | null;
  /** The method of the requests. Default: `GET`. */
  readonly method?: 'GET' | 'POST' | null;
  /** Query parameters. A list repeats its name, null leaves a parameter out. Joined with those of the defaults. */
  readonly params?: Readonly<Record<string, ParamConfig>>;
  /** A JSON body. Joined with that of the defaults, name by name and no deeper. */
  readonly json?: Readonly<Record<string, unknown>>;
  /**
   * A body that is no JSON: an object or a list of pairs is sent as a form, a string as it is and without a content
   * type. Empty, nothing is sent.
   */
  readonly data?:
    | string
    | Readonly<Record<string, unknown>>
    | readonly (readonly unknown[])[]
    | null;
  /** How to authenticate here, in place of the client's way; null: not at all. Default: the client's. */
  readonly auth?: AuthConfig | null;
  /** What is done with answers before their status is looked at: functions, or conditions and an action. Default: nothing. */
  readonly response_actions?: readonly (AnswerFunction | ResponseActionConfig)[] | null;
  /** Sent besides the client's headers; null takes a client's header away. */
  readonly headers?: Readonly<Record<string, string | null>> | null;
  /** How to get from page to page; a name alone has the defaults of its options. Default: that of the client, else `auto`. */
  readonly paginator?: PaginatorConfig | null;
  /**
   * Where the rows stand in the body: names with dots between them, odd ones quoted; `$` for the body itself.
   *
   * @example "data.items", "$", "['@graph'].nodes"
   */
  readonly data_selector?: string | null;
  /** As that of the client, in its place: a path, or null to look for no error in the body. Default: that of the client. */
  readonly error_path?: string | null;
  /** Loads what is new since the last load. */
  readonly incremental?: IncrementalConfig | null;
  /** What the API itself says of how many rows there are: where it stands, or that it means something else. */
  readonly witness?: WitnessConfig | null;
}

/** What of a body speaks against the end of a walk. */
export interface WitnessConfig {
  /**
   * Where the body tells how many rows there are in all; null: no number tells that. Default: `total_path` of `offset`, else
   * the usual places, headers included.
   */
  readonly total?: string | null;
  /**
   * Where the body says that more rows follow: a flag, or a link or cursor that is empty on the last page; null: nothing says
   * that. Default: `has_more_path`, else the usual flags, links and cursors.
   */
  readonly more?: string | null;
}
