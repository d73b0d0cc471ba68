import type { Verify, WalkOutcome } from '../model.ts';
import type { PaginationEnd } from '../pagination/paginator.ts';

/** What is known when a pass has reached its end. */
export interface PassFacts {
  readonly verify: Verify;
  readonly pass: number;
  readonly maxPasses: number;
  readonly end: PaginationEnd;
  /** Whether a total that the API told is the number of different rows that came. */
  readonly agreesWithTotal: boolean;
  /** Whether the API told a total at all. */
  readonly hasTotal: boolean;
  /** Keys that stand at more than one place of the pass. */
  readonly moved: number;
  /** Whether the pass met the same keys in the same order as the one before it. */
  readonly agrees: boolean;
  /** Whether rows that left can be replaced, so that another pass is of use. */
  readonly canRepeat: boolean;
}

const WHOLE: WalkOutcome = { verdict: 'complete', basis: 'single' };

/** What a pass proved; `again`: another one may prove more. */
export function judgePass(facts: PassFacts): WalkOutcome | 'again' {
  const { end, verify } = facts;
  if (end.isShort) {
    return { verdict: 'incomplete', reason: facts.hasTotal ? 'total_mismatch' : 'more_told' };
  }
  if (end.isLost) return { verdict: 'drifted' };
  switch (verify) {
    case 'overlap':
      return end.proof === 'none' ? judgeEnd(facts) : judgeOrder(facts, end.proof);
    case 'passes':
      // that one page comes twice alike says nothing of others, unless the configuration says that there are none
      return end.isSinglePage && end.proof === 'none' ? judgeEnd(facts) : judgePasses(facts);
    case 'total':
    case 'off':
      // the one response of a resource without pages is all there is, however it is looked at
      return end.proof === 'single' ? WHOLE : judgeEnd(facts);
    default:
      return verify satisfies never;
  }
}

/** A chain of linked pages proves its result as long as rows keep their order. */
function judgeOrder(facts: PassFacts, basis: 'overlap' | 'single'): WalkOutcome | 'again' {
  if (facts.moved === 0 || facts.agrees) return { verdict: 'complete', basis };
  return facts.canRepeat && facts.pass < facts.maxPasses ? 'again' : { verdict: 'drifted' };
}

function judgePasses(facts: PassFacts): WalkOutcome | 'again' {
  if (facts.agrees) return { verdict: 'complete', basis: 'passes' };
  // a pass that only looks is of use once; a result that differs can't be mended if rows have left
  const mayRepeat = facts.canRepeat ? facts.pass < facts.maxPasses : facts.pass === 1;
  return mayRepeat ? 'again' : { verdict: 'drifted' };
}

/**
 * What the API's own end is worth: a total that agrees before and after is the ground for `exhausted`, and without one
 * the end itself is.
 */
function judgeEnd({ agreesWithTotal }: PassFacts): WalkOutcome {
  return { verdict: 'exhausted', basis: agreesWithTotal ? 'total' : 'end' };
}
