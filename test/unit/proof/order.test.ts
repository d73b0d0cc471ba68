import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyOrder, RowOrder } from '../../../src/proof/order.ts';

describe('The places of rows', () => {
  const placed = (pages: readonly (readonly string[])[]): RowOrder => {
    const order = new RowOrder();
    for (const page of pages) order.addPage(page);
    return order;
  };
  const inOrder = ({ memory }: RowOrder): string[] =>
    [...memory.identities()].sort((a, b) => Number(memory.get(a)) - Number(memory.get(b)));

  test.each([
    [
      'page after page',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      'abcd',
    ],
    [
      'pages that share a row',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      'abc',
    ],
    [
      'rows between known ones',
      [
        ['a', 'd'],
        ['a', 'b', 'c', 'd'],
      ],
      'abcd',
    ],
    [
      'rows in front of known ones',
      [
        ['b', 'c'],
        ['a', 'b'],
      ],
      'abc',
    ],
    [
      'a row that moved gets a new place',
      [
        ['a', 'b', 'c'],
        ['b', 'a', 'c'],
      ],
      'bac',
    ],
  ] as const)('%s', (_, pages, expected) => {
    expect(inOrder(placed(pages)).join('')).toBe(expected);
  });

  test('ascend as long as rows keep their order, whichever pages are met', () => {
    const rows = Array.from({ length: 40 }, (_, i) => String(i));
    const page = fc.tuple(fc.nat({ max: 35 }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(fc.array(page, { maxLength: 12 }), (cuts) => {
        // each page begins where known rows stand, as overlapping pages do
        let [from, to] = [15, 20];
        const pages = [rows.slice(from, to)];
        for (const [start, length] of cuts) {
          const begin = Math.min(Math.max(start, from - length + 1), to - 1);
          pages.push(rows.slice(Math.max(begin, 0), begin + length));
          [from, to] = [Math.min(from, Math.max(begin, 0)), Math.max(to, begin + length)];
        }
        const met = [...new Set(pages.flat())].sort((a, b) => Number(a) - Number(b));
        expect(inOrder(placed(pages))).toEqual(met);
      }),
    );
  });
});

test('two passes are the same if they met the same keys in the same order', () => {
  const orderOf = (keys: readonly string[]): KeyOrder => {
    const order = new KeyOrder();
    for (const key of keys) order.add(key);
    return order;
  };
  expect(orderOf(['a', 'b']).equals(orderOf(['a', 'b']))).toBe(true);
  for (const other of [['b', 'a'], ['ab'], ['a', 'b', 'b'], ['a'], []]) {
    expect(orderOf(['a', 'b']).equals(orderOf(other))).toBe(false);
  }
  const begun = orderOf(['a']);
  const resumed = new KeyOrder(JSON.parse(JSON.stringify(begun.state)));
  resumed.add('b');
  expect(resumed.equals(orderOf(['a', 'b']))).toBe(true);
});
