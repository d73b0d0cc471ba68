import { counted } from '../../counted.ts';
import { DestinationError } from '../../errors.ts';
import type { CursorMove, ResourceReport, WalkOutcome } from '../../model.ts';
import { type LoadCounts, type LoadStart, NO_COUNTS, type ResourceTarget } from '../destination.ts';
import { readTable } from './catalog.ts';
import { writeCursors } from './cursor-books.ts';
import type { Database } from './database.ts';
import { type Consequence, isRowsRefused } from './duckdb-error.ts';
import { afterStep, beforeStep, step } from './failpoints.ts';
import { fold } from './fold.ts';
import { insertResource } from './load-books.ts';
import type { Staging } from './staging.ts';
import { countGone, countLate, dropStaging, type StagingTable } from './staging-table.ts';
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
  const waiting = `${counted(committed, 'row waits', 'rows wait')} in staging, and the next run ${next}`;
  return settleAll(
    database,
    `${target.resource}, table \`${target.table}\``,
    (error) => `The table is as it was${isRowsRefused(error) ? '' : `; ${waiting}`}.`,
    [[settling, decision]],
  ).then(([report]) => report as ResourceReport);
}

/** Does so with several walks, in one transaction and in order. */
export async function settleAll(
  database: Database,
  where: string,
  consequence: Consequence,
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
    .catch(async (error: unknown) => {
      const isDropped = isRowsRefused(error) && (await dropRefused(database, where, walks));
      throw withStaged(error, walks, isDropped);
    });
  if (isWritten) afterStep('fold.commit');
  return reports;
}

async function foldWalk(settling: Settling, decision: Decision): Promise<ResourceReport> {
  const { database, load, target, table, staging, carriedLate } = settling;
  const { committed, firstPass, textLength, pass, facts } = staging.state;
  const { outcome, cursors, toReport } = decision;
  const late = await lateRows(settling);
  const mayEndMissing =
    writeRule(target) === 'merge' &&
    outcome.verdict === 'complete' &&
    (target.onMissing ?? 'keep') !== 'keep';
  const endsMissing = mayEndMissing && outcome.walked === undefined;
  const waits = mayEndMissing ? await waitWarnings(settling, outcome) : [];
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
          total: outcome.total,
        });
  // what a table was not replaced by has to come again
  const isRefused = writeRule(target) === 'replace' && folded.refusedDeletes > 0;
  const moved = isRefused ? [] : cursors;
  if (moved.length > 0) await writeCursors(database, load, target.resource, moved);
  const counts = {
    ...(await tableCounts(settling)),
    ...folded,
    warnings: [...ruleWarnings(target), ...decision.warnings, ...waits, ...folded.warnings],
    late: late - carriedLate,
    movedCursors: moved.length > 0,
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

/**
 * Drops rows that were refused for what they are: folded again they would be refused again, and nobody would ask the API
 * whether they were mended. Gives whether they are gone.
 */
function dropRefused(
  database: Database,
  where: string,
  walks: readonly (readonly [Settling, Decision])[],
): Promise<boolean> {
  const drop = async (): Promise<true> => {
    for (const [{ table }] of walks) await dropStaging(database, table);
    return true;
  };
  // what stays is dropped by the next run, which is refused in the same way before it walks
  return database.transaction(where, 'The staged rows stay.', drop).catch(() => false);
}

/** Says with an error what became of the staged rows. */
function withStaged(
  error: unknown,
  walks: readonly (readonly [Settling, Decision])[],
  isDropped: boolean,
): unknown {
  if (!(error instanceof DestinationError)) return error;
  const rows = walks.reduce((sum, [{ staging }]) => sum + staging.state.firstPass, 0);
  const isKept = !isDropped && !walks.some(([{ target }]) => target.isFamily);
  const { code, context, cause, retryable } = error;
  const message = isDropped
    ? `${error.message} The ${counted(rows, 'staged row was', 'staged rows were')} dropped, and the next run reads everything anew.`
    : error.message;
  return new DestinationError(code, message, {
    context: {
      ...context,
      staged: isKept ? rows : 0,
      rowsRefused: isDropped ? true : undefined,
    },
    cause,
    retryable,
  });
}

/** What a walk says that leaves rows which another one would delete or mark. */
async function waitWarnings(
  { database, table, target, staging }: Settling,
  { walked }: WalkOutcome,
): Promise<readonly string[]> {
  if (walked !== undefined) return [partlyWarning(target)];
  // what was staged is written, whichever pass met it
  const gone = await countGone(database, table, staging.state.pass);
  return gone === 0 ? [] : [goneWarning(target, gone)];
}

function goneWarning({ resource, onMissing }: ResourceTarget, gone: number): string {
  const [were, them] = gone === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${resource}: ${counted(gone, 'row')} that an earlier pass of this walk had read ${were} not in its last pass. The table keeps ${them} for now: \`on_missing: ${onMissing}\` waits for the next run that walks from the start.`;
}

function partlyWarning({ resource, onMissing }: ResourceTarget): string {
  return `${resource}: \`on_missing: ${onMissing}\` did nothing in this run. It went on from pages that an earlier run had read, and rows may have come or gone there since. The next run that walks from the start does it.`;
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
