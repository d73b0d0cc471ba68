import type { Writable } from 'node:stream';
import type {
  CursorMove,
  CursorState,
  FlowItem,
  ResourceReport,
  ResumePoint,
  RowCounts,
  SchemaChange,
  StagedEvidence,
  SyncReport,
  WalkOutcome,
} from '../model.ts';
import type { DltSettings } from '../schema/dlt/tables.ts';
import type {
  ColumnHint,
  NestedMode,
  RowHistory,
  SchemaContract,
  WriteMode,
} from '../schema/table-hints.ts';

/** What a destination is told when a load begins. */
export interface LoadStart {
  readonly loadId: string;
  readonly source: string;
  readonly startedAt: string;
  /** The schema of the database that holds the tables. */
  readonly dataset: string;
}

/** What a destination is told of a resource before its first batch. */
export interface ResourceTarget {
  readonly resource: string;
  /** The table's name, already mapped. */
  readonly table: string;
  /** Whether other resources of the load may write the table, too: what they brought stays. Default: false. */
  readonly sharesTable?: boolean;
  /** Whether the rows tell their table, so that a hint need not be met in each of them. Default: false. */
  readonly isTableOfRows?: boolean | undefined;
  /** Field names of the primary key, as the API writes them; none where rows are appended or replaced without one. */
  readonly primaryKey: readonly string[];
  /** Default: merge. */
  readonly write?: WriteMode;
  /**
   * Fields whose values are replaced as a group: rows of the table that share them with a new row are deleted first. Of `cdc`
   * and `scd2` they say which rows can be missing: those that share them with a row that came.
   */
  readonly mergeKey?: readonly string[];
  /** Of `scd2`, which needs it. */
  readonly history?: RowHistory;
  /** A field by which a row did not change if its value did not, unless that is null. */
  readonly versionField?: string;
  /** What the configuration says of columns, in its order. Default: nothing. */
  readonly columns?: readonly ColumnHint[];
  /** What becomes of rows that would change the schema. Default: everything evolves. */
  readonly contract?: SchemaContract;
  readonly naming: 'snake_case' | 'direct';
  /** How objects and lists of new columns are stored. Default: typed. */
  readonly nested?: NestedMode;
  /** Whether lists get views with a row for each element. Default: false. */
  readonly nestedViews?: boolean;
  /** Whether columns whose strings are all ISO dates become DATE or TIMESTAMPTZ. */
  readonly detectDates: boolean;
  /** Columns of a new table; values of further fields go into one. Default: 1,000. */
  readonly maxColumns?: number;
  /** Fields of cursors, which are columns, however many there are. Default: none. */
  readonly cursorFields?: readonly string[] | undefined;
  /** Of layout `dlt`. Default: layout `native`. */
  readonly dlt?: DltSettings;
  /** Hash of what decides the rows of the walk; never of secrets. */
  readonly planHash: string;
  /** Whether what an earlier run staged is dropped instead of taken up. Default: false. */
  readonly full?: boolean;
  /** Staged rows that are older are dropped instead of taken up. Default: 7 days. */
  readonly maxCheckpointAgeMs?: number;
  /** Whether rows carry the time at which they were written, in `_loaded_at`. Default: false. */
  readonly loadTimes?: boolean;
  /** What becomes of rows of the table that a complete walk did not meet. Default: keep. */
  readonly onMissing?: 'keep' | 'mark' | 'delete';
  /**
   * The share of the table's rows above which nothing is deleted, marked, retired or replaced. Default: 0.2 for `onMissing`; by
   * `replace`, `cdc` and `scd2` rows go all the same, unless no row came and no total of 0 was told.
   */
  readonly maxDeleteRatio?: number | undefined;
  /**
   * Whether it depends on another resource, or others depend on it: such walks are never gone on from, so that what an
   * earlier run staged is dropped, and what a walk that broke off staged is too. Default: false.
   */
  readonly isFamily?: boolean;
}

/** What a destination did with the rows of one walk. Rows that it never met are no concern of its. */
export interface LoadCounts
  extends Pick<
      RowCounts,
      'inserted' | 'updated' | 'unchanged' | 'duplicates' | 'staged' | 'discarded' | 'deleted'
    >,
    Partial<Pick<RowCounts, 'rejected'>> {
  readonly table?: string;
  /** Keys that a later pass met first: rows received, although every row of a later pass counts as reread. */
  readonly late: number;
  /** See ResourceReport.refusedDeletes; 0 where nothing was refused. */
  readonly refusedDeletes: number;
  /** See ResourceReport.listRows. Default: there are no such tables. */
  readonly listRows?: Readonly<Record<string, number>>;
  /** Rows that had left for good when their page was sent again; only where nothing that was written can be taken back. */
  readonly resent: number;
  readonly schemaChanges: readonly SchemaChange[];
  readonly warnings: readonly string[];
  /** Whether cursors moved with these rows. Default: false. */
  readonly movedCursors?: boolean;
}

/** The counts of a destination that took nothing. */
export const NO_COUNTS: LoadCounts = Object.freeze({
  inserted: 0,
  updated: 0,
  unchanged: 0,
  duplicates: 0,
  staged: 0,
  discarded: 0,
  deleted: 0,
  rejected: 0,
  late: 0,
  refusedDeletes: 0,
  resent: 0,
  schemaChanges: [],
  warnings: [],
});

/** The end of one resource's pipeline. */
export interface ResourceWriter {
  /** Takes {@link FlowItem}s in page order. Ending it makes what was written durable, where the destination can. */
  readonly stream: Writable;
  /** Said before the first batch: what the destination found left of earlier runs, and what it did with it. */
  readonly warnings: readonly string[];
  /** What an earlier run staged of this walk, to go on from. The writer has taken it up when this is there. */
  readonly resume?: ResumePoint;
  /** A look into what was written; undefined where what was written is gone. */
  readonly evidence?: StagedEvidence;
  /**
   * Called once, after `stream` finished or was destroyed: does with the rows what the outcome of their walk asks
   * for. `toReport` gives the report for the counts; a destination that keeps books stores it in the transaction of the
   * rows. Returns that report. After a walk that an earlier run had ended, another writer of the resource may follow.
   *
   * @throws {DestinationError} nothing of this walk is in the table then. With `rowsRefused` in its context the staged rows
   * were dropped: read again, they may be others.
   */
  settle(
    outcome: WalkOutcome,
    toReport: (counts: LoadCounts) => ResourceReport,
    cursors?: readonly CursorMove[],
  ): Promise<ResourceReport>;
  /** In place of `settle`: takes back what was written, as far as the destination can, as if it had never been. */
  discard(): Promise<void>;
}

/** One resource of a family that is to be settled. */
export interface Settlement {
  readonly writer: ResourceWriter;
  readonly outcome: WalkOutcome;
  readonly toReport: (counts: LoadCounts) => ResourceReport;
  /** Cursors that move if the rows are written, and only then. */
  readonly cursors: readonly CursorMove[];
}

/** What the books know of the cursors of a source. */
export interface CursorBooks {
  /** The state of one walk's cursor; undefined where none was kept. */
  read(resource: string, path: string, walk: string): Promise<CursorState | undefined>;
  /** The state of any of its walks: what it tells is of what kind the cursor is. Default: nothing is known of that. */
  sample?(resource: string, path: string): Promise<CursorState | undefined>;
}

/** A destination that is open for one load. */
export interface DestinationLoad {
  writer(target: ResourceTarget): Promise<ResourceWriter>;
  /**
   * Settles a resource and those that depend on it, in one transaction where the destination has such. In place of
   * `settle`; the reports come in the same order.
   */
  settleFamily?(settlements: readonly Settlement[]): Promise<readonly ResourceReport[]>;
  /** Undefined: the destination keeps no state, and every load begins at the initial values. */
  readonly cursors?: CursorBooks;
  /** Records the load, where the destination keeps books, and lets everything go. Called once, also after errors. */
  close(report: SyncReport): Promise<void>;
}

/** Called while another process has a destination open: who that is, and how much longer the load waits at most. */
export type OnWaiting = (waiting: { readonly waitMs: number; readonly message: string }) => void;

/** Where rows go. One member, so that anything can be one. */
export interface Destination {
  /** For messages: `sluice.duckdb`, `stdout`. */
  readonly name: string;
  /**
   * @param onWaiting told if another process has it open, and it is waited for
   * @throws {DestinationError} when it can't be opened; nothing was changed then.
   */
  open(load: LoadStart, onWaiting?: OnWaiting): Promise<DestinationLoad>;
}
