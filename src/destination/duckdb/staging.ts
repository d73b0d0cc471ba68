import type { Batch, FieldFacts } from '../../model.ts';
import { addFacts } from '../../schema/facts.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import type { Database } from './database.ts';
import { createStagingAppender } from './staging-appender.ts';
import { deletePage, type StagingTable, writeCheckpoint } from './staging-table.ts';

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
 * The rows of a walk on their way into staging. While one portion is committed the next one gathers, so that parsing
 * goes on meanwhile; at most two portions are in memory.
 */
export interface Staging {
  /** Resolves when the next batch may come. */
  add(batch: Batch): Promise<void>;
  /** Resolves when everything added is committed. */
  flush(): Promise<void>;
  /** Commits nothing more; resolves when the commit that is under way has ended. */
  halt(): Promise<void>;
  readonly state: StagingState;
}

export interface StagingState {
  /** Rows that are in the staging table, committed. */
  readonly committed: number;
  /** Characters of row text that were committed. */
  readonly textLength: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Rows that were added and neither committed nor, with their page, declared void. */
  readonly lost: number;
}

interface Portion {
  readonly batches: Batch[];
  /** Pages whose committed rows are void, each to be deleted before the rows of this portion are appended. */
  readonly voidPages: { readonly pass: number; readonly page: number }[];
  rows: number;
  textLength: number;
}

interface StagingOptions {
  readonly database: Database;
  readonly table: StagingTable;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly limits: StageLimits;
  /** Told of a commit that failed while nobody waited for it. */
  readonly onFailure: (error: unknown) => void;
}

export function createStaging(options: StagingOptions): Staging {
  const { limits, onFailure } = options;
  const commit = createCommit(options);
  const facts = new Map<string, FieldFacts>();
  const totals = { added: 0, voided: 0, committed: 0, textLength: 0 };
  let waiting = emptyPortion();
  let committing: Promise<void> = Promise.resolve();
  let failure: unknown;
  let isHalted = false;
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const portion = waiting;
    if (isHalted || (portion.batches.length === 0 && portion.voidPages.length === 0)) return;
    waiting = emptyPortion();
    committing = commit(portion, totals.committed, facts).then(
      (deleted) => {
        totals.committed += portion.rows - deleted;
        totals.voided += deleted;
        totals.textLength += portion.textLength;
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
  return {
    async add(batch) {
      if (failure !== undefined) throw failure;
      if (batch.restartsPage) totals.voided += voidPage(waiting, batch);
      totals.added += batch.texts.length;
      addFacts(facts, batch.facts);
      push(waiting, batch);
      if (waiting.rows >= limits.maxRows || waiting.textLength >= limits.maxTextLength) {
        await startNext();
        if (failure !== undefined) throw failure;
      } else if (!isHalted) {
        timer ??= setTimeout(() => void startNext(), limits.maxWaitMs).unref();
      }
    },
    async flush() {
      await startNext();
      await committing;
      if (failure !== undefined) throw failure;
    },
    async halt() {
      isHalted = true;
      clearTimeout(timer);
      await committing;
    },
    get state() {
      const { added, committed, textLength, voided } = totals;
      return { committed, textLength, facts, lost: added - committed - voided };
    },
  };
}

/** Commits a portion with the checkpoint behind it; gives the number of void rows that were deleted. */
function createCommit({ database, table, load, target }: StagingOptions) {
  const append = createStagingAppender(database, table);
  const where = `${target.resource}, staging for \`${table.table}\``;
  const consequence = 'The table is as it was; rows staged before this wait in the database.';
  return (
    portion: Portion,
    committed: number,
    facts: ReadonlyMap<string, FieldFacts>,
  ): Promise<number> =>
    database.transaction(where, consequence, async () => {
      let deleted = 0;
      for (const page of portion.voidPages) deleted += await deletePage(database, table, page);
      await append(portion.batches);
      const last = portion.batches.at(-1);
      await writeCheckpoint(database, table, load, target, {
        pass: last?.pass ?? 1,
        page: last?.page ?? 1,
        rows: committed - deleted + portion.rows,
        facts,
      });
      return deleted;
    });
}

function emptyPortion(): Portion {
  return { batches: [], voidPages: [], rows: 0, textLength: 0 };
}

function push(portion: Portion, batch: Batch): void {
  portion.batches.push(batch);
  portion.rows += batch.texts.length;
  for (const text of batch.texts) portion.textLength += text.length;
}

/** Takes a page's waiting batches out and marks it for deletion; gives the number of rows taken out. */
function voidPage(portion: Portion, page: Batch): number {
  const isVoid = (batch: Batch): boolean => batch.pass === page.pass && batch.page === page.page;
  const kept = portion.batches.filter((batch) => !isVoid(batch));
  const before = portion.rows;
  portion.batches.length = 0;
  portion.rows = 0;
  portion.textLength = 0;
  for (const batch of kept) push(portion, batch);
  portion.voidPages.push({ pass: page.pass, page: page.page });
  return before - portion.rows;
}
