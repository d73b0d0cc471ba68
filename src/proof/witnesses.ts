import { type MoreState, ToldMore } from './told-more.ts';
import { ToldTotals, type TotalsState } from './told-totals.ts';
import type { WitnessedResponse, WitnessRules } from './witness.ts';

/** Plain data, so that it goes with the state of a walk. */
export interface WitnessState {
  readonly totals: TotalsState;
  readonly more: MoreState;
  /** Whether something stood at the paths that were written. */
  hasTotal: boolean;
  hasMore: boolean;
}

/**
 * Listens to what the API itself says of how many rows there are, or that more follow. A clean verdict needs that none of it
 * speaks against the end. It is never read from a row.
 */
export class Witnesses {
  readonly #rules: WitnessRules;
  readonly state: WitnessState;
  readonly totals: ToldTotals;
  readonly more: ToldMore;

  constructor(rules: WitnessRules, earlier?: WitnessState) {
    this.#rules = rules;
    this.totals = new ToldTotals(rules, earlier?.totals);
    this.more = new ToldMore(rules, earlier?.more);
    const { hasTotal = false, hasMore = false } = earlier ?? {};
    this.state = { totals: this.totals.state, more: this.more.state, hasTotal, hasMore };
  }

  /** Takes note of a response, whichever page it is of. */
  note(response: WitnessedResponse): void {
    const { total, more } = this.#rules;
    if (total != null) this.state.hasTotal ||= response.envelope.has(total);
    if (more != null) this.state.hasMore ||= response.envelope.has(more);
    this.totals.note(response);
  }

  /** Written paths at which nothing stood on any response. */
  get unmet(): readonly ('total' | 'more')[] {
    const { total, more } = this.#rules;
    const { hasTotal, hasMore } = this.state;
    return [
      ...(total != null && !hasTotal ? (['total'] as const) : []),
      ...(more != null && !hasMore ? (['more'] as const) : []),
    ];
  }
}
