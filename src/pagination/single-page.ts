import type { OffsetOptions } from './offset.ts';
import { type Paginator, PLAIN_END } from './paginator.ts';

interface State {
  isOver: boolean;
}

/** One request, and its response is the whole resource. */
export function singlePage({ state: earlier }: OffsetOptions): Paginator {
  const state = (earlier as State | undefined) ?? { isOver: false };
  return {
    envelopePointers: [],
    first: () => (state.isOver ? [] : [{ params: {}, role: 'body' }]),
    after: () => {
      state.isOver = true;
      return { takes: true, next: [] };
    },
    end: () => ({ ...PLAIN_END, isSinglePage: true, proof: state.isOver ? 'single' : 'none' }),
    state: () => state,
  };
}
