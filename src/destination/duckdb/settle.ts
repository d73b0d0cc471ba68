import type { ResourceReport, WalkOutcome } from '../../model.ts';
import { type LoadCounts, type LoadStart, NO_COUNTS, type ResourceTarget } from '../destination.ts';
import { readTable } from './catalog.ts';
import type { Database } from './database.ts';
import { afterStep, beforeStep, step } from './failpoints.ts';
import { fold } from './fold.ts';
import { insertResource } from './load-books.ts';
import type { Staging } from './staging.ts';
import { countLate, dropStaging, type StagingTable } from './staging-table.ts';

/** A walk whose rows are all staged, or lost. */
export interface Settling {
  readonly database: Database;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly table: StagingTable;
  readonly staging: Staging;
  /** Keys that a later pass had met first when an earlier run staged them. */
  readonly carriedLate: number;
}

type ToReport = (counts: LoadCounts) => ResourceReport;

/** An upsert of true rows is safe even where others are missing; a walk that broke off is to be finished first. */
export function isFoldable({ verdict, reason }: WalkOutcome): boolean {
  return verdict !== 'incomplete' || reason === 'total_mismatch' || reason === 'max_pages';
}

/** Folds the walk, and writes its report, in one transaction. */
export async function foldWalk(
  settling: Settling,
  outcome: WalkOutcome,
  toReport: ToReport,
): Promise<ResourceReport> {
  const { database, load, target, table, staging, carriedLate } = settling;
  const { committed, firstPass, textLength, facts } = staging.state;
  beforeStep('fold.begin');
  const report = await inBooks(settling, async () => {
    afterStep('fold.begin');
    const late = await lateKeys(settling);
    const endsMissing = outcome.verdict === 'complete' && (target.onMissing ?? 'keep') !== 'keep';
    const folded =
      committed === 0 && !(endsMissing && (await hasTable(settling)))
        ? {}
        : await fold(database, {
            load,
            target,
            staging: table,
            endsMissing,
            rows: committed,
            received: firstPass + late,
            textLength,
            facts,
          });
    const counts = { ...(await tableCounts(settling)), ...folded, late: late - carriedLate };
    const made = await step('fold.report', () => record(settling, toReport(counts)));
    await step('fold.drop_staging', () => dropStaging(database, table));
    beforeStep('fold.commit');
    return made;
  });
  afterStep('fold.commit');
  return report;
}

/** Leaves the rows of the walk in staging, for a later run. */
export function keepStaged(settling: Settling, toReport: ToReport): Promise<ResourceReport> {
  const { database, table, staging, carriedLate } = settling;
  const { committed, firstPass, lost } = staging.state;
  return inBooks(settling, async () => {
    const late = await lateKeys(settling);
    const counts = {
      ...(await tableCounts(settling)),
      staged: firstPass + late,
      discarded: lost,
      late: late - carriedLate,
    };
    const report = await record(settling, toReport(counts));
    if (committed === 0) await dropStaging(database, table);
    return report;
  });
}

function inBooks(
  { database, target, staging }: Settling,
  work: () => Promise<ResourceReport>,
): Promise<ResourceReport> {
  const { committed, hasState } = staging.state;
  const next = hasState ? 'goes on from there' : 'reads everything again';
  return database.transaction(
    `${target.resource}, table \`${target.table}\``,
    `The table is as it was; ${committed} rows wait in staging, and the next run ${next}.`,
    work,
  );
}

async function lateKeys({ database, table, staging }: Settling): Promise<number> {
  return staging.state.pass > 1 ? countLate(database, table) : 0;
}

/** No counts, and the table's name where there is such a table by now. */
async function tableCounts(settling: Settling): Promise<LoadCounts> {
  return { ...NO_COUNTS, ...((await hasTable(settling)) && { table: settling.target.table }) };
}

async function hasTable({ database, load, target }: Settling): Promise<boolean> {
  return (await readTable(database, load.dataset, target.table)) !== undefined;
}

async function record(
  { database, load }: Settling,
  report: ResourceReport,
): Promise<ResourceReport> {
  await insertResource(database, load, report);
  return report;
}
