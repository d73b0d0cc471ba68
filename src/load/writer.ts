import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { ResourceTarget, ResourceWriter, Settlement } from '../destination/destination.ts';
import { DestinationError } from '../errors.ts';
import type { BarrierEvents, FlowItem, ResourceReport } from '../model.ts';
import { readCheckpoint } from '../staging/checkpoint.ts';
import { readError } from '../staging/duckdb-error.ts';
import { createEvidence } from '../staging/evidence.ts';
import { type Beginning, beginStaging } from '../staging/resume.ts';
import { createStaging, type StageLimits, type Staging } from '../staging/staging.ts';
import { dropStaging, stagingTable } from '../staging/staging-table.ts';
import { claimTable, type TableHold } from '../staging/table-claims.ts';
import type { FoundTable, StagedMark, StagingTable } from '../staging/target.ts';
import { decideFamily } from './family-fates.ts';
import { discardWarning, fateOf, isProved } from './fate.ts';
import type { StagedLoad } from './settle.ts';
import { type Settling, settleAll, settleWalk } from './settle.ts';

/** A writer that can be settled together with others. */
export interface StagedWriter extends ResourceWriter {
  /** Ends the writing, does `work` in its place, and lets the table go. */
  finish<T>(work: () => Promise<T>): Promise<T>;
  readonly settling: Settling;
  /** Whether nothing was lost on the way to staging. */
  isWhole(): boolean;
}

/** Batches that the stream holds on to while a commit is awaited; staging holds the rest. */
const WAITING_BATCHES = 2;

/**
 * Opens a writer: looks that the table can take the rows, and makes its staging table or takes up what an earlier run staged
 * in it.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN, DESTINATION_WRITE: nothing was changed
 */
export async function openWriter(
  context: StagedLoad,
  target: ResourceTarget,
  limits: StageLimits,
): Promise<StagedWriter> {
  const { staging, load } = context;
  const table = stagingTable(load.dataset, target.table, target.resource);
  const hold = claimTable(staging.claims, load, target);
  if (hold === undefined) {
    throw new DestinationError(
      'DESTINATION_WRITE',
      `${target.resource}: the table \`${target.table}\` is being written already. Nothing was fetched or written for it.`,
      { context: { resource: target.resource, table: target.table } },
    );
  }
  try {
    const prepared = await prepare(context, target, table);
    return createWriter({ context, target, limits, table }, prepared, hold);
  } catch (error) {
    hold.release();
    throw error;
  }
}

interface Prepared {
  readonly found: FoundTable;
  readonly beginning: Beginning;
}

async function prepare(
  { staging, load, target: store }: StagedLoad,
  target: ResourceTarget,
  table: StagingTable,
): Promise<Prepared> {
  const where = `${target.resource}, table \`${target.table}\``;
  const staged = await staging
    .lane(() => readCheckpoint(staging, table))
    .catch((error: unknown) => {
      throw readError(where, error);
    });
  const found = await store.look(target, staged);
  const beginning = await staging.transaction(where, 'Nothing was written.', () =>
    beginStaging(staging, load, target, table, found),
  );
  await staging.trimSpool();
  return { found, beginning };
}

interface WriterParts {
  readonly context: StagedLoad;
  readonly target: ResourceTarget;
  readonly limits: StageLimits;
  readonly table: StagingTable;
}

function createWriter(
  { context, target, limits, table }: WriterParts,
  { found, beginning: { warnings, carried } }: Prepared,
  { columns, release }: TableHold,
): StagedWriter {
  const { staging: database, load } = context;
  const mark: StagedMark = carried?.mark ?? { walk: randomUUID(), mark: found.mark };
  const barriers: BarrierEvents = new EventEmitter();
  const staging = createStaging({
    ...{ database, load, target, limits, table, carried, mark },
    known: found.fields,
    columns,
    onBarrier: (id) => barriers.emit('reached', id),
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
    ...{ context, target, table, staging, mark },
    isTableThere: found.isThere,
    carriedLate: carried?.counts.late ?? 0,
  };
  const isWhole = (): boolean => stream.writableFinished && staging.state.lost === 0;
  return {
    stream,
    warnings: [...found.warnings, ...warnings],
    ...(carried && { resume: carried.resume }),
    evidence: createEvidence(database, table, `${target.resource}, staging`, barriers),
    ...{ finish, settling, isWhole },
    settle: (outcome, toReport, cursors = []) =>
      finish(() => {
        const broken = target.isFamily ? 'discarded' : 'staged';
        const fate = isWhole() ? fateOf(target, outcome, cursors.length > 0) : broken;
        const isUnproved = fate === 'discarded' && isWhole() && outcome.error === undefined;
        return settleWalk(settling, {
          ...{ outcome, fate, toReport },
          warnings: isUnproved && !target.isFamily ? [discardWarning(target, outcome)] : [],
          cursors: fate === 'written' && isProved(outcome) ? cursors : [],
        });
      }),
    discard: async () => {
      if (isDone) return;
      await finish(() =>
        database.transaction(target.resource, 'Its staged rows wait in staging.', () =>
          dropStaging(database, table),
        ),
      );
      await database.trimSpool();
    },
  };
}

/** Settles writers together, the parent first. */
export function settleFamily(
  context: StagedLoad,
  settlements: readonly (Settlement & { readonly writer: StagedWriter })[],
): Promise<readonly ResourceReport[]> {
  const settleEnded = (): Promise<readonly ResourceReport[]> => {
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
    const consequence = 'Their tables are as they were; the next run reads everything again.';
    return settleAll(context, names, consequence, walks);
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
    write(item: FlowItem, _encoding, callback) {
      staging.add(item).then(() => callback(), callback);
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
