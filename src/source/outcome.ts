import type { ResourcePlan } from '../config/plan/plan.ts';
import { SluiceError, SourceError } from '../errors.ts';
import type { Basis, Verify, WalkOutcome } from '../model.ts';
import { worstVerdict } from './report.ts';

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
  const message = `${name}: its parent \`${parent}\` failed, so rows are missing for the parent rows that were not read. ${of.error?.message ?? ''}`;
  return { ...of, error: new SourceError(code, message.trim(), { cause: of.error }) };
}

/** What could make an `exhausted` walk of a resource `complete`, for the way in which it pages. */
export function wayToProof(
  { paginator, primaryKey }: Pick<ResourcePlan, 'paginator' | 'primaryKey'>,
  verify: Verify,
): string {
  if (primaryKey.length === 0) {
    return 'Name a `primary_key`: without one nothing tells whether two pages share a row.';
  }
  const passes = '`verify: passes` walks it until two passes agree.';
  const offsets = 'If the API takes an offset and a limit, the paginator `offset` proves it.';
  switch (paginator.type) {
    case 'offset':
      return verify === 'overlap' || verify === 'passes'
        ? `Its pages share no row, or rows between them were left out; ${passes}`
        : '`verify: overlap` proves it by pages that share a row.';
    case 'auto':
      return 'Write the paginator that was recognised, with `verify: passes`; if one page is all, write `single_page`.';
    default:
      return `${passes} ${offsets}`;
  }
}
