import type { Verify } from '../../model.ts';

/** The ways to prove that a walk is complete, the strongest first. */
export const VERIFY_MODES: readonly [Verify, ...Verify[]] = ['overlap', 'passes', 'total', 'off'];
