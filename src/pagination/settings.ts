import type { JsonNode } from '../model.ts';
import type { OffsetSettings } from './offset.ts';
import type { AskedFacts } from './paginator.ts';
import type { ValuePlace } from './value-place.ts';

/** Where a value stands in the body of a response: an RFC 6901 JSON pointer, or a JSONPath that begins with `$`. */
export type EnvelopePath = string;

/** Pages by their number. */
export interface PageNumberSettings {
  readonly type: 'page_number';
  /** Number of the API's first page. */
  readonly basePage: number;
  /** The first page to ask for. */
  readonly page: number;
  readonly place: ValuePlace;
  /** Where the number of pages stands; null for nowhere. A path that the user did not write need not be there. */
  readonly totalPath: EnvelopePath | null;
  readonly isTotalWritten: boolean;
  /** The page at which to stop, which is not asked for. */
  readonly maximumPage?: number;
  readonly stopAfterEmptyPage: boolean;
  readonly hasMorePath?: EnvelopePath;
}

/** The next page by a value of the body. */
export interface CursorSettings {
  readonly type: 'cursor';
  readonly cursorPath: EnvelopePath;
  readonly place: ValuePlace;
  readonly stopAfterEmptyPage: boolean;
  readonly hasMorePath?: EnvelopePath;
  /** A flag that was recognised: the walk ends at the page on which it has this value. It need not be there. */
  readonly endFlag?: { readonly path: EnvelopePath; readonly value: boolean };
  /** Whether the cursor is an object whose members are the parameters of the next page: then `place` is not used. */
  readonly isObject?: true;
}

/** The next page by a value of a response header. */
export interface HeaderCursorSettings {
  readonly type: 'header_cursor';
  /** Name of the header. */
  readonly cursorKey: string;
  readonly cursorParam: string;
  /** Default: false. */
  readonly stopAfterEmptyPage?: boolean;
}

/** The next page by a URL in the body. */
export interface JsonLinkSettings {
  readonly type: 'json_link';
  readonly nextUrlPath: EnvelopePath;
  /** Default: false. */
  readonly stopAfterEmptyPage?: boolean;
}

/** The next page by the `Link` header (RFC 8288), or by a header of its own. */
export interface HeaderLinkSettings {
  readonly type: 'header_link';
  /** The relation. */
  readonly linksNextKey: string;
  /** Default: false. */
  readonly stopAfterEmptyPage?: boolean;
  /** The header that holds nothing but the URL. Default: none, the link is in `Link`. */
  readonly header?: string;
}

export interface SinglePageSettings {
  readonly type: 'single_page';
}

/** Finds out on the first page how the API pages. */
export interface AutoSettings {
  readonly type: 'auto';
}

/** What the next request is to have. */
export interface RequestChange {
  /** Query parameters, laid over those of the resource. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Values for the JSON body, by dotted path. */
  readonly json?: Readonly<Record<string, string | number>>;
  /** A URL, absolute or relative to the one that was asked. It takes the place of the resource's URL and parameters. */
  readonly url?: string;
}

/** What a paginator of one's own is told of a page. */
export interface CustomPage {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body, parsed. */
  readonly body: unknown;
  readonly rowCount: number;
  /** What the request of this page had. */
  readonly request: RequestChange;
}

/** A paginator of one's own. It serves many walks, some at the same time, so it keeps no state. */
export interface CustomPaginator {
  /** What the first request has besides that of the resource. Default: nothing. */
  first?(): RequestChange;
  /** What the next request has; null or undefined: this page was the last. */
  next(page: CustomPage): RequestChange | null | undefined;
}

export interface CustomSettings {
  readonly type: 'own';
  readonly paginator: CustomPaginator;
}

export type PaginatorSettings =
  | OffsetSettings
  | PageNumberSettings
  | CursorSettings
  | HeaderCursorSettings
  | JsonLinkSettings
  | HeaderLinkSettings
  | SinglePageSettings
  | AutoSettings
  | CustomSettings;

/** What the first page tells of the way, and what it was asked with; see `detectPaginator`. */
export interface DetectionFacts {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly tree: JsonNode;
  /** Default: not known. */
  readonly rowCount?: number;
  /** The URL that was asked, without parameters. */
  readonly url?: string;
  readonly asked?: AskedFacts | undefined;
}

/** How an API pages, as far as its first page tells. */
export interface Detection {
  readonly settings: PaginatorSettings;
  /** The same under other names, to be tried in turn while a page repeats the first one. */
  readonly others: readonly PaginatorSettings[];
  /** Whether the value may have nothing to do with pages, so that nothing is wrong if it leads nowhere. */
  readonly isGuess: boolean;
}
