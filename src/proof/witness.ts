import type { EnvelopeFacts, JsonNode } from '../model.ts';
import type { AskedFacts } from '../pagination/paginator.ts';

/** What a response says besides its rows. */
export interface WitnessedResponse {
  readonly status: number;
  /** Its number in the pass, from 1. */
  readonly page: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The URL that was requested, whole. */
  readonly url: () => string;
  /** What the resource asks for by itself. Default: nothing. */
  readonly asked?: AskedFacts | undefined;
  /** The envelope, with nothing at the place of the rows. */
  readonly outline: JsonNode;
  /** What stands at the paths that were written. */
  readonly envelope: EnvelopeFacts;
  readonly rowCount: number;
  /** Whether the rows stand in a list. */
  readonly isList: boolean;
}

/** Which witnesses a walk listens to. Paths are RFC 6901 JSON pointers, or JSONPaths that begin with `$`. */
export interface WitnessRules {
  /** Where the total of rows stands; null: totals say nothing. Default: the usual places. */
  readonly total?: string | null | undefined;
  /** Where the body says whether more rows follow; null: flags and links say nothing. Default: the usual places. */
  readonly more?: string | null | undefined;
  /** Rows that one page is asked for, if the paginator says so. */
  readonly limit?: number;
  /** Where the paginator finds the number of pages, as messages name it: not a total of rows. */
  readonly pagesPlace?: { readonly place: string; readonly isWritten: boolean } | undefined;
  /** Whether the selector leaves rows of the list out. A total that nobody wrote down counts them all. */
  readonly isFiltered: boolean;
}

/** What the API says against a clean end. */
export interface Accusation {
  readonly reason: 'total_mismatch' | 'more_told';
  /** What was said, and where: the middle of a message. */
  readonly what: string;
}

/** What came of a walk, to be compared with what the API told. */
export interface Received {
  /** Different keys; rows, if they have no key. */
  readonly distinct: number;
  /** Rows that a written start leaves out. */
  readonly skipped: number;
  /** Whether one page is the whole walk: an object with other content may then hold a number that is not a total. */
  readonly isSingle: boolean;
  /** Whether overlapping pages prove the walk: only a total that never changed contradicts it. */
  readonly isProved: boolean;
}
