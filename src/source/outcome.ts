import { SluiceError, SourceError } from '../errors.ts';
import type { Basis, WalkOutcome } from '../model.ts';
import { worstVerdict } from '../report.ts';

const WEAKEST_FIRST: readonly (Basis | undefined)[] = [
  'end',
  'total',
  'passes',
  'overlap',
  'single',
];

/** The worse of the outcomes of two walks of one resource. */
export function worseOutcome(a: WalkOutcome, b: WalkOutcome): WalkOutcome {
  if (a.verdict !== b.verdict) {
    return worstVerdict([a.verdict, b.verdict]) === a.verdict ? a : b;
  }
  if (a.verdict === 'incomplete') return b.error !== undefined && a.error === undefined ? b : a;
  return WEAKEST_FIRST.indexOf(b.basis) < WEAKEST_FIRST.indexOf(a.basis) ? b : a;
}

/** What the walks of a dependent resource prove: no more than the walk of its parent does. */
export function underParent(
  own: WalkOutcome,
  { name, parent }: { readonly name: string; readonly parent: string },
  of: WalkOutcome,
): WalkOutcome {
  const worse = worseOutcome(own, of);
  if (worse !== of || worse === own) return own;
  if (of.reason !== 'failed_page') return of;
  const code = of.error instanceof SluiceError ? of.error.code : 'SOURCE_NETWORK';
  const message = `${name}: its parent \`${parent}\` failed, so that rows are missing for the parent rows that were not read. ${of.error?.message ?? ''}`;
  return { ...of, error: new SourceError(code, message.trim(), { cause: of.error }) };
}
