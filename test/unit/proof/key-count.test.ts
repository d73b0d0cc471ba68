import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../../src/model.ts';
import { KeyCount } from '../../../src/proof/key-count.ts';

import { batchOf as emptyBatch } from '../../support/batches-of-keys.ts';

const batchOf = (keys: readonly (string | undefined)[]): Batch => ({
  ...emptyBatch(1, []),
  rows: keys.map((_, i) => i),
  texts: keys.map((key, i) => key ?? `row ${i}`),
  keys,
});

function countPages(pages: readonly (readonly (string | undefined)[])[]): KeyCount {
  const count = new KeyCount(true);
  for (const page of pages) {
    count.beginPage();
    count.add(batchOf(page));
    count.keepPage();
  }
  return count;
}

test('different keys are counted, and different rows without one', () => {
  const key = fc.option(fc.string({ maxLength: 3 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.array(key, { maxLength: 20 }), { maxLength: 8 }), (pages) => {
      const all = pages.flat();
      const keyed = all.filter((one) => one !== undefined);
      const texts = pages.flatMap((page) =>
        page.flatMap((one, i) => (one === undefined ? [i] : [])),
      );
      const count = countPages(pages);
      expect(count.exact).toEqual({ keys: new Set(keyed).size, keyless: new Set(texts).size });
      for (const one of keyed) expect(count.has(one)).toBe(true);
    }),
  );
});

test('rows of a page that is read again, or that does not count, are not counted', () => {
  const count = new KeyCount(true);
  count.beginPage();
  count.add(batchOf(['a', 'b']));
  count.beginPage();
  count.add(batchOf(['a', 'c', undefined]));
  count.keepPage();
  count.beginPage();
  count.add(batchOf(['d']));
  expect(count.exact).toEqual({ keys: 2, keyless: 1 });
  expect([count.has('b'), count.has('c'), count.has('d')]).toEqual([false, true, false]);
});

test('beyond its bound it does not know, and says so', () => {
  const pages = Array.from({ length: 60 }, (_, page) =>
    Array.from({ length: 1_000 }, (_, row) => `key ${page} ${row}`),
  );
  expect(countPages(pages.slice(0, 50)).exact).toEqual({ keys: 50_000, keyless: 0 });
  const count = countPages(pages);
  expect(count.exact).toBeUndefined();
  expect([count.has('key 0 0'), count.has('another')]).toEqual([true, undefined]);
});

test('a walk that an earlier run began is not known whole', () => {
  const count = new KeyCount(false);
  count.beginPage();
  count.add(batchOf(['a']));
  count.keepPage();
  expect(count.exact).toBeUndefined();
});
