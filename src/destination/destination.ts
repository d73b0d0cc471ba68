import type { Writable } from 'node:stream';
import type {
  Batch,
  ResourceReport,
  ResumePoint,
  SchemaChange,
  StagedEvidence,
  SyncReport,
  WalkOutcome,
} from '../model.ts';

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
  /** Field names of the primary key, as the API writes them. */
  readonly primaryKey: readonly string[];
  readonly naming: 'snake_case' | 'direct';
  /** Whether columns whose strings are all ISO dates become DATE or TIMESTAMPTZ. */
  readonly detectDates: boolean;
  /** Hash of what decides the rows of the walk; never of secrets. */
  readonly planHash: string;
  /** Whether what an earlier run staged is dropped instead of taken up. Default: false. */
  readonly full?: boolean;
  /** Staged rows that are older are dropped instead of taken up. Default: 7 days. */
  readonly maxCheckpointAgeMs?: number;
  /** What becomes of rows of the table that a complete walk did not meet. Default: keep. */
  readonly onMissing?: 'keep' | 'mark' | 'delete';
  /** The share of the table's rows above which nothing is deleted or marked. Default: 0.2. */
  readonly maxDeleteRatio?: number;
}

/** What a destination did with the rows of one walk. Rows that it never met are no concern of its. */
export interface LoadCounts {
  readonly table?: string;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Copies that gave way to a later copy, found by the destination. */
  readonly duplicates: number;
  readonly staged: number;
  readonly discarded: number;
  readonly deleted: number;
  /** Keys that a later pass met first: rows received, although every row of a later pass counts as reread. */
  readonly late: number;
  /** See ResourceReport.refusedDeletes; 0 where nothing was refused. */
  readonly refusedDeletes: number;
  /** Rows that had left for good when their page was sent again; only where nothing that was written can be taken back. */
  readonly resent: number;
  readonly schemaChanges: readonly SchemaChange[];
  readonly warnings: readonly string[];
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
  late: 0,
  refusedDeletes: 0,
  resent: 0,
  schemaChanges: [],
  warnings: [],
});

/** The end of one resource's pipeline. */
export interface ResourceWriter {
  /** Takes {@link Batch}es in page order. Ending it makes what was written durable, where the destination can. */
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
   * rows. Returns that report.
   *
   * @throws {DestinationError} nothing of this walk is in the table then.
   */
  settle(
    outcome: WalkOutcome,
    toReport: (counts: LoadCounts) => ResourceReport,
  ): Promise<ResourceReport>;
  /** In place of `settle`: takes back what was written, as far as the destination can, as if it had never been. */
  discard(): Promise<void>;
}

/** A destination that is open for one load. */
export interface DestinationLoad {
  writer(target: ResourceTarget): Promise<ResourceWriter>;
  /** Records the load, where the destination keeps books, and lets everything go. Called once, also after errors. */
  close(report: SyncReport): Promise<void>;
}

/** Where rows go. One member, so that anything can be one. */
export interface Destination {
  /** For messages: `sluice.duckdb`, `stdout`. */
  readonly name: string;
  /** @throws {DestinationError} when it can't be opened; nothing was changed then. */
  open(load: LoadStart): Promise<DestinationLoad>;
}
