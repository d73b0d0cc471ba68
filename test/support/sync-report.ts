import type { ResourceReport } from '../../src/model.ts';

/** A report of a resource that went well, with what differs. */
export function resourceReport(over: Partial<ResourceReport> = {}): ResourceReport {
  return {
    name: 'contacts',
    table: 'contacts',
    verdict: 'complete',
    basis: 'overlap',
    pages: 24,
    requests: 26,
    retries: 0,
    received: 2317,
    carried: 0,
    inserted: 2317,
    updated: 0,
    unchanged: 0,
    duplicates: 0,
    rejected: 0,
    filtered: 0,
    staged: 0,
    discarded: 0,
    reread: 23,
    deleted: 0,
    total: 2317,
    seconds: 12.34,
    schemaChanges: [],
    warnings: [],
    resumed: false,
    ...over,
  };
}
