/**
 * Terminology
 *
 * - source: one API, a client and its resources, from one configuration
 * - resource: one collection of the API; becomes one table
 * - page: one response; envelope: what a page holds outside of the selected array
 * - row: one element of the selected array
 * - batch: up to N rows of one page as JSON text, the unit in which rows travel between rooms
 * - barrier: what a walk sends to be told when everything in front of it is staged
 * - key: the primary key of a row in canonical form
 * - walk: the pages of one resource in order; pass: one going through of a walk
 * - last: of several copies of a row, the one with the greatest position (pass, page, row)
 * - verdict, basis: what a walk proved, and by what
 * - load: one run of `sync`, with an id
 * - staging: the table where the rows of a walk wait, as text, durable, until their fold
 * - fold: the one transaction that turns the staged rows of a walk into rows of the table
 * - checkpoint: how far a walk is staged
 */

import type { EventEmitter } from 'node:events';

/** What a walk proved. See "What a verdict means" in the README. */
export type Verdict = 'complete' | 'exhausted' | 'drifted' | 'incomplete';

/** By what a walk proved it: `complete` and `exhausted` walks have one. */
export type Basis = 'overlap' | 'passes' | 'single' | 'total' | 'end';

/** Why a walk is `incomplete`. */
export type Reason =
  | 'total_mismatch'
  | 'more_told'
  | 'max_pages'
  | 'deadline'
  | 'aborted'
  | 'failed_page';

/**
 * What was seen in the values of one field: a bit set of {@link Kind} and the widths of its numbers.
 * Two facts merge by "or" and "greatest", so they can be gathered in any order.
 */
export interface FieldFacts {
  /** Bit set of {@link Kind}. */
  kinds: number;
  /** Most digits in front of the point of any number, written in plain decimal. */
  integerDigits: number;
  /** Most digits behind the point of any number, written in plain decimal. */
  scale: number;
  /** Of objects: what was seen of their members, in the order in which they came. Undefined if none was seen. */
  fields?: ReadonlyMap<string, FieldFacts> | undefined;
  /** Of objects: most members of any of them. */
  members?: number | undefined;
  /** Of lists: what was seen of their elements. Undefined if none was seen. */
  items?: FieldFacts | undefined;
}

/** Bits of {@link FieldFacts.kinds}. */
export const Kind = {
  null: 1,
  boolean: 2,
  /** An integer within 64 bits. */
  integer: 4,
  /** An integer beyond 64 bits, within 128. */
  huge: 8,
  /** An integer beyond 128 bits. */
  big: 16,
  /** A number with a point or an exponent. */
  fraction: 32,
  /** A string that is a valid ISO date (`2024-02-29`). */
  date: 64,
  /** A string that is a valid ISO date-time with a zone (`2024-02-29T12:00:00Z`, `…+01:00`), to the microsecond. */
  instant: 128,
  /** Any other string. */
  text: 256,
  object: 512,
  array: 1024,
  /** An integer beyond ±2^53, which a double does not hold. */
  wide: 2048,
  /**
   * A number whose text a double does not hold (also inside of a nested value). The row text alone does not
   * bring it through DuckDB's JSON reader: its value travels in {@link Batch.exact} too.
   */
  inexact: 4096,
  /** Objects or lists whose inside nobody looked at, or that have too much of it to be of one shape. */
  shapeless: 8192,
  /** Of a member of objects: one of them was without it. */
  missing: 16384,
} as const;

/** What travels from a walk to its destination, in the order of its pages. */
export type FlowItem = Batch | PageEnd | PageVoid | Barrier;

/** The page that something is about. */
export interface PagePosition {
  /** The pass of the walk, from 1. */
  readonly pass: number;
  /** The page of the pass, from 1. */
  readonly page: number;
}

/** Up to N rows of one page. The arrays `rows`, `texts` and `keys` run in parallel. */
export interface Batch extends PagePosition {
  readonly kind: 'rows';
  /** The place of each row in its page, from 0, ascending. */
  readonly rows: readonly number[];
  /** Each row as JSON text on one line: no raw newline, no name twice in one object, numbers as the API wrote them. */
  readonly texts: readonly string[];
  /** Each row's key; `undefined` for all if the resource has no primary key. */
  readonly keys: readonly (string | undefined)[];
  /**
   * For rows with values that a double does not hold: index in this batch -> JSON object text that maps each such
   * top-level field to the JSON text of its value, as a string (`{"price":"12345678901234567890.123"}`).
   */
  readonly exact: ReadonlyMap<number, string>;
  /** What was seen in the values of these rows (and possibly of more rows of the same page), by top-level field. */
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Whether the page had not ended when this was sent, so that it may yet be void: no other copy gives way to its rows. */
  readonly isProvisional: boolean;
  /**
   * Whether these rows were met before in this walk: the row that two pages share, in a newer form, or rows of the head
   * that was read again. They take the place of the earlier copy, and count as `reread`.
   */
  readonly isReread: boolean;
  /**
   * The encoding of the page, if it held bytes that are not valid in it, here or before: U+FFFD stands for them, so that
   * texts that differed may be one now. Undefined if there were none.
   */
  readonly lossyEncoding: string | undefined;
}

/** A page that counts is whole: what was sent of it stays. Not every page ends so. */
export interface PageEnd extends PagePosition {
  readonly kind: 'page_end';
  /**
   * The state of the walk behind the page, as JSON. A walk that was interrupted goes on from the last state that was
   * committed with its rows. Undefined if nothing can go on from here.
   */
  readonly state: string | undefined;
}

/** What was sent of a page before is void. */
export interface PageVoid extends PagePosition {
  readonly kind: 'page_void';
  /** Whether the page follows once more, from its first row: an attempt broke, and the next one differs from it. */
  readonly isSentAgain: boolean;
}

/** A question to the destination: tell when everything in front of this is where {@link StagedEvidence} looks. */
export interface Barrier extends PagePosition {
  readonly kind: 'barrier';
  /** Names it, also in {@link StagedEvidence.barriers}; a walk uses none twice. */
  readonly id: number;
}

/** Tells of barriers by their id. */
export type BarrierEvents = EventEmitter<{ reached: [id: number] }>;

/** What is known of the rows of a walk that left already: a look into staging, so that no key is kept on the heap. */
export interface StagedEvidence {
  /** Tells of each {@link Barrier} once everything in front of it can be seen here. */
  readonly barriers: BarrierEvents;
  /** Which of these keys no staged row of this walk has. */
  unknown(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many keys stand at more than one place of a pass, rows that were reread left out. */
  moved(pass: number): Promise<number>;
  /** How many different keys the staged rows of this walk have, and rows without a key, over all passes. */
  distinct(): Promise<number>;
}

/** What an earlier run staged of the same walk. */
export interface ResumePoint {
  /** The {@link PageEnd.state} that was committed last. */
  readonly state: string;
  /** Staged rows up to there, without those that were reread. */
  readonly rows: number;
  /** Keys of the last page, in order (the last 10 000 of them). */
  readonly lastKeys: readonly string[];
  /** The last whole page, for messages. */
  readonly page: number;
  /** When the first of these rows was staged, as an ISO date-time. */
  readonly since: string;
}

/** How a walk proves that it is complete. */
export type Verify = 'overlap' | 'passes' | 'total' | 'off';

/** One value of the envelope, as its JSON token. Objects and arrays are named, not held. */
export interface EnvelopeValue {
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  /** The unescaped string, the number as it was written, `true` or `false`; empty for the others. */
  readonly text: string;
  /** Of an object or an array: whether it holds nothing. Undefined counts as false. */
  readonly isEmpty?: boolean;
}

/** RFC 6901 JSON pointer -> value, for each one that was asked for and is in the body. */
export type EnvelopeFacts = ReadonlyMap<string, EnvelopeValue>;

/** A JSON value with its members in the order of the document and its numbers as they were written. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | {
      readonly kind: 'array';
      readonly items: readonly JsonNode[];
      /** Of an outline: whether the rows of the page stood in this list. */
      readonly isRows?: true;
    }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string };

/** What JSON can hold, as JavaScript holds it; integers beyond 2^53 are `bigint`. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A whole body, as whoever parsed it can give it. */
export interface PageBody {
  readonly tree: JsonNode;
  /** As plain values; integers beyond 2^53 are `bigint`. */
  value(): JsonValue;
  /** What is found at these RFC 6901 JSON pointers, or JSONPaths that begin with `$`. */
  envelope(pointers: readonly string[]): EnvelopeFacts;
}

/** How far an incremental resource was loaded: plain data, kept between loads with the rows. */
export interface CursorState {
  /** The `initial_value` that was configured when the state was made. */
  readonly initialValue: JsonValue;
  /** The greatest value of the cursor that was loaded (the least, where it runs down). */
  readonly lastValue: JsonValue;
  /** Hashes of the rows that have this value. */
  readonly boundary: readonly string[];
}

/** A cursor that moved. `walk` tells the walks of a dependent resource apart: the key of the parent row, else empty. */
export interface CursorMove {
  /** Whose it is. Default: that of the resource with whose rows it moves. */
  readonly resource?: string;
  readonly path: string;
  readonly walk: string;
  readonly state: CursorState;
}

/** How a walk ended. */
export interface WalkOutcome {
  readonly verdict: Verdict;
  readonly basis?: Basis;
  readonly reason?: Reason;
  /** The total that the API told last. */
  readonly total?: number;
  /** Why the walk failed: a page, if `reason` is `failed_page`, else the destination. */
  readonly error?: Error;
  /**
   * What this run walked of the pass that gave the verdict. `partly`: an earlier run had begun it. `earlier`: an earlier run
   * had ended it, so the verdict says nothing of today. Default: all of it.
   */
  readonly walked?: 'partly' | 'earlier';
}

/** A change that a fold made to a table. */
export interface SchemaChange {
  readonly kind: 'table_created' | 'column_added' | 'column_widened';
  readonly table: string;
  readonly column?: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * The rows of one resource in one load, by what became of them. They add up: `received + carried = inserted + updated +
 * unchanged + duplicates + rejected + filtered + staged + discarded`.
 */
export interface RowCounts {
  readonly received: number;
  /** Staged by an earlier run and taken over. */
  readonly carried: number;
  readonly inserted: number;
  /** Rows that changed the table; one that is flagged as deleted and deleted its key is among them. */
  readonly updated: number;
  /** Rows that changed nothing. */
  readonly unchanged: number;
  /** Copies that gave way to a later copy of the same key. */
  readonly duplicates: number;
  /** Rows that the schema contract refused and that were left out for it. */
  readonly rejected: number;
  readonly filtered: number;
  /** Waiting in staging for a later run. */
  readonly staged: number;
  /** Received but not written, because of the verdict or an error. */
  readonly discarded: number;
  /** Rows that were met again in this walk; they count nowhere else. */
  readonly reread: number;
  /** Rows of the table that went, for whatever reason, and did not come back in a newer form; of versions, those that ended so. */
  readonly deleted: number;
}

/** No rows. Reports, sums, books and status take the names of the counts from here. */
export const NO_ROWS: RowCounts = Object.freeze({
  received: 0,
  carried: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  duplicates: 0,
  rejected: 0,
  filtered: 0,
  staged: 0,
  discarded: 0,
  reread: 0,
  deleted: 0,
});

/** What became of one resource in one load. */
export interface ResourceReport extends RowCounts {
  readonly name: string;
  /** The table's name; undefined where the destination has no tables. */
  readonly table?: string;
  readonly verdict: Verdict;
  readonly basis?: Basis;
  readonly reason?: Reason;
  /** Pages that counted. */
  readonly pages: number;
  /** Requests sent, retries and redirects included. */
  readonly requests: number;
  readonly retries: number;
  /** The total that the API told last; undefined where it told none. */
  readonly total?: number;
  readonly seconds: number;
  /** Rows that would have been deleted, or lost by `replace`, had there not been more of them than `max_delete_ratio` allows. */
  readonly refusedDeletes?: number;
  /** Of layout `dlt`: rows of the tables of lists that came with the rows, by table. The other counts are those of the rows. */
  readonly listRows?: Readonly<Record<string, number>>;
  readonly schemaChanges: readonly SchemaChange[];
  readonly warnings: readonly string[];
  /** Of `exhausted` alone: what could make it `complete`, for the way in which this resource pages. */
  readonly toProve?: string;
  /** Whether rows that an earlier run had staged were taken over. */
  readonly resumed: boolean;
  /**
   * When the first carried row of a resumed walk was staged, as an ISO date-time: the verdict is about the collection since
   * then. Undefined if this run walked the collection from its start.
   */
  readonly since?: string;
  readonly error?: Error;
}

/** What became of a load. */
export interface SyncReport {
  readonly loadId: string;
  readonly source: string;
  /** The worst verdict of its resources; `complete` for none. */
  readonly verdict: Verdict;
  readonly startedAt: string;
  readonly seconds: number;
  readonly resources: readonly ResourceReport[];
  /** What went wrong with the load itself when its resources were done: it is not in the books. */
  readonly error?: Error;
}

/** Time and chance, passed in so that tests need neither. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}
