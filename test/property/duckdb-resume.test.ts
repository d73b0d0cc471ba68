import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch, FlowItem } from '../../src/model.ts';
import { batchOf, pageEnd, type TestRow, voidPage } from '../support/batches.ts';
import { contacts, databasePath, query } from '../support/duckdb-load.ts';
import { COMPLETE, openWalk, settled } from '../support/duckdb-walk.ts';

/** A page of a walk: rows, rows that were met before, and whether its first attempt broke. */
const page = fc.record({
  ids: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }),
  rereadIds: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 2 }),
  isSentAgain: fc.boolean(),
});
type Page = typeof page extends fc.Arbitrary<infer T> ? T : never;

/** Up to two passes of pages, as the items in which they leave; each row tells where it stood. */
function itemsOf(passes: readonly (readonly Page[])[], table: string): FlowItem[] {
  const met = new Set<number>();
  return passes.flatMap((pages, p) =>
    pages.flatMap(({ ids, rereadIds, isSentAgain }, i) => {
      const place = { pass: p + 1, page: i + 1 };
      const rowOf = (id: number, at: string): TestRow => ({ id, at: `${p + 1}/${i + 1} ${at}` });
      const again = rereadIds.filter((id) => met.has(id) && !ids.includes(id));
      for (const id of ids) met.add(id);
      const state = `${table} ${place.pass} ${place.page}`;
      const rows = ids.map((id) => rowOf(id, 'row'));
      return [
        ...(isSentAgain ? [batchOf([rowOf(99, 'void'), ...rows], place)] : []),
        ...(isSentAgain ? [voidPage(place, true)] : []),
        batchOf(
          again.map((id) => rowOf(id, 'again')),
          { ...place, isReread: true },
        ),
        shifted(batchOf(rows.slice(0, 2), place), again.length),
        shifted(batchOf(rows.slice(2), place), again.length + 2),
        pageEnd(state, place),
      ];
    }),
  );
}

function shifted(batch: Batch, by: number): Batch {
  return { ...batch, rows: batch.rows.map((row) => row + by) };
}

function rowsOf(items: readonly FlowItem[]): Batch[] {
  return items.filter((item) => item.kind === 'rows');
}

/** What an undisturbed walk leaves: of each key the copy with the last place. */
function lastOf(items: readonly FlowItem[]): Map<string, string> {
  const last = new Map<string, string>();
  for (const { keys, texts } of rowsOf(items)) {
    for (const [i, key] of keys.entries()) if (key !== '99') last.set(key ?? '', texts[i] ?? '');
  }
  return last;
}

/** Rows of the first pass that count as received, and where later passes met a key first. */
function receivedOf(items: readonly FlowItem[]): number {
  const isVoid = (batch: Batch) => batch.keys.includes('99');
  return rowsOf(items)
    .filter((batch) => batch.pass === 1 && !batch.isReread && !isVoid(batch))
    .reduce((sum, { texts }) => sum + texts.length, 0);
}

const passes = fc.tuple(
  fc.array(page, { minLength: 1, maxLength: 5 }),
  fc.array(page, { maxLength: 4 }),
);
const crashes = fc.array(fc.record({ at: fc.nat(30), isCommitted: fc.boolean() }), {
  maxLength: 3,
});

test('crashes between any two items, and one run that ends, leave what an undisturbed run leaves', async () => {
  let run = 0;
  const property = fc.asyncProperty(
    passes,
    crashes,
    fc.integer({ min: 1, max: 6 }),
    async (all, ends, maxRows) => {
      const path = await databasePath();
      const table = `t${++run}`;
      const target = contacts({ resource: table, table, onMissing: 'delete', maxDeleteRatio: 1 });
      const stageLimits = { maxRows, maxTextLength: 1e6, maxWaitMs: 60_000 };
      const items = itemsOf(all, table);
      const walk = async () => {
        const open = await openWalk(path, { target, stageLimits });
        const { resume } = open.writer;
        expect(open.writer.warnings.filter((text) => !text.includes('no checkpoint'))).toEqual([]);
        const from =
          items.findIndex((item) => item.kind === 'page_end' && item.state === resume?.state) + 1;
        return {
          open,
          left: resume === undefined ? items : items.slice(from),
          carried: resume?.rows ?? 0,
        };
      };
      for (const { at, isCommitted } of ends) {
        const { open, left } = await walk();
        const sent = left.slice(0, at);
        if (isCommitted) await open.stage(sent);
        else for (const item of sent) open.writer.stream.write(item);
        await open.crash();
      }
      const { open, left, carried } = await walk();
      await open.stage(left);
      const counts = await open.settle(COMPLETE);
      const wanted = lastOf(items);
      expect(settled(counts)).toBe(receivedOf(left) + counts.late + carried);
      expect(counts).toMatchObject({ inserted: wanted.size, discarded: 0, staged: 0, deleted: 0 });
      if (wanted.size === 0) return;
      const found = await query(path, `SELECT id::VARCHAR AS id, "at" FROM ${table}`);
      expect(
        new Map(found.map(({ id, at }) => [id, JSON.stringify({ id: Number(id), at })])),
      ).toEqual(wanted);
      expect(found.length).toBe(wanted.size);
    },
  );
  await fc.assert(property, { numRuns: process.env['CI'] ? 30 : 15 });
}, 120_000);
