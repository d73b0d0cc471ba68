import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../src/destination/destination.ts';
import { batchOf } from '../support/batches.ts';
import {
  contacts,
  databasePath,
  EXHAUSTED,
  loadBatches,
  loadStart,
  query,
} from '../support/duckdb-load.ts';
import { COMPLETE } from '../support/duckdb-walk.ts';

const dayOf = (day: number): string => String(day + 1).padStart(2, '0');

interface Row {
  readonly id: number;
  readonly value: string | number | null;
}

interface Load {
  readonly rows: readonly Row[];
  readonly isProved: boolean;
}

const rowOf = fc.record<Row>({
  id: fc.integer({ min: 1, max: 4 }),
  value: fc.constantFrom('a', 'b', '1', 1, null),
});
const loads = fc.array(
  fc.record<Load>({ rows: fc.array(rowOf, { maxLength: 5 }), isProved: fc.boolean() }),
  { minLength: 2, maxLength: 5 },
);

/** Each version as `id value from-to`, worked out row by row. */
function versionsOf(all: readonly Load[], isKeyed: boolean): readonly string[] {
  const ended: string[] = [];
  const valid = new Map<string, { readonly text: string; readonly from: number }>();
  const end = (identity: string, day: number): void => {
    const { text = '', from = 0 } = valid.get(identity) ?? {};
    ended.push(`${text} ${dayOf(from)}-${dayOf(day)}`);
    valid.delete(identity);
  };
  all.forEach(({ rows, isProved }, day) => {
    const came = new Map<string, string>();
    for (const { id, value } of rows) {
      const text = `${id} ${value ?? 'null'}`;
      came.set(isKeyed ? String(id) : text, text);
    }
    for (const [identity, text] of came) {
      if (valid.get(identity)?.text === text) continue;
      if (valid.has(identity)) end(identity, day);
      valid.set(identity, { text, from: day });
    }
    // one empty response proves nothing
    if (!isProved || rows.length === 0) return;
    for (const identity of [...valid.keys()]) if (!came.has(identity)) end(identity, day);
  });
  for (const { text, from } of valid.values()) ended.push(`${text} ${dayOf(from)}-`);
  return ended.sort();
}

test.each([
  ['by their key', true],
  ['by their content', false],
])(
  'versions that are told %s are those that are worked out row by row, and the counts add up',
  async (_what, isKeyed) => {
    const target: ResourceTarget = contacts({
      ...{ write: 'scd2', primaryKey: isKeyed ? ['id'] : [], detectDates: false },
      history: { validFrom: 'f', validTo: 't', activeUntil: null },
      // as text from the start: values that differ by their type alone are one in such a column
      columns: [{ field: 'value', dataType: 'text' }],
    });
    await fc.assert(
      fc.asyncProperty(loads, async (all) => {
        const path = await databasePath();
        for (const [day, { rows, isProved }] of all.entries()) {
          const batch = batchOf(rows as never);
          const batches = isKeyed ? [batch] : [{ ...batch, keys: rows.map(() => undefined) }];
          const { counts } = await loadBatches(path, rows.length === 0 ? [] : batches, {
            target,
            outcome: isProved ? COMPLETE : EXHAUSTED,
            start: loadStart({ startedAt: `2026-01-${dayOf(day)}T00:00:00Z` }),
          });
          const { inserted, updated, unchanged, duplicates } = counts;
          expect(inserted + updated + unchanged + duplicates).toBe(rows.length);
        }
        const isMade = all.some(({ rows }) => rows.length > 0);
        const found = isMade
          ? await query(
              path,
              `SELECT id || ' ' || coalesce(value, 'null') || ' ' || strftime(f, '%d') || '-' || coalesce(strftime(t, '%d'), '') AS v FROM contacts`,
            )
          : [];
        expect(found.map(({ v }) => v).sort()).toEqual(versionsOf(all, isKeyed));
      }),
      { numRuns: 15 },
    );
  },
  120_000,
);
