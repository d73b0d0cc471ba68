import type { LoadStart, ResourceTarget } from '../destination/destination.ts';
import type { Barrier, FieldFacts, FlowItem } from '../model.ts';
import { type ColumnLimit, createColumnLimit } from './column-limit.ts';
import {
  addToGroup,
  type CommitGroup,
  countFirstPass,
  createGroupCommit,
  emptyGroup,
  isEmptyGroup,
  voidPage,
} from './commit-group.ts';
import type { Carried } from './resume.ts';
import type { StagingFile } from './staging-file.ts';
import type { StagedMark, StagingTable } from './target.ts';

/** When waiting rows are committed, whichever comes first. Small enough to wait in memory, large enough to be fast. */
export interface StageLimits {
  readonly maxRows: number;
  /** Characters of row text. */
  readonly maxTextLength: number;
  readonly maxWaitMs: number;
}

export const STAGE_LIMITS: StageLimits = Object.freeze({
  maxRows: 10_000,
  maxTextLength: 8 * 1024 * 1024,
  maxWaitMs: 1000,
});

/**
 * The rows of a walk on their way into staging. While one commit group is committed the next one gathers, so that parsing
 * goes on meanwhile; at most two commit groups are in memory.
 */
export interface Staging {
  /** Resolves when the next item may come; behind a barrier, that is when everything in front of it is staged. */
  add(item: FlowItem): Promise<void>;
  /** Resolves when everything added is committed. */
  flush(): Promise<void>;
  /** Commits nothing more; resolves when the commit that is under way has ended. */
  halt(): Promise<void>;
  readonly state: StagingState;
}

export interface StagingState {
  /** Rows that are in the staging table, committed; those that an earlier run staged are among them. */
  readonly committed: number;
  /** Those of the first pass, without those that were reread. */
  readonly firstPass: number;
  /** The last pass of which anything was staged. */
  readonly pass: number;
  /** Whether a later run can go on from here. */
  readonly hasState: boolean;
  /** Characters of row text that were committed. */
  readonly textLength: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Rows of the first pass that were added and neither committed nor, with their page, declared void; no rereads. */
  readonly lost: number;
}

interface StagingOptions {
  readonly database: StagingFile;
  readonly table: StagingTable;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly limits: StageLimits;
  readonly carried: Carried | undefined;
  /** What tells these rows from any other. */
  readonly mark: StagedMark;
  /** Fields that have columns in the table. */
  readonly known: Iterable<string>;
  /** The same, with those that any resource of the load adds. */
  readonly columns: Set<string>;
  /** Told of each barrier that everything in front of is staged. */
  readonly onBarrier: (id: number) => void;
  /** Told of a commit that failed while nobody waited for it. */
  readonly onFailure: (error: unknown) => void;
}

export function createStaging(options: StagingOptions): Staging {
  const { limits, carried, onBarrier, onFailure } = options;
  const facts = new Map(carried?.checkpoint.facts);
  const limitColumns = createColumnLimit({ ...options, facts });
  const commit = createGroupCommit({ ...options, facts });
  const counts = { added: carried?.counts.firstPass ?? 0, voided: 0 };
  let waiting = emptyGroup();
  let committing: Promise<void> = Promise.resolve();
  let failure: unknown;
  let isHalted = false;
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    if (isHalted || isEmptyGroup(group)) return;
    waiting = emptyGroup();
    committing = commit.run(group).then(
      (voided) => {
        counts.voided += voided;
      },
      (error: unknown) => {
        failure ??= error;
        isHalted = true;
        onFailure(error);
      },
    );
  };
  const startNext = async (): Promise<void> => {
    await committing;
    start();
  };
  const flush = async (): Promise<void> => {
    await startNext();
    await committing;
    if (failure !== undefined) throw failure;
  };
  return {
    flush,
    async add(item) {
      if (failure !== undefined) throw failure;
      if (item.kind === 'barrier') {
        await flush();
        if (!isHalted) onBarrier(item.id);
        return;
      }
      const taken = takeItem(waiting, item, limitColumns);
      counts.added += taken.added;
      counts.voided += taken.voided;
      if (waiting.rows >= limits.maxRows || waiting.textLength >= limits.maxTextLength) {
        await startNext();
        if (failure !== undefined) throw failure;
      } else if (!isHalted) {
        timer ??= setTimeout(() => void startNext(), limits.maxWaitMs).unref();
      }
    },
    async halt() {
      isHalted = true;
      clearTimeout(timer);
      await committing;
    },
    get state() {
      const { state, ...committed } = commit.progress;
      return {
        ...committed,
        hasState: state !== undefined,
        facts,
        lost: counts.added - committed.firstPass - counts.voided,
      };
    },
  };
}

/** Takes an item into a commit group; returns how many rows of it count as received, and how many that did are void now. */
function takeItem(
  waiting: CommitGroup,
  item: Exclude<FlowItem, Barrier>,
  limitColumns: ColumnLimit,
): { readonly added: number; readonly voided: number } {
  switch (item.kind) {
    case 'rows':
      addToGroup(waiting, limitColumns(item));
      return { added: countFirstPass([item]), voided: 0 };
    case 'page_end':
      addToGroup(waiting, item);
      return { added: 0, voided: 0 };
    case 'page_void':
      return { added: 0, voided: voidPage(waiting, item) };
    default:
      return item satisfies never;
  }
}
