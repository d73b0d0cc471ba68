import { Writable } from 'node:stream';
import { DestinationError } from '../../errors.ts';
import type { Batch, ResourceReport, WalkOutcome } from '../../model.ts';
import {
  type LoadCounts,
  type LoadStart,
  NO_COUNTS,
  type ResourceTarget,
  type ResourceWriter,
} from '../destination.ts';
import { BOOKS_SCHEMA } from './books.ts';
import { catalogName, readTable } from './catalog.ts';
import { readColumns } from './column-books.ts';
import type { Database } from './database.ts';
import { fold } from './fold.ts';
import { insertResource } from './load-books.ts';
import { createStaging, type StageLimits, type Staging } from './staging.ts';
import * as stagingTables from './staging-table.ts';
import { assertOwnTable } from './table-plan.ts';

interface WriterOptions {
  readonly database: Database;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly limits: StageLimits;
  /** Told of each resource whose report went into the books. */
  readonly onRecorded: (resource: string) => void;
}

/** Batches that the stream holds on to while a commit is awaited; staging holds the rest. */
const WAITING_BATCHES = 2;

/**
 * Opens a writer: looks that the table is Sluice's own, and makes its staging table.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN, DESTINATION_WRITE: nothing was changed
 */
export async function openWriter(options: WriterOptions): Promise<ResourceWriter> {
  const { database, load, target } = options;
  assertTarget(load, target);
  const table = stagingTables.stagingTable(load.dataset, target.table);
  const claim = table.name;
  if (database.claims.has(claim)) {
    throw refusal(target, `the table \`${target.table}\` is being written already`);
  }
  database.claims.add(claim);
  try {
    const warnings = await prepare(database, load, target, table);
    return createWriter(options, table, warnings, () => database.claims.delete(claim));
  } catch (error) {
    database.claims.delete(claim);
    throw error;
  }
}

function prepare(
  database: Database,
  load: LoadStart,
  target: ResourceTarget,
  table: stagingTables.StagingTable,
): Promise<readonly string[]> {
  const where = `${target.resource}, table \`${target.table}\``;
  return database.transaction(where, 'Nothing was written.', async () => {
    const known = await readColumns(database, load.dataset, target.table);
    const catalog = await readTable(database, load.dataset, target.table);
    assertOwnTable(target, load.dataset, known, catalog);
    const leftover = await stagingTables.findLeftover(database, table);
    await stagingTables.dropStaging(database, table);
    await stagingTables.createStaging(database, table);
    if (leftover === undefined || leftover.rows === 0) return [];
    const from = leftover.loadId === undefined ? 'an earlier load' : `load ${leftover.loadId}`;
    return [
      `${target.resource}: ${leftover.rows} rows that ${from} had staged and not finished were dropped; this run reads everything again.`,
    ];
  });
}

function createWriter(
  options: WriterOptions,
  table: stagingTables.StagingTable,
  warnings: readonly string[],
  release: () => void,
): ResourceWriter {
  const { database, load, target } = options;
  const staging = createStaging({
    ...options,
    table,
    onFailure: (error) => stream.destroy(error instanceof Error ? error : undefined),
  });
  const stream = createStream(staging);
  let isDone = false;
  const finish = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDone) throw new Error('A writer settles once.');
    if (!stream.writableFinished) stream.destroy();
    isDone = true;
    try {
      await staging.halt();
      return await work();
    } finally {
      release();
    }
  };
  return {
    stream,
    warnings,
    settle: (outcome, toReport) =>
      finish(async () => {
        const isWhole = stream.writableFinished && staging.state.lost === 0;
        const report = await (isWhole && isFoldable(outcome) ? foldWalk : keepStaged)(
          { database, load, target, table, staging },
          toReport,
        );
        options.onRecorded(target.resource);
        return report;
      }),
    discard: async () => {
      if (isDone) return;
      await finish(() =>
        database.transaction(`${target.resource}`, 'Its staged rows wait in the database.', () =>
          stagingTables.dropStaging(database, table),
        ),
      );
    },
  };
}

function createStream(staging: Staging): Writable {
  return new Writable({
    objectMode: true,
    highWaterMark: WAITING_BATCHES,
    write(batch: Batch, _encoding, callback) {
      staging.add(batch).then(() => callback(), callback);
    },
    final(callback) {
      staging.flush().then(() => callback(), callback);
    },
    destroy(error, callback) {
      staging.halt().then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
}

interface Settling {
  readonly database: Database;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly table: stagingTables.StagingTable;
  readonly staging: Staging;
}

type ToReport = (counts: LoadCounts) => ResourceReport;

function foldWalk(settling: Settling, toReport: ToReport): Promise<ResourceReport> {
  const { database, load, target, table, staging } = settling;
  const { committed, facts, textLength } = staging.state;
  const where = `${target.resource}, table \`${target.table}\``;
  const consequence = `The table is as it was; ${committed} rows wait in staging, and the next run reads everything again.`;
  return database.transaction(where, consequence, async () => {
    const walk = { load, target, staging: table, rows: committed, textLength, facts };
    const folded = committed === 0 ? {} : await fold(database, walk);
    const hasTable = await readTable(database, load.dataset, target.table);
    const report = toReport({
      ...NO_COUNTS,
      ...(hasTable && { table: target.table }),
      ...folded,
    });
    await insertResource(database, load, report);
    await stagingTables.dropStaging(database, table);
    return report;
  });
}

function keepStaged(settling: Settling, toReport: ToReport): Promise<ResourceReport> {
  const { database, load, target, table, staging } = settling;
  const { committed, lost } = staging.state;
  const where = `${target.resource}, table \`${target.table}\``;
  const consequence = `The table is as it was; ${committed} rows wait in staging.`;
  return database.transaction(where, consequence, async () => {
    const hasTable = await readTable(database, load.dataset, target.table);
    const report = toReport({
      ...NO_COUNTS,
      ...(hasTable && { table: target.table }),
      staged: committed,
      discarded: lost,
    });
    await insertResource(database, load, report);
    if (committed === 0) await stagingTables.dropStaging(database, table);
    return report;
  });
}

/** An upsert of true rows is safe even where others are missing; a walk that broke off is to be finished first. */
function isFoldable({ verdict, reason }: WalkOutcome): boolean {
  return verdict !== 'incomplete' || reason === 'total_mismatch' || reason === 'max_pages';
}

function assertTarget(load: LoadStart, target: ResourceTarget): void {
  if (catalogName(load.dataset) === BOOKS_SCHEMA) {
    throw refusal(target, `the dataset \`${load.dataset}\` is Sluice's own bookkeeping`);
  }
  if (target.primaryKey.length === 0) {
    throw refusal(target, 'it has no primary key, and rows are merged by their key');
  }
}

function refusal(target: ResourceTarget, what: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${target.resource}: ${what}. Nothing was fetched or written for it.`,
    { context: { resource: target.resource, table: target.table } },
  );
}
