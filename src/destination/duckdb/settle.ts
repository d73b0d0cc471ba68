import { DestinationError } from '../../errors.ts';
import type { CursorMove, ResourceReport, WalkOutcome } from '../../model.ts';
import { type LoadCounts, type LoadStart, NO_COUNTS, type ResourceTarget } from '../destination.ts';
import { readTable } from './catalog.ts';
import { writeCursors } from './cursor-books.ts';
import type { Database } from './database.ts';
import { afterStep, beforeStep, step } from './failpoints.ts';
import { fold } from './fold.ts';
import { insertResource } from './load-books.ts';
import type { Staging } from './staging.ts';
import { countLate, dropStaging, type StagingTable } from './staging-table.ts';
import { type Fate, hasCopies, ruleWarnings, writeRule } from './write-rule.ts';

/** A walk whose rows are all staged, or lost. */
export interface Settling {
  readonly database: Database;
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly table: StagingTable;
  readonly staging: Staging;
  /** Rows that a later pass had met first when an earlier run staged them. */
  readonly carriedLate: number;
}

/** What is to become of a walk, and why. */
export interface Decision {
  readonly outcome: WalkOutcome;
  readonly fate: Fate;
  readonly warnings: readonly string[];
  /** Those that move with the rows. */
  readonly cursors: readonly CursorMove[];
  readonly toReport: (counts: LoadCounts) => ResourceReport;
}

/** Does with the rows of a walk what was decided, and writes its report, in one transaction. */
export function settleWalk(settling: Settling, decision: Decision): Promise<ResourceReport> {
  const { database, target, staging } = settling;
  const { committed, hasState } = staging.state;
  const next = hasState && !target.isFamily ? 'goes on from there' : 'reads everything again';
  return settleAll(
    database,
    `${target.resource}, table \`${target.table}\``,
    `The table is as it was; ${committed} rows wait in staging, and the next run ${next}.`,
    [[settling, decision]],
  ).then(([report]) => report as ResourceReport);
}

/** Does so with several walks, in one transaction and in order. */
export async function settleAll(
  database: Database,
  where: string,
  consequence: string,
  walks: readonly (readonly [Settling, Decision])[],
): Promise<readonly ResourceReport[]> {
  const isWritten = walks.some(([, { fate }]) => fate === 'written');
  if (isWritten) beforeStep('fold.begin');
  const reports = await database
    .transaction(where, consequence, async () => {
      if (isWritten) afterStep('fold.begin');
      const made: ResourceReport[] = [];
      for (const [settling, decision] of walks) {
        const isFold = decision.fate === 'written';
        made.push(await (isFold ? foldWalk : keepOrDrop)(settling, decision));
      }
      if (isWritten) beforeStep('fold.commit');
      return made;
    })
    .catch((error: unknown) => {
      throw withStaged(error, walks);
    });
  if (isWritten) afterStep('fold.commit');
  return reports;
}

async function foldWalk(settling: Settling, decision: Decision): Promise<ResourceReport> {
  const { database, load, target, table, staging, carriedLate } = settling;
  const { committed, firstPass, textLength, pass, facts } = staging.state;
  const { outcome, cursors, toReport } = decision;
  const late = await lateRows(settling);
  const endsMissing =
    writeRule(target) === 'merge' &&
    outcome.verdict === 'complete' &&
    (target.onMissing ?? 'keep') !== 'keep';
  const isEmptied = endsMissing || writeRule(target) === 'replace';
  const folded =
    committed === 0 && !(isEmptied && (await hasTable(settling)))
      ? NO_COUNTS
      : await fold(database, {
          load,
          target,
          staging: table,
          endsMissing,
          rows: committed,
          received: firstPass + late,
          pass,
          textLength,
          facts,
        });
  if (cursors.length > 0) await writeCursors(database, load, target.resource, cursors);
  const counts = {
    ...(await tableCounts(settling)),
    ...folded,
    warnings: [...ruleWarnings(target), ...decision.warnings, ...folded.warnings],
    late: late - carriedLate,
  };
  const made = await step('fold.report', () => record(settling, toReport(counts)));
  await step('fold.drop_staging', () => dropStaging(database, table));
  return made;
}

/** Leaves the rows of the walk in staging, for a later run, or drops them. */
async function keepOrDrop(settling: Settling, decision: Decision): Promise<ResourceReport> {
  const { database, table, staging, carriedLate } = settling;
  const { committed, firstPass, lost } = staging.state;
  const late = await lateRows(settling);
  const isKept = decision.fate === 'staged';
  const rows = firstPass + late;
  const counts = {
    ...(await tableCounts(settling)),
    staged: isKept ? rows : 0,
    discarded: isKept ? lost : lost + rows,
    warnings: decision.warnings,
    late: late - carriedLate,
  };
  const report = await record(settling, decision.toReport(counts));
  if (committed === 0 || !isKept) await dropStaging(database, table);
  return report;
}

/** Says beside an error how many rows wait for a later run. */
function withStaged(error: unknown, walks: readonly (readonly [Settling, Decision])[]): unknown {
  if (!(error instanceof DestinationError)) return error;
  const staged = walks.reduce(
    (sum, [{ target, staging }]) => sum + (target.isFamily ? 0 : staging.state.firstPass),
    0,
  );
  const { code, message, context, cause, retryable } = error;
  return new DestinationError(code, message, { context: { ...context, staged }, cause, retryable });
}

async function lateRows({ database, table, target, staging }: Settling): Promise<number> {
  return countLate(database, table, staging.state.pass, hasCopies(target));
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
