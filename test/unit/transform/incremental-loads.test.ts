import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CursorState } from '../../../src/model.ts';
import { toJsonText } from '../../../src/parse/json-text.ts';
import { createIncremental } from '../../../src/transform/incremental.ts';

type TestRow = Readonly<Record<string, unknown>>;

const SETTINGS = {
  cursorPath: 'at',
  lastValueFunc: 'max',
  onMissing: 'raise',
  rangeStart: 'closed',
  rangeEnd: 'open',
} as const;

test('loads of a growing, changing collection take each version that they meet, and none twice', () => {
  const change = fc.record({
    id: fc.integer({ min: 0, max: 4 }),
    ticks: fc.integer({ min: 0, max: 1 }),
    content: fc.boolean(),
    loads: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.boolean(), (changes, isDescending) => {
      const collection = new Map<number, TestRow>();
      const table = new Map<unknown, TestRow>();
      let state: CursorState | undefined;
      let now = 0;
      const loadNow = (): TestRow[] => {
        const stage = createIncremental(SETTINGS, state, { keyFields: ['id'] });
        const rows = [...collection.values()];
        const taken = (isDescending ? rows.reverse() : rows).filter((row) =>
          stage.keep(row, toJsonText(row)),
        );
        for (const row of taken) table.set(row['id'], row);
        state = stage.state();
        return taken;
      };
      for (const { id, ticks, content, loads } of changes) {
        now += ticks;
        collection.set(id, { id, at: now, content });
        if (!loads) continue;
        loadNow();
        for (const row of collection.values()) expect(table.get(row['id'])).toEqual(row);
        expect(loadNow()).toEqual([]);
      }
    }),
  );
});
