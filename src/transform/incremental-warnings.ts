import { counted } from '../wording.ts';
import { describeCursor } from './cursor-fault.ts';
import type { IncrementalSettings } from './incremental-settings.ts';

type Settings = Pick<IncrementalSettings, 'cursorPath' | 'onMissing'>;

/** What sets a cursor anew that hides rows. */
export const MEND =
  'load once with `--since` and a value in front of the rows that are missing, which sets the cursor anew';

export function lagWarning({ cursorPath }: Settings): string {
  return `\`lag\` of the cursor \`${cursorPath}\` goes with \`last_value_func\` max or min only; it was left out.`;
}

export function boundaryWarning({ cursorPath }: Settings, maxRows: number): string {
  return `More than ${maxRows} rows share the last value of the cursor \`${cursorPath}\`, so that they are not remembered; the next load takes them again.`;
}

/** @param first - the first of the values that are not of the kind of the others */
export function misfitWarning(
  { cursorPath, onMissing }: Settings,
  rows: number,
  first: string,
): string {
  const done = onMissing === 'include' ? 'taken' : 'left out';
  return `${counted(rows, 'row was', 'rows were')} ${done} whose cursor \`${cursorPath}\` is not of the kind of the others, as ${first}, because of \`on_cursor_value_missing: ${onMissing}\`. ${rows === 1 ? 'It' : 'They'} did not move the cursor.`;
}

/** A cursor that came to stand in the future hides every row that comes until then. */
export function aheadWarning(
  settings: Settings,
  value: unknown,
  nowMs: number | undefined,
): string {
  return `${isAheadOf(settings, value, nowMs)}: the next loads start there, and meet no row with an earlier value. Correct that row at the source; ${MEND}.`;
}

/** The same value in a load that sets the cursor anew. */
export function skippedWarning(
  settings: Settings,
  value: unknown,
  nowMs: number | undefined,
): string {
  return `${isAheadOf(settings, value, nowMs)}. It did not move the cursor in this load, but it will in the next one without \`--since\`: correct that row at the source.`;
}

function isAheadOf({ cursorPath }: Settings, value: unknown, nowMs: number = Date.now()): string {
  return `a row has ${describeCursor(value)} in the cursor \`${cursorPath}\`, more than a day ahead of the clock of the API (${new Date(nowMs).toISOString()})`;
}
