import type { ResourceTarget } from '../destination/destination.ts';
import { writeRule } from '../destination/write-rule.ts';
import type { WalkOutcome } from '../model.ts';
import { discardWarning, type Fate, fateOf, hasBrokenOff, isProved } from './fate.ts';

/** One walk of a family. */
export interface Member {
  readonly target: ResourceTarget;
  readonly outcome: WalkOutcome;
  /** Whether all of its rows reached staging. */
  readonly isWhole: boolean;
}

export interface MemberDecision {
  readonly fate: Fate;
  readonly warnings: readonly string[];
  /** Whether its cursors move. */
  readonly moves: boolean;
}

/**
 * What becomes of each member of a family, the parent first. Cursors move together or not at all, so that the next run
 * meets the same parents again where anything is missing; rows that are appended would then come twice, and are not
 * written.
 */
export function decideFamily(members: readonly Member[]): readonly MemberDecision[] {
  const fates = members.map(({ target, outcome, isWhole }) =>
    isWhole ? fateOf(target, outcome) : 'discarded',
  );
  const moves = members.every(({ outcome, isWhole }) => isWhole && isProved(outcome));
  const broken = members.filter(({ outcome, isWhole }) => !isWhole || hasBrokenOff(outcome));
  return members.map((member, i) => {
    const { target, outcome, isWhole } = member;
    const fate = fates[i] ?? 'discarded';
    const rule = writeRule(target);
    const isHeldBack =
      fate === 'written' &&
      !moves &&
      (rule === 'append' || (broken.length > 0 && isReplacing(rule)));
    if (isHeldBack) {
      const others = members.filter((other) => other !== member && !isProved(other.outcome));
      return { fate: 'discarded', moves, warnings: [heldBackWarning(target, others)] };
    }
    const isUnproved = fate === 'discarded' && isWhole && !hasBrokenOff(outcome);
    return { fate, moves, warnings: isUnproved ? [discardWarning(target, outcome)] : [] };
  });
}

function isReplacing(rule: ReturnType<typeof writeRule>): boolean {
  return rule === 'replace' || rule === 'groups';
}

function heldBackWarning({ resource }: ResourceTarget, others: readonly Member[]): string {
  const names = others.map(({ target }) => target.resource).join(', ');
  const whose = names === '' ? 'another resource of its family' : names;
  return `${resource}: its rows were not written, because the walk of ${whose} is not whole: the next run reads them again, and they would be there twice, or without what belongs to them.`;
}
