import {
  type LoadCounts,
  type LoadStart,
  NO_COUNTS,
  type ResourceTarget,
} from '../destination/destination.ts';
import {
  hasCopies,
  missingFate,
  missingWord,
  needsProof,
  ruleWarnings,
  writeRule,
} from '../destination/write-rule.ts';
import { DestinationError } from '../errors.ts';
import type { CursorMove, ResourceReport, WalkOutcome } from '../model.ts';
import { type Consequence, isRowsRefused } from '../staging/duckdb-error.ts';
import { afterStep, beforeStep, step } from '../staging/failpoints.ts';
import type { Staging } from '../staging/staging.ts';
import type { StagingFile } from '../staging/staging-file.ts';
import { countGone, countLate, dropStaging } from '../staging/staging-table.ts';
import type {
  FoldTransaction,
  OpenTarget,
  StagedMark,
  StagedWalk,
  StagingTable,
} from '../staging/target.ts';
import { counted } from '../wording.ts';
import type { Fate } from './fate.ts';

/** What the writers of a load share. */
export interface StagedLoad {
  readonly target: OpenTarget;
  readonly staging: StagingFile;
  readonly load: LoadStart;
}

/** A walk whose rows are all staged, or lost. */
export interface Settling {
  readonly context: StagedLoad;
  readonly target: ResourceTarget;
  readonly table: StagingTable;
  readonly staging: Staging;
  readonly mark: StagedMark;
  /** Whether the table was there before the walk. */
  readonly isTableThere: boolean;
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

/** Does with the rows of a walk what was decided. */
export function settleWalk(settling: Settling, decision: Decision): Promise<ResourceReport> {
  const { context, target, staging } = settling;
  const { firstPass, hasState } = staging.state;
  const next = hasState && !target.isFamily ? 'goes on from there' : 'reads everything again';
  const waiting = `${counted(firstPass, 'row waits', 'rows wait')} in staging, and the next run ${next}`;
  return settleAll(
    context,
    `${target.resource}, table \`${target.table}\``,
    (error) => `The table is as it was${isRowsRefused(error) ? '' : `; ${waiting}`}.`,
    [[settling, decision]],
  ).then(([report]) => report as ResourceReport);
}

/**
 * Does so with several walks, in order: those that are written are folded in one transaction of the target, and leave staging
 * when that is committed. What the target's books know as folded is never folded again, so a crash between the two is harmless.
 */
export async function settleAll(
  context: StagedLoad,
  where: string,
  consequence: Consequence,
  walks: readonly (readonly [Settling, Decision])[],
): Promise<readonly ResourceReport[]> {
  const settle = async (fold?: FoldTransaction): Promise<readonly ResourceReport[]> => {
    const made: ResourceReport[] = [];
    for (const [settling, decision] of walks) {
      const isFold = fold !== undefined && decision.fate === 'written';
      const counts = await (isFold
        ? foldWalk(fold, settling, decision)
        : notFolded(settling, decision));
      const report = decision.toReport(counts);
      if (fold !== undefined) await step('fold.report', () => fold.record(report));
      made.push(report);
    }
    return made;
  };
  const { staging, target } = context;
  const reports = await (walks.some(changesTarget)
    ? foldAll((work) => target.fold(where, consequence, work), settle)
    : staging.lane(() => settle())
  ).catch(async (error: unknown) => {
    const isDropped = isRowsRefused(error) && (await dropRows(context, where, walks));
    throw withStaged(error, walks, isDropped);
  });
  const gone = walks.filter(
    ([{ staging: own }, { fate }]) => fate !== 'staged' || own.state.committed === 0,
  );
  await step('stage.drop', () => dropRows(context, where, gone));
  return reports;
}

async function foldAll<T>(
  run: (work: (fold: FoldTransaction) => Promise<T>) => Promise<T>,
  settle: (fold: FoldTransaction) => Promise<T>,
): Promise<T> {
  beforeStep('fold.begin');
  const result = await run(async (fold) => {
    afterStep('fold.begin');
    const made = await settle(fold);
    beforeStep('fold.commit');
    return made;
  });
  afterStep('fold.commit');
  return result;
}

/** Whether anything of the target would change. */
function changesTarget([settling, { fate, outcome, cursors }]: readonly [
  Settling,
  Decision,
]): boolean {
  if (fate !== 'written') return false;
  const { target, staging } = settling;
  const isEmptied = missingOf(target, outcome) !== 'kept' || writeRule(target) === 'replace';
  return staging.state.committed > 0 || cursors.length > 0 || (isEmptied && settling.isTableThere);
}

/** What becomes of rows of the table that the walk did not meet: only a complete one tells that they are gone at the source. */
function missingOf(
  target: ResourceTarget,
  { verdict, walked }: WalkOutcome,
): StagedWalk['missing'] {
  // a walk of today follows one that an earlier run had ended
  if (missingFate(target) === 'keep' || walked === 'earlier') return 'kept';
  if (verdict === 'complete' && walked === undefined) return 'ended';
  return needsProof(target) ? 'refused' : 'kept';
}

async function foldWalk(
  fold: FoldTransaction,
  settling: Settling,
  decision: Decision,
): Promise<LoadCounts> {
  const { target, table, staging, mark, carriedLate } = settling;
  const { committed, firstPass, textLength, pass, facts } = staging.state;
  const { outcome, cursors } = decision;
  const late = await lateRows(settling);
  const missing = missingOf(target, outcome);
  // what needs proof says for itself which rows it left
  const mayWait =
    outcome.verdict === 'complete' &&
    (needsProof(target) ? missing === 'ended' : missingFate(target) !== 'keep');
  const waits = mayWait ? await waitWarnings(settling, outcome) : [];
  const folded = await fold.apply({
    ...{ ...mark, target, table, textLength, pass, facts },
    missing,
    rows: committed,
    received: firstPass + late,
    total: outcome.total,
  });
  const isUnproved = missing === 'refused' && folded.refusedDeletes > 0;
  const unproved = isUnproved ? [unprovedWarning(target, folded.refusedDeletes, outcome)] : [];
  // what a table was not replaced by has to come again
  const isRefused = writeRule(target) === 'replace' && folded.refusedDeletes > 0;
  const moved = isRefused ? [] : cursors;
  if (moved.length > 0) await fold.moveCursors(target.resource, moved);
  return {
    ...NO_COUNTS,
    ...folded,
    warnings: [
      ...ruleWarnings(target),
      ...decision.warnings,
      ...waits,
      ...unproved,
      ...folded.warnings,
    ],
    late: late - carriedLate,
    movedCursors: moved.length > 0,
  };
}

/** The counts of a walk whose rows wait for a later run, or are dropped, or of which there are none. */
async function notFolded(settling: Settling, { fate, warnings }: Decision): Promise<LoadCounts> {
  const { target, isTableThere, staging, carriedLate } = settling;
  const { firstPass, lost } = staging.state;
  const late = await lateRows(settling);
  const rows = firstPass + late;
  const said = fate === 'written' ? [...ruleWarnings(target), ...warnings] : warnings;
  return {
    ...NO_COUNTS,
    ...(isTableThere && { table: target.table }),
    staged: fate === 'staged' ? rows : 0,
    discarded: fate === 'staged' ? lost : lost + rows,
    warnings: said,
    late: late - carriedLate,
  };
}

/**
 * Drops staged rows: those that are settled, and those that were refused for what they are, for folded again they would be
 * refused again, and nobody would ask the API whether they were mended. Returns whether they are gone. What stays is dropped by
 * the next run.
 */
function dropRows(
  { staging }: StagedLoad,
  where: string,
  walks: readonly (readonly [Settling, Decision])[],
): Promise<boolean> {
  const drop = async (): Promise<true> => {
    for (const [{ table }] of walks) await dropStaging(staging, table);
    return true;
  };
  return staging
    .transaction(where, 'The staged rows stay.', drop)
    .then(async (isDropped) => {
      await staging.trimSpool();
      return isDropped;
    })
    .catch(() => false);
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
  { context, table, target, staging }: Settling,
  { walked }: WalkOutcome,
): Promise<readonly string[]> {
  if (walked !== undefined) return [partlyWarning(target)];
  // what was staged is written, whichever pass met it
  const gone = await countGone(context.staging, table, staging.state.pass);
  return gone === 0 ? [] : [goneWarning(target, gone)];
}

function goneWarning(target: ResourceTarget, gone: number): string {
  const [were, them] = gone === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${target.resource}: ${counted(gone, 'row')} that an earlier pass of this walk had read ${were} not in its last pass. The table keeps ${them} for now: ${missingWord(target)} waits for the next run that walks from the start.`;
}

function partlyWarning(target: ResourceTarget): string {
  return `${target.resource}: ${missingWord(target)} did nothing in this run. It went on from pages that an earlier run had read, and rows may have come or gone there since. The next run that walks from the start does it.`;
}

/** Said where rows did not come, and nothing proves that they are gone. */
function unprovedWarning(
  target: ResourceTarget,
  rows: number,
  { verdict, walked }: WalkOutcome,
): string {
  const [did, they, stay] = rows === 1 ? ['does', 'it', 'stays'] : ['do', 'they', 'stay'];
  const [done, as] = target.write === 'scd2' ? ['retires', 'active'] : ['deletes', 'in the table'];
  const ended =
    walked === undefined ? `this one ended \`${verdict}\`` : 'this one is from two runs';
  return `${target.resource}: ${counted(rows, 'row')} of the table ${did} not stand among those that came. \`${target.write}\` ${done} ${they === 'it' ? 'it' : 'them'} only after a walk that is proved to be complete, and ${ended}. Everything else was written, and ${they} ${stay} ${as}.`;
}

function lateRows({ context, table, target, staging }: Settling): Promise<number> {
  return countLate(context.staging, table, staging.state.pass, hasCopies(target));
}
