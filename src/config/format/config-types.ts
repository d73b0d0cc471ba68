// biome-ignore-all lint/style/noExcessiveLinesPerFile: a module that a script writes
// Written by `npm run reference` from the sections beside it. Do not edit it.

import type { AnswerFunction, CustomAuth } from '../../http/client.ts';
import type { Verify } from '../../model.ts';
import type { CustomPaginator } from '../../pagination/settings.ts';
import type { Row } from '../../parse/row-object.ts';
import type { RegisteredConfig, RegisteredName } from './registry.ts';

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
   * The URL (http or https) that all paths are joined to, without a query. Empty if every path is a full URL.
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
   * before), `passes` (the collection is walked until two passes agree), `total` (the total before and after is
   * compared with the rows) or `off` (exactly the requests of the format). For the resources without one. Default:
   * `overlap`.
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
   * The longest pause, in seconds, that the API may ask for (`Retry-After`, the reset of a limit that is used up). A
   * longer one ends the resource as `incomplete (deadline)`, staged, and the report says when to come back. Default:
   * 3700.
   */
  readonly max_wait_seconds?: number | null;
  /**
   * Where the body holds something only if the response is an error, whatever its status; written as `data_selector`.
   * Without it, a body that says it is an error in the usual words, and holds no rows, is one; null switches that off.
   * For the endpoints without one. Default: the usual words.
   *
   * @example 'errors'
   */
  readonly error_path?: string | null;
  /**
   * Further hosts that requests, and with them secrets, may go to: `files.example.com`, `example.com:8443` or an
   * origin such as `http://10.0.0.1`. Those of `base_url`, full URLs and `access_token_url` are allowed as they are.
   * Default: none.
   */
  readonly allowed_hosts?: readonly string[] | null;
}

export type AuthConfig =
  | BearerAuthConfig
  | ApiKeyAuthConfig
  | HttpBasicAuthConfig
  | ClientCredentialsAuthConfig
  | RefreshTokenAuthConfig
  | JwtBearerAuthConfig
  | AuthName
  | RegisteredName
  | RegisteredConfig
  | CustomAuth;

/** A token that is sent as `Authorization: Bearer …`. The type of an object without one. */
export interface BearerAuthConfig {
  /** The way to authenticate. Default: `bearer`. */
  readonly type?: 'bearer';
  /** The token, best as `secret('NAME')`. Default: the one of the environment. */
  readonly token?: string;
}

/** A key that is sent with every request, to the origins that the configuration names and nowhere else. */
export interface ApiKeyAuthConfig {
  /** The way to authenticate. */
  readonly type: 'api_key';
  /** The key itself, best as `secret('NAME')`. Default: the one of the environment. */
  readonly api_key?: string;
  /** The header, query parameter or cookie that carries it. Default: `Authorization`. */
  readonly name?: string;
  /** Where it goes; `param` is another word for `query`. Default: `header`. */
  readonly location?: 'header' | 'query' | 'param' | 'cookie';
}

/** A name and a password (RFC 7617). */
export interface HttpBasicAuthConfig {
  /** The way to authenticate. */
  readonly type: 'http_basic';
  /** The user's name. Default: the one of the environment. */
  readonly username?: string;
  /** The password, best as `secret('NAME')`. Default: the one of the environment. */
  readonly password?: string;
}

/** OAuth 2.0 with client credentials. One token serves the whole source; it is fetched anew when it ends. */
export interface ClientCredentialsAuthConfig extends TokenRequestConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_client_credentials';
  /** The secret of the client, best as `secret('NAME')`. Default: the one of the environment. */
  readonly client_secret?: string;
}

/** What the ways to authenticate have that ask for a token. */
export interface TokenRequestConfig {
  /** The URL (http or https) that tokens are requested from. Default: the one of the environment. */
  readonly access_token_url?: string;
  /** The name of the client. Default: the one of the environment. */
  readonly client_id?: string;
  /**
   * How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header
   * `Authorization` (`client_secret_basic`). Default: `client_secret_post`.
   */
  readonly auth_method?: AuthMethodName | null;
  /** A token to begin with. Default: one is fetched before the first request. */
  readonly access_token?: string | null;
  /** Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
  /** Headers of the token request. Default: none of its own. */
  readonly access_token_request_headers?: Readonly<Record<string, string>> | null;
  /** Seconds that a token is valid if its response does not say. Default: 3600. */
  readonly default_token_expiration?: number | null;
}

/** How a client tells the server that issues tokens who it is. */
export type AuthMethodName = 'client_secret_post' | 'client_secret_basic';

/**
 * OAuth 2.0 with a refresh token. If the server returns another one, it gets that the next time, within one run: it
 * is written down nowhere.
 */
export interface RefreshTokenAuthConfig extends TokenRequestConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_refresh_token';
  /** The secret of the client, best as `secret('NAME')`. Default: the one of the environment, else none. */
  readonly client_secret?: string | null;
  /** The refresh token, best as `secret('NAME')`. Default: the one of the environment. */
  readonly refresh_token?: string;
}

/** OAuth 2.0 with an assertion that a private key signs (RFC 7523), as service accounts have. */
export interface JwtBearerAuthConfig extends TokenRequestConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_jwt_bearer';
  /** The name of the client, the issuer of the assertion. Default: the one of the environment. */
  readonly client_id?: string;
  /** The secret of the client, if the request carries one too, best as `secret('NAME')`. Default: none. */
  readonly client_secret?: string | null;
  /** The key that signs, PKCS #8 or PKCS #1 in PEM, best as `secret('NAME')`. Default: the one of the environment. */
  readonly private_key?: string;
  /** The passphrase of the key. Default: the one of the environment, else none. */
  readonly private_key_passphrase?: string | null;
  /** The algorithm of the signature. Default: `RS256`. */
  readonly algorithm?: JwtAlgorithmName | null;
  /** The name of the key, for the header of the assertion. Default: none. */
  readonly key_id?: string | null;
  /** For whom access is asked. Default: `client_id`. */
  readonly subject?: string | null;
  /** For whom the assertion is. Default: `access_token_url`. */
  readonly audience?: string | null;
  /** What access is asked for, one or several. Default: none. */
  readonly scopes?: string | readonly string[] | null;
  /** Laid over the claims of the assertion. Default: nothing. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
  /** Laid over the form of the token request. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
}

export type JwtAlgorithmName =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** A way to authenticate by its name. Every value is then looked up in the environment. */
export type AuthName =
  | 'bearer'
  | 'api_key'
  | 'http_basic'
  | 'oauth2_client_credentials'
  | 'oauth2_refresh_token'
  | 'oauth2_jwt_bearer';

export type PaginatorConfig =
  | TypedPaginatorConfig
  | PaginatorName
  | RegisteredName
  | RegisteredConfig
  | CustomPaginator;

/** A paginator that is written out, of a type that the format has. */
export type TypedPaginatorConfig =
  | OffsetPaginatorConfig
  | PageNumberPaginatorConfig
  | CursorPaginatorConfig
  | HeaderCursorPaginatorConfig
  | JsonLinkPaginatorConfig
  | HeaderLinkPaginatorConfig
  | SinglePagePaginatorConfig
  | AutoPaginatorConfig;

/** Pages by the number of rows in front of them. */
export interface OffsetPaginatorConfig {
  /** The way to page. */
  readonly type: 'offset';
  /** Rows to ask for at a time. */
  readonly limit: number;
  /** The first offset. Default: 0. */
  readonly offset?: number | null;
  /** The query parameter that carries the offset. Default: `offset`. */
  readonly offset_param?: string | null;
  /** Where the offset goes in the JSON body, names with dots between them. Not together with `offset_param`. */
  readonly offset_body_path?: string | null;
  /** The query parameter that carries the limit. Default: `limit`. */
  readonly limit_param?: string | null;
  /** Where the limit goes in the JSON body, names with dots between them. Not together with `limit_param`. */
  readonly limit_body_path?: string | null;
  /**
   * Where the body tells how many rows the collection holds. Written, it must be there; null switches totals off.
   * Default: the usual places, such as `total`, of which none need be there.
   */
  readonly total_path?: string | null;
  /** The offset at which to stop, which is not asked for. Default: none. */
  readonly maximum_offset?: number | null;
  /** Whether a page without rows is the last one. Default: true. */
  readonly stop_after_empty_page?: boolean | null;
  /** Where the body tells whether more pages follow. Default: nowhere. */
  readonly has_more_path?: string | null;
}

/** Pages by their number. */
export interface PageNumberPaginatorConfig {
  /** The way to page. */
  readonly type: 'page_number';
  /** The number of the API's first page. Default: 0. */
  readonly base_page?: number | null;
  /** The first page to ask for. Default: that of `base_page`. */
  readonly page?: number | null;
  /** The query parameter that carries the number. Default: `page`. */
  readonly page_param?: string | null;
  /** Where the number goes in the JSON body, names with dots between them. Not together with `page_param`. */
  readonly page_body_path?: string | null;
  /**
   * Where the body tells how many pages there are. Written, it must be there; null switches it off. Default: `total`,
   * which need not be there.
   */
  readonly total_path?: string | null;
  /** The page at which to stop, which is not asked for. Default: none. */
  readonly maximum_page?: number | null;
  /** Whether a page without rows is the last one. Default: true. */
  readonly stop_after_empty_page?: boolean | null;
  /** Where the body tells whether more pages follow. Default: nowhere. */
  readonly has_more_path?: string | null;
}

/** The next page by a value of the body. */
export interface CursorPaginatorConfig {
  /** The way to page. */
  readonly type: 'cursor';
  /** Where the body tells the cursor of the next page. Default: `cursors.next`. */
  readonly cursor_path?: string | null;
  /** The query parameter that carries the cursor. Default: `cursor`. */
  readonly cursor_param?: string | null;
  /** Where the cursor goes in the JSON body, names with dots between them. Not together with `cursor_param`. */
  readonly cursor_body_path?: string | null;
  /** Whether a page without rows is the last one. Default: false. */
  readonly stop_after_empty_page?: boolean | null;
  /** Where the body tells whether more pages follow. Default: nowhere. */
  readonly has_more_path?: string | null;
}

/** The next page by a value of a response header. */
export interface HeaderCursorPaginatorConfig {
  /** The way to page. */
  readonly type: 'header_cursor';
  /** The response header that holds the cursor of the next page. Default: `next`. */
  readonly cursor_key?: string | null;
  /** The query parameter that carries the cursor. Default: `cursor`. */
  readonly cursor_param?: string | null;
  /** Whether a page without rows is the last one. Default: false. */
  readonly stop_after_empty_page?: boolean | null;
}

/** The next page by a URL in the body. */
export interface JsonLinkPaginatorConfig {
  /** The way to page. `json_response` is an older word for `json_link`. */
  readonly type: 'json_link' | 'json_response';
  /** Where the body tells the URL of the next page. Default: `next`. */
  readonly next_url_path?: string | null;
  /** Whether a page without rows is the last one. Default: false. */
  readonly stop_after_empty_page?: boolean | null;
}

/** The next page by the `Link` header of the response (RFC 8288). */
export interface HeaderLinkPaginatorConfig {
  /** The way to page. */
  readonly type: 'header_link';
  /** The relation (`rel`) of the link to the next page. Default: `next`. */
  readonly links_next_key?: string | null;
  /** Whether a page without rows is the last one. Default: false. */
  readonly stop_after_empty_page?: boolean | null;
}

/** One page and no more. */
export interface SinglePagePaginatorConfig {
  /** The way to page. */
  readonly type: 'single_page';
}

/** Finds out on the first page how the API pages. */
export interface AutoPaginatorConfig {
  /** The way to page. */
  readonly type: 'auto';
}

/** A paginator by its name, with the defaults of all its options. `offset` is not among them: it needs a limit. */
export type PaginatorName =
  | 'page_number'
  | 'cursor'
  | 'header_cursor'
  | 'json_link'
  | 'json_response'
  | 'header_link'
  | 'single_page'
  | 'auto';

export interface RateLimitConfig {
  /** Requests, from 1. */
  readonly requests: number;
  /** In how many seconds. */
  readonly per_seconds: number;
}

export interface TimeoutConfig {
  /** Seconds until the connection stands. Default: 10. */
  readonly connect_seconds?: number;
  /** Seconds without a byte of the response. Default: 60. */
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
  /** Names in one row, those of nested objects included. Default: 10000. */
  readonly row_keys?: number;
  /** Bytes of one page after decompression. Default: 4 GiB. */
  readonly page_bytes?: number;
  /** Bytes of a page that has to be read whole, because a path or an action looks at all of it. Default: 64 MiB. */
  readonly whole_page_bytes?: number;
  /** Pages without rows in a row that a walk may meet; more of them are no progress. Default: 100. */
  readonly empty_pages?: number;
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
    | readonly (readonly unknown[])[]
    | Readonly<Record<string, unknown>>
    | null;
  /** Sent besides the client's headers; null takes a client's header away. */
  readonly headers?: Readonly<Record<string, string | null>> | null;
  /**
   * How to get from page to page; a name alone has the defaults of its options. Default: that of the client, else
   * `auto`.
   */
  readonly paginator?: PaginatorConfig | null;
  /**
   * Where the rows stand in the body: names with dots between them, odd ones quoted; `$` for the body itself.
   *
   * @example "data.items", "$", "['@graph'].nodes"
   */
  readonly data_selector?: string | null;
  /**
   * As that of the client, in its place: a path, or null to look for no error in the body. Default: that of the
   * client.
   */
  readonly error_path?: string | null;
  /**
   * What is done with responses before their status is checked: functions, or conditions and an action. Default:
   * nothing.
   */
  readonly response_actions?: readonly (ResponseActionConfig | AnswerFunction)[] | null;
  /** Loads what is new since the last load. */
  readonly incremental?: IncrementalConfig | null;
  /** How to authenticate here, in place of the client's way; null: not at all. Default: the client's. */
  readonly auth?: AuthConfig | null;
  /** What the API itself says of how many rows there are: where it stands, or that it means something else. */
  readonly witness?: WitnessConfig | null;
}

/** The value of a query parameter. */
export type ParamConfig =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly (string | number | bigint | boolean | null)[]
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

/** A query parameter that carries the start. */
export interface IncrementalParamConfig extends IncrementalSettingsConfig {
  /** What kind of parameter this is. */
  readonly type: 'incremental';
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
  readonly last_value_func?: ('max' | 'min' | ((values: readonly never[]) => unknown)) | null;
  /** What identifies a row that has the very value at which a load starts; `[]`: nothing does. Default: the whole row. */
  readonly primary_key?: string | readonly string[] | null;
  /**
   * The order in which the API returns rows. With it, a walk stops as soon as only rows follow that were loaded
   * before.
   */
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

/** What is done with responses of a kind. It acts if all its conditions hold. */
export interface ResponseActionConfig {
  /** The status of the responses that it acts on. Default: any. */
  readonly status_code?: number | null;
  /** A part of the text of the bodies that it acts on. Default: any. */
  readonly content?: string | null;
  /**
   * `ignore` ends the pages of the walk there, without an error; a function, or several in order, look at the response
   * and may return another one in its place.
   */
  readonly action: 'ignore' | readonly AnswerFunction[] | AnswerFunction;
}

/** Loads what is new since the last load. */
export interface IncrementalConfig extends IncrementalSettingsConfig {
  /** Where the load ends. Needs `initial_value`; such a load neither reads nor moves the cursor. */
  readonly end_value?: CursorValueConfig;
  /** The query parameter that carries the start. */
  readonly start_param?: string | null;
  /** The query parameter that carries the end. */
  readonly end_param?: string | null;
}

/** What of a body speaks against the end of a walk. */
export interface WitnessConfig {
  /**
   * Where the body tells how many rows there are in all; null: no number tells that. Default: `total_path` of
   * `offset`, else the usual places, headers included.
   */
  readonly total?: string | null;
  /**
   * Where the body says that more rows follow: a flag, or a link or cursor that is empty on the last page; null:
   * nothing says that. Default: `has_more_path`, else the usual flags, links and cursors.
   */
  readonly more?: string | null;
}

/** What a resource may have and `resource_defaults` too. */
export interface ResourceSettingsConfig {
  /**
   * The table's name, or a function that returns it for a row, up to 100 tables. Either way it is put in snake_case.
   * Default: the resource's name.
   */
  readonly table_name?: (string | ((row: Row) => string)) | null;
  /**
   * The field that identifies a row, or several that do so together, as the API writes them, or by their columns.
   * Default: none.
   */
  readonly primary_key?: string | readonly string[] | null;
  /**
   * How rows come into the table: `append` adds them, `replace` puts them in place of the whole table, `merge` in
   * place of those with the same key. Default: `append`.
   */
  readonly write_disposition?: WriteDispositionConfig | null;
  /** Whether the resource is loaded. Default: true. */
  readonly selected?: boolean | null;
  /** Column names: `snake_case` of the API's names, or `direct`, as they are. Default: `snake_case`. */
  readonly naming?: 'snake_case' | 'direct' | null;
  /** Whether columns that hold nothing but ISO dates or date-times get a type for that. Default: true. */
  readonly detect_dates?: boolean | null;
  /**
   * How objects and lists of new columns are stored: `typed` as STRUCT and LIST, unless their values have no one
   * shape, or `json`. A column that is there keeps what it has. Default: `typed`.
   */
  readonly nested?: NestedMode | null;
  /**
   * Whether lists get views with a row for each element, `<table>__<column>`: the key of its row, `index` from 0, and
   * the fields of the element or its `value`. Default: false.
   */
  readonly nested_views?: boolean | null;
  /** How the walks of this resource prove that they are complete: as that of the client. Default: that of the client. */
  readonly verify?: Verify | null;
  /** How often a walk whose rows change places is passed in all, from 1. Default: that of the client. */
  readonly max_passes?: number | null;
  /**
   * Whether each row says when it was written last, in the column `_loaded_at` beside `_load_id`. A table that has the
   * column keeps it. Default: false.
   */
  readonly load_times?: boolean | null;
  /**
   * What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are,
   * marked, or deleted. After a walk that is not proved to be complete nothing is. Default: `keep`.
   */
  readonly on_missing?: 'keep' | 'mark' | 'delete' | null;
  /**
   * The share of the table's rows, from 0 to 1, above which nothing is marked, deleted or, if it is written, replaced.
   * 1 lets a table be replaced by no rows. Default: 0.2.
   */
  readonly max_delete_ratio?: number | null;
  /**
   * How many columns a new table gets at most, from 1, in the order in which the rows have their names. Values under
   * further names go into one JSON column, `_rest`, with a warning. Keys, cursors and what `columns` names are always
   * columns, and a table that has more keeps them. The layout `dlt` refuses rows that would make a table wider.
   * Default: 1000.
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
  /**
   * The field, or several together, whose rows are replaced as a group: all rows of the table that share it with a new
   * one are deleted first. Default: none.
   */
  readonly merge_key?: string | readonly string[] | null;
  /** What is known of columns beforehand: an object by field, or a list with names. Default: nothing. */
  readonly columns?: ColumnsConfig | null;
  /**
   * What becomes of rows that would change the schema: `evolve` (it grows), `freeze` (the resource fails),
   * `discard_row` or `discard_value`; for all, or by `tables`, `columns` and `data_type`. Default: `evolve`.
   */
  readonly schema_contract?: SchemaContractConfig | null;
  /** What is done with each row before it is written: filter, map, yield_map. Default: nothing. */
  readonly processing_steps?: readonly ProcessingStepConfig[] | null;
  /** Has no effect: walks of dependent resources always go on concurrently, within `max_concurrency`. Default: true. */
  readonly parallelized?: boolean | null;
  /**
   * In the layout `dlt`, how many levels of objects and lists become columns and tables. In the layout `native`, 0
   * stores those of new columns as JSON, unless `nested` says otherwise; any other number has no effect. Default: no
   * limit.
   */
  readonly max_table_nesting?: number | null;
  /** Has no effect: `native` is the only one, a table of DuckDB. Default: `native`. */
  readonly table_format?: 'native' | null;
  /** In the layout `dlt` only: a hint in the stored schema. Default: none. */
  readonly file_format?: string | null;
  /** In the layout `dlt` only: which columns name rows of other tables, as hints in the stored schema. Default: none. */
  readonly references?: readonly ReferenceConfig[] | null;
  /**
   * In the layout `dlt` only: what is known of the tables of lists, by the name of the list; `a__b` for a list `b` in
   * an object `a`. Default: nothing.
   */
  readonly nested_hints?: Readonly<Record<string, NestedHintsConfig>> | null;
}

export type WriteDispositionConfig = WriteDispositionName | WriteDispositionObject;

export type WriteDispositionName = 'append' | 'replace' | 'merge';

/** How rows come into the table, written out. */
export interface WriteDispositionObject {
  /** `append` adds rows, `replace` puts them in place of the whole table, `merge` in place of those with their key. */
  readonly disposition: WriteDispositionName;
  /**
   * Of `merge`: `delete-insert` and `upsert` replace the row with the same key, `insert-only` leaves it as it is.
   * `cdc` is an `upsert` that deletes rows that are gone. `scd2` keeps each version of a row, and says from when until
   * when it is valid. Default: `delete-insert`.
   */
  readonly strategy?: 'delete-insert' | 'upsert' | 'insert-only' | 'scd2' | 'cdc';
  /**
   * Of `delete-insert`: whether rows are said to have different keys. The last row of a key counts in any case; with
   * true, keys that come twice are a warning. Default: false.
   */
  readonly deduplicated?: boolean;
  /**
   * Of `upsert` and `cdc`. Rows that did not change are never written; with true, `row_version_column_name` may tell
   * which these are. Default: false.
   */
  readonly skip_unchanged_rows?: boolean;
  /**
   * Of `scd2`, and of `upsert` and `cdc` with `skip_unchanged_rows`: a field whose value changes when the row changes.
   * While it is the same the row counts as unchanged, whatever else changed; null says nothing. Without a primary key,
   * `scd2` knows a row by it. Default: all values are compared.
   */
  readonly row_version_column_name?: string;
  /** Of `scd2`: the columns that say from when a version is valid, and until when. Default: `_valid_from`, `_valid_to`. */
  readonly validity_column_names?: readonly string[];
  /** Of `scd2`: what the second column holds while a version is valid: null, or a time in the future. Default: null. */
  readonly active_record_timestamp?: string | null;
  /**
   * Of `scd2`: when versions that this load brings begin, and those in whose place they come end. Default: the start
   * of the load.
   */
  readonly boundary_timestamp?: string | null;
}

export type NestedMode = 'typed' | 'json';

/** Columns by their field, a list of such with names, or those of a JSON Schema. */
export type ColumnsConfig =
  | Readonly<Record<string, ColumnConfig>>
  | readonly NamedColumnConfig[]
  | ColumnFileConfig;

/** What is known of a column. */
export interface ColumnConfig {
  /** The type of its values. Default: found out from the values. */
  readonly data_type?: ColumnTypeName | null;
  /** Whether it may hold null. Default: true. */
  readonly nullable?: boolean | null;
  /**
   * Of `text` and `binary` the greatest length, of `bigint` the bits, of `decimal` and `wei` the digits, of
   * `timestamp` and `time` the digits of a second. Default: that of the type.
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
  /**
   * Of several rows with one key, the one with the greatest (`desc`) or least (`asc`) value of it stays. Default: the
   * last one does.
   */
  readonly dedup_sort?: 'asc' | 'desc' | null;
  /** In the layout `dlt` only: that the table is partitioned by it, as a hint in the stored schema. Default: false. */
  readonly partition?: boolean | null;
  /** In the layout `dlt` only: that the table is clustered by it, as a hint in the stored schema. Default: false. */
  readonly cluster?: boolean | null;
  /** In the layout `dlt` only: that the table is sorted by it, as a hint in the stored schema. Default: false. */
  readonly sort?: boolean | null;
  /** In the layout `dlt` only: that it identifies rows, as a hint in the stored schema. Default: false. */
  readonly row_key?: boolean | null;
  /** In the layout `dlt` only: that it names the parent row, as a hint in the stored schema. Default: false. */
  readonly parent_key?: boolean | null;
  /** In the layout `dlt` only: that it names the root row, as a hint in the stored schema. Default: false. */
  readonly root_key?: boolean | null;
  /** In the layout `dlt` only: that it takes values which did not fit another column. Default: false. */
  readonly variant?: boolean | null;
  /** In the layout `dlt` only: that it is a cursor, as a hint in the stored schema. Default: false. */
  readonly incremental?: boolean | null;
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

/** Columns that a JSON Schema describes; columns beside it go first, hint by hint. */
export interface ColumnFileConfig {
  /**
   * A local file with a JSON Schema of one row (draft 2020-12 or draft-07), from the folder of the configuration on;
   * in code, from the working directory on. A JSON pointer behind `#` leads to a place in it.
   *
   * @example './openapi.json#/components/schemas/Contact'
   */
  readonly $ref: string;
  readonly [name: string]: ColumnConfig | string;
}

export type SchemaContractConfig = ContractModeName | SchemaContractObject;

/** The schema grows; the resource fails; the row is left out; the value is left out. */
export type ContractModeName = 'evolve' | 'freeze' | 'discard_row' | 'discard_value';

/** What becomes of rows that would change the schema, by what they would change. */
export interface SchemaContractObject {
  /** What becomes of a table that is not there yet. Default: `evolve`. */
  readonly tables?: ContractModeName | null;
  /** What becomes of columns that the table has not. Default: `evolve`. */
  readonly columns?: ContractModeName | null;
  /** What becomes of values that do not fit the column. Default: `evolve`. */
  readonly data_type?: ContractModeName | null;
}

/** What is done with each row: one of these or several, then in this order. */
export interface ProcessingStepConfig {
  /** Whether the row stays. */
  readonly filter?: (row: Row) => unknown;
  /** Returns the row that takes the place of this one. */
  readonly map?: (row: Row) => unknown;
  /** Returns the rows that take the place of this one. */
  readonly yield_map?: (row: Row) => Iterable<unknown>;
}

/** Which columns of a table name rows of another one. */
export interface ReferenceConfig {
  /** The other table. */
  readonly referenced_table: string;
  /** The columns that name its rows. */
  readonly columns: string | readonly string[];
  /** The columns that they name there. */
  readonly referenced_columns: string | readonly string[];
  /** What it is called. Default: none. */
  readonly label?: string | null;
  /** How many rows name how many. Default: none. */
  readonly cardinality?: string | null;
  /** The table that has the columns. Default: its own. */
  readonly table?: string | null;
}

/** What is known beforehand of the table of a list. */
export interface NestedHintsConfig {
  /** What is known of its columns. Default: nothing. */
  readonly columns?: ColumnsConfig | null;
  /**
   * The field, or fields, that identify an element: the table is one of its own then, without links to its parent.
   * Default: none.
   */
  readonly primary_key?: string | readonly string[] | null;
  /** The same for groups of elements. Default: none. */
  readonly merge_key?: string | readonly string[] | null;
  /** What may change of it. Default: that of the table. */
  readonly schema_contract?: SchemaContractConfig | null;
  /** In the layout `dlt` only: which columns name rows of other tables, as hints in the stored schema. Default: none. */
  readonly references?: readonly ReferenceConfig[] | null;
  /** In the layout `dlt` only: a hint in the stored schema. Default: none. */
  readonly file_format?: string | null;
  /** Has no effect: `native` is the only one. Default: `native`. */
  readonly table_format?: 'native' | null;
}

/** One collection of the API. It becomes one table. */
export interface ResourceConfig extends ResourceSettingsConfig {
  /** Unlike any other in this configuration. */
  readonly name: string;
  /** How it is asked for. A string is short for `{ path }`. Default: the path is the name. */
  readonly endpoint?: string | EndpointConfig;
}
