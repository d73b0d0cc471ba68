import type { OwnPaginator } from '../../pagination/settings.ts';
import type { RegisteredConfig } from './auth-config.ts';
import type { RegisteredName } from './registry.ts';

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
  /** The header of the answer that tells the cursor of the next page. Default: `next`. */
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

/** The next page by the `Link` header of the answer (RFC 8288). */
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

export type PaginatorConfig =
  | TypedPaginatorConfig
  | PaginatorName
  | RegisteredName
  | RegisteredConfig
  | OwnPaginator;
