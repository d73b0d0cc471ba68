import type {
  CursorBooks,
  LoadCounts,
  LoadStart,
  OnWaiting,
  ResourceTarget,
} from '../destination/destination.ts';
import type { CursorMove, FieldFacts, ResourceReport, SyncReport } from '../model.ts';
import type { Consequence } from './duckdb-error.ts';
import type { StagingFile } from './staging-file.ts';

/** Where the rows of one resource wait for one table. */
export interface StagingTable {
  readonly dataset: string;
  readonly table: string;
  readonly resource: string;
  /** The staging table's own name. */
  readonly name: string;
  /** The same as an SQL name. */
  readonly sql: string;
}

/**
 * A store with tables, into which staged rows are folded. That is all there is to it: staging, resuming, what becomes of a walk
 * and what is counted are the same for all of them.
 */
export interface Target {
  /** For messages: `crm.duckdb`. */
  readonly name: string;
  /** Where its staging file stands: beside it, or in a folder. @throws {DestinationError} DESTINATION_OPEN */
  stagingPath(folder: string | undefined): Promise<string>;
  /**
   * Looks whether the store can take a load, and makes its books where there are none. What an older version of Sluice staged
   * in the store itself is brought into the staging file.
   *
   * @param onWaiting told whenever somebody else has the store, and is waited for
   * @throws {DestinationError} DESTINATION_OPEN, DESTINATION_LOCKED: nothing was changed
   */
  open(load: LoadStart, staging: StagingFile, onWaiting?: OnWaiting): Promise<OpenTarget>;
}

/** A target that is open for one load. Between two calls it holds nothing, so that others can read the store. */
export interface OpenTarget {
  /** As they were when the load began, with those that this load moved. */
  readonly cursors: CursorBooks;
  /**
   * Looks at a resource's table before its walk.
   *
   * @param staged what an earlier run staged for the table
   * @throws {DestinationError} DESTINATION_TABLE_FOREIGN, DESTINATION_WRITE: nothing was changed
   */
  look(target: ResourceTarget, staged: StagedMark | undefined): Promise<FoundTable>;
  /**
   * Runs `work` in one transaction of the store: all of it is committed, or nothing. Waits for whoever has the store.
   *
   * @throws {DestinationError} DESTINATION_LOCKED, DESTINATION_WRITE
   */
  fold<T>(
    where: string,
    consequence: Consequence,
    work: (fold: FoldTransaction) => Promise<T>,
  ): Promise<T>;
  /** Records the load with the reports of its resources, those included that were not folded. */
  record(report: SyncReport): Promise<void>;
}

/** Which state of the target rows were staged for. A copy that was put back, or another file, has not the same. */
export interface TargetMark {
  readonly id: string;
  /** How many walks were folded into it. */
  readonly folds: number;
  /** The last of them; undefined where there is none. */
  readonly last?: string;
}

/** What tells staged rows: the walk, and the state of the target for which they were staged. */
export interface StagedMark {
  readonly walk: string;
  readonly mark: TargetMark;
}

/** What a target knows of a table. */
export interface FoundTable {
  /** Fields that have columns. */
  readonly fields: readonly string[];
  readonly isThere: boolean;
  readonly warnings: readonly string[];
  /** The state of the target now. */
  readonly mark: TargetMark;
  /**
   * What was staged is for this state of the target (`current`), is in the table already (`folded`), or is for another state
   * (`other`): the file was removed or put back, or somebody else wrote the table.
   */
  readonly standing: 'current' | 'folded' | 'other';
}

/** The staged rows of one walk, to be folded. */
export interface StagedWalk extends StagedMark {
  readonly target: ResourceTarget;
  readonly table: StagingTable;
  /**
   * What becomes of rows of the table that are not staged: they are missing at the source, and are deleted, marked or retired
   * (`ended`); they would be, but nothing proves it, so that they are counted only (`refused`); or nobody asks (`kept`).
   */
  readonly missing: 'ended' | 'refused' | 'kept';
  readonly rows: number;
  /** Those that counted as received. */
  readonly received: number;
  /** The last pass of the walk. */
  readonly pass: number;
  readonly textLength: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** The total that the API told last. */
  readonly total: number | undefined;
}

/** What a fold did: of {@link LoadCounts}, what only the target can count. */
export type FoldCounts = Pick<
  LoadCounts,
  | 'inserted'
  | 'updated'
  | 'unchanged'
  | 'duplicates'
  | 'discarded'
  | 'deleted'
  | 'refusedDeletes'
  | 'listRows'
  | 'schemaChanges'
  | 'warnings'
> & { readonly table?: string; readonly rejected: number };

/** What is done in the transaction of a fold. */
export interface FoldTransaction {
  /** Turns staged rows into rows of the table. Staging stays as it is. */
  apply(walk: StagedWalk): Promise<FoldCounts>;
  /** @throws {DestinationError} where somebody moved them since the load began */
  moveCursors(resource: string, moves: readonly CursorMove[]): Promise<void>;
  record(report: ResourceReport): Promise<void>;
}
