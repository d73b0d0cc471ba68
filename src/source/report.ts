import type { LoadCounts } from '../destination/destination.ts';
import { SluiceError, withSentence } from '../errors.ts';
import type { ResourceReport, Verdict, WalkOutcome } from '../model.ts';
import type { WalkCounters } from '../walk/walk-environment.ts';
import { counted } from '../wording.ts';

/** What is known of a resource when its destination has settled. */
export interface ResourceFacts {
  readonly name: string;
  readonly outcome: WalkOutcome;
  readonly counters: WalkCounters;
  /** What steps and the incremental filter did with the rows on the way. */
  readonly rows?: { readonly filtered: number; readonly added: number };
  /** Copies that gave way on the way to the destination. */
  readonly duplicates: number;
  /** Whether the configuration says that there are none. Default: false. */
  readonly deduplicated?: boolean;
  readonly warnings: readonly string[];
  readonly seconds: number;
  /** Rows that an earlier run had staged; undefined where none was taken up. */
  readonly carried?: number;
  /** See {@link ResourceReport.since}. */
  readonly since?: string | undefined;
  /** See {@link ResourceReport.toProve}; of every verdict. */
  readonly toProve?: string;
}

/** One report out of what the walk, the stages and the destination counted. */
export function toReport(facts: ResourceFacts, counts: LoadCounts): ResourceReport {
  const { counters, carried, since } = facts;
  const { walked: _, ...outcome } = tellConsequence(judgeResent(facts.outcome, counts), counts);
  const duplicates = facts.duplicates + counts.duplicates;
  const { filtered, added } = facts.rows ?? { filtered: 0, added: 0 };
  const rejected = counts.rejected ?? 0;
  // counted after steps made several rows of one
  const received = counters.received + counts.late + added;
  const written = counts.inserted + counts.updated + counts.unchanged;
  const settled = written + duplicates + counts.staged + filtered + rejected;
  // where a walk broke off rows are lost between the stages too, or on walks begun ahead, which no stage can count
  const lost = Math.max(received + (carried ?? 0) - settled, 0);
  return {
    name: facts.name,
    ...(counts.table === undefined ? {} : { table: counts.table }),
    ...outcome,
    pages: counters.pages,
    requests: counters.requests,
    retries: counters.retries,
    received,
    carried: carried ?? 0,
    inserted: counts.inserted,
    updated: counts.updated,
    unchanged: counts.unchanged,
    duplicates,
    rejected,
    filtered,
    staged: counts.staged,
    discarded: hasBrokenOff(outcome) ? lost : counts.discarded,
    reread: counters.reread - counts.late + counts.resent,
    deleted: counts.deleted,
    ...(counts.refusedDeletes === 0 ? {} : { refusedDeletes: counts.refusedDeletes }),
    ...(counts.listRows === undefined ? {} : { listRows: counts.listRows }),
    ...(counters.total === undefined ? {} : { total: counters.total }),
    seconds: facts.seconds,
    schemaChanges: counts.schemaChanges,
    ...(outcome.verdict === 'exhausted' && facts.toProve !== undefined
      ? { toProve: facts.toProve }
      : {}),
    warnings: [...facts.warnings, ...duplicateWarnings(facts, duplicates), ...counts.warnings],
    resumed: carried !== undefined,
    ...(since === undefined ? {} : { since }),
  };
}

function duplicateWarnings(
  { name, deduplicated }: ResourceFacts,
  duplicates: number,
): readonly string[] {
  if (deduplicated !== true || duplicates === 0) return [];
  const [were, their] = duplicates === 1 ? ['was', 'its'] : ['were', 'their'];
  return [
    `${name}: \`deduplicated: true\` says that no key comes twice, but ${counted(duplicates, 'row')} ${were} followed by another one with ${their} key. The last row of each key is in the table, as without it. Look at the \`primary_key\`, or leave \`deduplicated\` out.`,
  ];
}

function hasBrokenOff({ error, reason }: WalkOutcome): boolean {
  return error !== undefined || reason === 'aborted' || reason === 'deadline';
}

/** Rows that left twice, because they could not be taken back, are rows that did not stand still. */
function judgeResent(outcome: WalkOutcome, counts: LoadCounts): WalkOutcome {
  return counts.resent > 0 && outcome.verdict !== 'incomplete' ? { verdict: 'drifted' } : outcome;
}

/** An error always says what became of the data; only now it is known. */
function tellConsequence(outcome: WalkOutcome, counts: LoadCounts): WalkOutcome {
  if (!(outcome.error instanceof SluiceError)) return outcome;
  const { message } = outcome.error;
  const sentence = WAITING.test(message) ? undefined : consequence(counts, TOLD.test(message));
  return sentence === undefined
    ? outcome
    : { ...outcome, error: withSentence(outcome.error, sentence) };
}

const UNTOUCHED = 'The table is as it was';
/** What errors of a fold say of tables that they left alone. */
const TOLD =
  /\bThe table is as it was|\bThe tables are as they were|\bit was left as it is|\bNothing was (?:read or )?written\b/;
/** What a fold says that failed while its rows stay staged. */
const WAITING = /\brows? waits? in staging, and the next run /;

/** @param isTold - whether the error says already that nothing was written */
function consequence(
  { staged, inserted, updated, table }: LoadCounts,
  isTold: boolean,
): string | undefined {
  const written = inserted + updated;
  const waiting = `${counted(staged, 'row')} that had been received ${staged === 1 ? 'waits' : 'wait'} in staging`;
  if (written > 0) {
    return `${counted(written, 'row')} had been written before${staged > 0 ? `; ${waiting}` : ''}.`;
  }
  if (staged > 0) return isTold ? `${waiting}.` : `${UNTOUCHED}; ${waiting}.`;
  if (isTold) return undefined;
  return table === undefined ? 'Nothing was written.' : `${UNTOUCHED}.`;
}

const WORST_FIRST: readonly Verdict[] = ['incomplete', 'drifted', 'exhausted', 'complete'];

/** The worst of some verdicts; `complete` for none. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'complete';
}
