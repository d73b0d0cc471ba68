import type { Batch } from '../model.ts';

/** A batch without rows, to carry what is said between rows. */
export function emptyBatch(pass: number, page: number): Batch {
  return {
    pass,
    page,
    rows: [],
    texts: [],
    keys: [],
    exact: new Map(),
    facts: new Map(),
    restartsPage: false,
    isProvisional: false,
  };
}

/** Says that what was sent of a page is void. */
export function voidBatch(pass: number, page: number): Batch {
  return { ...emptyBatch(pass, page), restartsPage: true, isProvisional: true };
}
