import { Writable } from 'node:stream';
import { DestinationError } from '../../errors.ts';
import type { Batch, ResourceReport } from '../../model.ts';
import type { LoadStart, ResourceTarget, ResourceWriter, Settlement } from '../destination.ts';
import { readTable, schemaProblem } from './catalog.ts';
import { readColumns } from './column-books.ts';
import type { Database } from './database.ts';
import { createEvidence } from './evidence.ts';
import { decideFamily } from './family.ts';
import { type Beginning, beginStaging } from './leftover.ts';
import { assertKeyFits } from './row-keys.ts';
import { assertTableAllowed } from './screen.ts';
import { type Settling, settleAll, settleWalk } from './settle.ts';
import { createStaging, type StageLimits, type Staging } from './staging.ts';
import { dropStaging, type StagingTable, stagingTable } from './staging-table.ts';
import { claimTable, type TableHold } from './table-claims.ts';
import { assertOwnTable } from './table-plan.ts';
import { discardWarning, fateOf, isProved } from './write-rule.ts';

interface WriterOptions {
  readonly database: Database;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly limits: StageLimits;
  /** Told of each resource whose report went into the books. */
  readonly onRecorded: (resource: string) => void;
}

/** A writer that can be settled together with others. */
export interface DuckDbWriter extends ResourceWriter {
  /** Ends the writing, does `work` in its place, and lets the table go. */
  finish<T>(work: () => Promise<T>): Promise<T>;
  readonly settling: Settling;
  /** Whether nothing was lost on the way to staging. */
  isWhole(): boolean;
  readonly onRecorded: () => void;
}

/** Batches that the stream holds on to while a commit is awaited; staging holds the rest. */
const WAITING_BATCHES = 2;

/**
 * Opens a writer: looks that the table is Sluice's own, and makes its staging table or takes up what an
 * earlier run staged in it.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN, DESTINATION_WRITE: nothing was changed
 */
export async function openWriter(options: WriterOptions): Promise<DuckDbWriter> {
  const { database, load, target } = options;
  assertTarget(load, target);
  const table = stagingTable(load.dataset, target.table, target.resource);
  const hold = claimTable(database.claims, load, target);
  if (hold === undefined) {
    throw refusal(target, `the table \`${target.table}\` is being written already`);
  }
  try {
    const prepared = await prepare(options, table);
    return createWriter(options, table, prepared, hold);
  } catch (error) {
    hold.release();
    throw error;
  }
}

interface Prepared {
  readonly beginning: Beginning;
  /** Fields that have columns in the table. */
  readonly known: readonly string[];
}

function prepare(
  { database, load, target }: WriterOptions,
  table: StagingTable,
): Promise<Prepared> {
  const where = `${target.resource}, table \`${target.table}\``;
  return database.transaction(where, 'Nothing was written.', async () => {
    const known = await readColumns(database, load.dataset, target.table);
    const catalog = await readTable(database, load.dataset, target.table);
    assertOwnTable(target, load.dataset, known, catalog);
    assertTableAllowed(target, catalog);
    const told = await assertKeyFits(database, { load, target }, { known, catalog });
    const beginning = await beginStaging(database, load, target, table);
    return {
      beginning: { ...beginning, warnings: [...told, ...beginning.warnings] },
      known: known.map(({ field }) => field),
    };
  });
}

function createWriter(
  options: WriterOptions,
  table: StagingTable,
  { beginning: { warnings, carried }, known }: Prepared,
  { columns, release }: TableHold,
): DuckDbWriter {
  const { database, load, target } = options;
  const staging = createStaging({
    ...options,
    table,
    carried,
    known,
    columns,
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
  const settling: Settling = {
    ...{ database, load, target, table, staging },
    carriedLate: carried?.counts.late ?? 0,
  };
  const isWhole = (): boolean => stream.writableFinished && staging.state.lost === 0;
  const onRecorded = (): void => options.onRecorded(target.resource);
  return {
    stream,
    warnings,
    ...(carried && { resume: carried.resume }),
    evidence: createEvidence(database, table, `${target.resource}, staging`),
    ...{ finish, settling, isWhole, onRecorded },
    settle: (outcome, toReport, cursors = []) =>
      finish(async () => {
        const broken = target.isFamily ? 'discarded' : 'staged';
        const fate = isWhole() ? fateOf(target, outcome, cursors.length > 0) : broken;
        const isUnproved = fate === 'discarded' && isWhole() && outcome.error === undefined;
        const report = await settleWalk(settling, {
          ...{ outcome, fate, toReport },
          warnings: isUnproved && !target.isFamily ? [discardWarning(target, outcome)] : [],
          cursors: fate === 'written' && isProved(outcome) ? cursors : [],
        });
        // the walk that follows has a report of its own
        if (outcome.walked !== 'earlier') onRecorded();
        return report;
      }),
    discard: async () => {
      if (isDone) return;
      await finish(() =>
        database.transaction(`${target.resource}`, 'Its staged rows wait in the database.', () =>
          dropStaging(database, table),
        ),
      );
    },
  };
}

/** Settles writers together, the parent first. */
export function settleFamily(
  database: Database,
  settlements: readonly (Settlement & { readonly writer: DuckDbWriter })[],
): Promise<readonly ResourceReport[]> {
  const settleEnded = async (): Promise<readonly ResourceReport[]> => {
    const members = settlements.map(({ writer, outcome }) => ({
      ...{ target: writer.settling.target, outcome, isWhole: writer.isWhole() },
    }));
    const decisions = decideFamily(members);
    const walks = settlements.map(({ writer, outcome, toReport, cursors }, i) => {
      const { fate = 'discarded', warnings = [], moves = false } = decisions[i] ?? {};
      const decision = { outcome, toReport, fate, warnings, cursors: moves ? cursors : [] };
      return [writer.settling, decision] as const;
    });
    const names = members.map(({ target }) => target.resource).join(', ');
    const reports = await settleAll(
      database,
      names,
      'Their tables are as they were; the next run reads everything again.',
      walks,
    );
    for (const { writer } of settlements) writer.onRecorded();
    return reports;
  };
  // each writer ends, and holds its table, until all are settled
  return settlements.reduceRight<() => Promise<readonly ResourceReport[]>>(
    (work, { writer }) =>
      () =>
        writer.finish(work),
    settleEnded,
  )();
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

function assertTarget(load: LoadStart, target: ResourceTarget): void {
  const problem = schemaProblem(load.dataset);
  if (problem === undefined) return;
  throw refusal(target, `the dataset \`${load.dataset}\` ${problem}`);
}

function refusal(target: ResourceTarget, what: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${target.resource}: ${what}. Nothing was fetched or written for it.`,
    { context: { resource: target.resource, table: target.table } },
  );
}
