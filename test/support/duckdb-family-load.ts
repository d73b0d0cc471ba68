import { batchOf } from './batches.ts';
import { loadFamily, member } from './duckdb-family.ts';

/** A load of a parent that is merged, a dependent whose rows are appended, and one that is replaced. */
export async function loadTestFamily(path: string, version: number): Promise<void> {
  const rows = (name: string) =>
    batchOf(
      [1, 2, 3].map((id) => ({
        id: id + (version - 1),
        [name]: `v${version}`,
        [`at${version}`]: 1,
      })),
    );
  const state = { initialValue: 0, lastValue: version, boundary: [] };
  const cursors = [{ path: 'at', walk: '', state }];
  await loadFamily(path, [
    { target: member('parents'), batches: [rows('parent')], cursors },
    { target: member('children', { write: 'append' }), batches: [rows('child')], cursors },
    { target: member('replaced', { write: 'replace' }), batches: [rows('other')] },
  ]);
}
