import type { EnvelopeFacts, JsonNode, PageBody } from '../model.ts';

/** One page to ask for: what the paginator adds to the resource's own request. */
export interface PageRequest {
  /** Query parameters, laid over those of the resource. */
  readonly params: Readonly<Record<string, string | number>>;
  /** Values to be set in the JSON body, each by the names that lead to it; objects on the way are made. */
  readonly body?: readonly (readonly [path: readonly string[], value: BodyValue])[];
  /** An absolute URL that takes the place of the resource's own, and of all its query parameters. */
  readonly url?: string;
  /** `head`: the beginning, read again when the walk has reached its end. */
  readonly role: 'body' | 'head';
}

/** What can be set in a JSON body; an integer beyond 2^53 is a `bigint`. */
export type BodyValue = string | number | bigint | boolean;

/** What is known of a page once it is whole. */
export interface PageFacts {
  readonly request: PageRequest;
  /** Rows under the selector. */
  readonly rowCount: number;
  /** Rows of the page whose key is among those of the page that was taken last. */
  readonly shared: number;
  /** Rows behind the last of those: new ground. All rows where none is shared. */
  readonly ahead: number;
  /** Whether it has the very keys of the page that was taken last, in the same order. */
  readonly repeats: boolean;
  /** Of a page of the head: whether a row stands on it as it stood on the first page, so that nothing behind it moved. */
  readonly isAnchored: boolean;
  /**
   * Of a page of the head: whether it shares a row, in the same form, with the page of the head before it, or is its first
   * one. Default: true.
   */
  readonly isHeadLinked?: boolean;
  /** The envelope values that the paginator asked for. */
  readonly envelope: EnvelopeFacts;
  /** The envelope, with nothing at the place of the rows. */
  readonly outline?: JsonNode | undefined;
  /** The total of rows that this response tells, at a written place or at a usual one; undefined if it tells none. */
  readonly told?: number | undefined;
  /** The same, if it cannot be the number of the page's own rows, by its name or because it was written. */
  readonly toldSurely?: number | undefined;
  /** How the page was answered; undefined only where a test has no HTTP. */
  readonly answer?: PageAnswer;
}

/** What the request of a walk has by itself, before its paginator adds to it. */
export interface AskedFacts {
  /** Those of the path first. */
  readonly params: readonly (readonly [name: string, value: string])[];
  /** The JSON body, if it has one. */
  readonly body?: unknown;
}

/** What a page's response tells besides its body. */
export interface PageAnswer {
  readonly status: number;
  /** The URL that was asked, without the parameters of the resource and of the paginator, and without secrets. */
  readonly url: string;
  /** What the resource asks for by itself, without what its paginator adds; undefined only where a test has no HTTP. */
  readonly asked?: AskedFacts;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole body, where the paginator `needsTree`. */
  readonly body?: PageBody | undefined;
}

/**
 * Whether a page was answered with 204 (No Content), or refused where the end had been told: it has no rows, and nothing comes
 * behind it. It ends a walk whatever the paginator asks of an empty page, for it has no body that could say more.
 */
export function hasNoContent({ answer }: Pick<PageFacts, 'answer'>): boolean {
  return answer !== undefined && (answer.status === 204 || answer.status >= 400);
}

/** What follows from a page. */
export interface PageStep {
  /** Whether the page's rows count. */
  readonly takes: boolean;
  /** Whether the head is read once more from its beginning, and now up to a row that stands as it did there. */
  readonly restartsHead?: boolean;
  /** Whether this page tells that nothing follows, as far as the paginator counts pages or rows. Default: it is not known. */
  readonly isEndTold?: boolean;
  /** Whether the next page is the first one of the head. */
  readonly beginsHead?: boolean;
  /** Whether rows that are not shared with the page before may be known from further back. */
  readonly isBack?: boolean;
  /** Whether any row of the page may be known, those behind a shared one too: the chain began anew. */
  readonly isAnew?: boolean;
  /**
   * The pages from here on, in order: the first one is certain, the ones behind it are worth asking for ahead. A page
   * that is in flight already and that still stands at its place is kept, any other is given up. None: the end.
   */
  readonly next: readonly PageRequest[];
}

/**
 * Decides which pages exist, which of them count, and where the end is. Pure: the same facts in, the same steps out; it
 * knows neither HTTP nor rows. One paginator serves one pass of a walk.
 */
export interface Paginator {
  /**
   * Where the values stand that `after` needs: RFC 6901 JSON pointers, or JSONPaths that begin with `$`. Asked before each
   * page: `auto` learns them from the first one.
   */
  readonly envelopePointers: readonly string[];
  /** Whether `after` needs the whole body of the next page, parsed. Asked before each page. Default: false. */
  readonly needsTree?: boolean;
  /** What to ask for at first, or next where the state of an earlier run was taken up. */
  first(): readonly PageRequest[];
  /**
   * Called once for each page, in order.
   *
   * @throws {SourceError} when the facts contradict the configuration.
   */
  after(page: PageFacts): PageStep;
  /**
   * Whether what is asked for lies behind what seems to be the end: if the API refuses it (400, 404 and their like), that is as
   * good as an empty page. Default: false.
   */
  isLooking?(): boolean;
  /** Whether pages can be asked for with fewer rows. Default: false, for only if they overlap does their length not matter. */
  canShrink?(): boolean;
  /** What to ask for in place of a page that the API can't give at its size; undefined if no smaller page will do. */
  smaller?(request: PageRequest): SmallerPages | undefined;
  /** What was seen so far; at the end, what that proves. */
  end(): PaginationEnd;
  /** Plain data from which a paginator of the same settings goes on. */
  state(): unknown;
}

/** Shorter pages in place of one that was too much for the API. */
export interface SmallerPages {
  /** Rows that a page is asked for now. */
  readonly limit: number;
  readonly next: readonly PageRequest[];
}

/** What a paginator saw by the time the pass ended. */
export interface PaginationEnd {
  /** What the chain of pages proves: `overlap` and `single` that nothing was stepped over. */
  readonly proof: 'overlap' | 'single' | 'none';
  /** Whether rows are missing by how the pages stood to one another. */
  readonly isShort: boolean;
  /** Whether the pass was given up because it came to no end. */
  readonly isLost: boolean;
  /** Whether the walk has one page by its nature. */
  readonly isSinglePage: boolean;
  /** Whether the configuration ended it (`maximum_offset`, `maximum_page`): what lies behind is not missing. */
  readonly isCapped: boolean;
  /** Rows that a written start leaves out. */
  readonly skipped: number;
  /** Whether the place behind the last row was asked for, and brought nothing new. */
  readonly isPastEnd: boolean;
  /** Places of the envelope or headers that lead to the next page and that this paginator reads. */
  readonly followed: readonly string[];
  readonly warnings: readonly string[];
}

/** An end of which nothing is known but that it was reached. */
export const PLAIN_END: PaginationEnd = Object.freeze({
  proof: 'none',
  isShort: false,
  isLost: false,
  isSinglePage: false,
  isCapped: false,
  skipped: 0,
  isPastEnd: false,
  followed: [],
  warnings: [],
});
