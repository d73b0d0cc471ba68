import type { Verify } from '../model.ts';

/**
 * A source as it is written down: the keys of dlt's `rest_api` format, and a few more. Wherever a string stands,
 * `secret('NAME')` or `env('NAME')` may stand too. A key that is null counts as left out, unless it says otherwise.
 */
export interface RestApiConfig {
  /** The API: where it is, and how it wants to be asked. */
  readonly client: ClientConfig;
  /** What all resources have in common. A resource's own keys go first. */
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
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | null;
  /** How to authenticate. Default: not at all. */
  readonly auth?: AuthConfig | null;
  /** For the resources that neither have a paginator nor get one from the defaults. */
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
   * there next time. Default: no deadline.
   */
  readonly deadline_seconds?: number | null;
  /**
   * Where the body holds something only if it tells of an error: such an answer is one, whatever its status. As
   * `data_selector`.
   *
   * @example 'errors'
   */
  readonly error_path?: string | null;
}

/** A key that is sent with every request, to the origins that the configuration names and nowhere else. */
export interface ApiKeyAuthConfig {
  readonly type: 'api_key';
  /** The key itself, best as `secret('NAME')`. */
  readonly api_key: string;
  /** The header or query parameter that carries it. Default: `Authorization`. */
  readonly name?: string;
  /** Where it goes; `param` is another word for `query`. Default: `header`. */
  readonly location?: 'header' | 'query' | 'param';
}

export type AuthConfig = ApiKeyAuthConfig;

/** Pages by the number of rows in front of them. */
export interface OffsetPaginatorConfig {
  readonly type: 'offset';
  /** Rows to ask for at a time. */
  readonly limit: number;
  /** The first offset. Default: 0. */
  readonly offset?: number;
  /** The query parameter that carries the offset. Default: `offset`. */
  readonly offset_param?: string;
  /** The query parameter that carries the limit. Default: `limit`. */
  readonly limit_param?: string;
  /**
   * Where the body tells how many rows the collection holds. Left out, the usual places are looked at and none need be
   * there; written, it must be there; null switches totals off.
   */
  readonly total_path?: string | null;
}

export type PaginatorConfig = OffsetPaginatorConfig;

export interface RateLimitConfig {
  /** Requests, from 1. */
  readonly requests: number;
  /** In how many seconds. */
  readonly per_seconds: number;
}

export interface TimeoutConfig {
  /** Seconds until the connection stands. Default: 10. */
  readonly connect_seconds?: number;
  /** Seconds without a byte of the answer. Default: 60. */
  readonly idle_seconds?: number;
  /** Seconds for one attempt in all. Default: 600. */
  readonly total_seconds?: number;
}

export interface RetryConfig {
  /** Attempts in all; 1 means that nothing is sent again. Default: 5. */
  readonly attempts?: number;
  /** The longest first wait in seconds; it doubles from attempt to attempt. Default: 1. */
  readonly base_seconds?: number;
  /** The longest wait in seconds, as long as the API asks for nothing longer. Default: 30. */
  readonly cap_seconds?: number;
}

export interface LimitsConfig {
  /** Objects and lists inside of one another. Default: 256. */
  readonly depth?: number;
  /** Bytes of one string. Default: 16 MiB. */
  readonly string_bytes?: number;
  /** Bytes of one row. Default: 64 MiB. */
  readonly row_bytes?: number;
  /** Names in one row, those of nested objects included. Default: 10,000. */
  readonly row_keys?: number;
  /** Bytes of one page after decompression. Default: 4 GiB. */
  readonly page_bytes?: number;
}

/** What a resource may have and `resource_defaults` too. */
export interface ResourceSettingsConfig {
  /** The table's name. Default: the resource's name. Either way it is put in snake_case. */
  readonly table_name?: string | null;
  /** The field that identifies a row, or several that do so together, as the API writes them. */
  readonly primary_key?: string | readonly string[] | null;
  /** `merge`: a row takes the place of the one with its key. A `sync` needs it. */
  readonly write_disposition?: 'merge' | { readonly disposition: 'merge' } | null;
  /** Whether the resource is loaded. Default: true. */
  readonly selected?: boolean | null;
  /** Column names: `snake_case` of the API's names, or `direct`, as they are. Default: `snake_case`. */
  readonly naming?: 'snake_case' | 'direct' | null;
  /** Whether columns that hold nothing but ISO dates or date-times get a type for that. Default: true. */
  readonly detect_dates?: boolean | null;
  /** As that of the client, which it takes the place of. */
  readonly verify?: Verify | null;
  /** As that of the client, which it takes the place of. */
  readonly max_passes?: number | null;
  /**
   * What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are,
   * marked, or deleted. After a walk that is not proved to be complete nothing is. Default: `keep`.
   */
  readonly on_missing?: 'keep' | 'mark' | 'delete' | null;
  /** The share of the table's rows, from 0 to 1, above which nothing is marked or deleted. Default: 0.2. */
  readonly max_delete_ratio?: number | null;
  /**
   * Rows that an interrupted run staged are taken up by the next one, unless they are older than this many seconds; 0
   * means never. Default: 604800, a week.
   */
  readonly max_checkpoint_age_seconds?: number | null;
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
  readonly endpoint?: EndpointConfig;
}

/** How a collection is asked for. */
export interface EndpointConfig {
  /** Joined to `base_url`; a full http or https URL replaces it. May have a query. Default: the resource's name. */
  readonly path?: string | null;
  /** Default: `GET`. */
  readonly method?: 'GET' | null;
  /** Query parameters. A list repeats its name, null leaves a parameter out. Joined with those of the defaults. */
  readonly params?: Readonly<Record<string, ParamConfig>>;
  /** Sent besides the client's headers; null takes a client's header away. */
  readonly headers?: Readonly<Record<string, string | null>> | null;
  /** How to get from page to page. */
  readonly paginator?: PaginatorConfig | null;
  /**
   * Where the rows stand in the body: names with dots between them, odd ones quoted; `$` for the body itself.
   *
   * @example "data.items", "$", "['@graph'].nodes"
   */
  readonly data_selector?: string | null;
}

/** The value of a query parameter. */
export type ParamConfig = ParamScalar | null | readonly (ParamScalar | null)[];
export type ParamScalar = string | number | bigint | boolean;
