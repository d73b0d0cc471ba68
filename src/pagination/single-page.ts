import type { OffsetOptions } from './offset.ts';
import type { Paginator } from './paginator.ts';

interface State {
  received: number;
  isOver: boolean;
}

/** One request, and its answer is the whole resource. */
export function singlePage({ state: earlier }: OffsetOptions): Paginator {
  const state = (earlier as State | undefined) ?? { received: 0, isOver: false };
  return {
    envelopePointers: [],
    first: () => (state.isOver ? [] : [{ params: {}, role: 'body' }]),
    after: (page) => {
      state.received = page.rowCount;
      state.isOver = true;
      return { takes: true, next: [] };
    },
    end: () => ({
      position: state.received,
      proof: state.isOver ? 'single' : 'none',
      isShort: false,
      isLost: false,
      firstTotal: undefined,
      lastTotal: undefined,
      warnings: [],
    }),
    state: () => state,
  };
}
