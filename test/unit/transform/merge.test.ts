import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch, FlowItem } from '../../../src/model.ts';
import { createMergeStage } from '../../../src/transform/merge.ts';
import { batchOf } from '../../support/batches-of-keys.ts';

async function merge(
  batches: readonly Batch[],
  windowRows?: number,
): Promise<{ texts: string[]; out: Batch[]; duplicates: number }> {
  const stage = createMergeStage(windowRows);
  const out = (await Readable.from(batches).compose(stage.stream).toArray()) as Batch[];
  return { out, texts: out.flatMap((batch) => batch.texts), duplicates: stage.duplicates };
}

describe('the merge stage', () => {
  test('keeps the last copy of a key, at its own place', async () => {
    const { out, texts, duplicates } = await merge([
      batchOf(1, [
        ['a', 1],
        ['b', 1],
        ['a', 2],
      ]),
      batchOf(2, [
        ['c', 1],
        ['b', 2],
      ]),
    ]);
    expect(texts.map((text) => JSON.parse(text))).toEqual([
      { id: 'a', version: 2 },
      { id: 'c', version: 1 },
      { id: 'b', version: 2 },
    ]);
    expect(out.map(({ page, rows }) => [page, rows])).toEqual([
      [1, [2]],
      [2, [0, 1]],
    ]);
    expect(duplicates).toBe(2);
  });

  test('hands a batch without copies on as it is', async () => {
    const batch = batchOf(1, [
      ['a', 1],
      ['b', 1],
    ]);
    expect((await merge([batch])).out[0]).toBe(batch);
  });

  test('holds no more than so much text, however few rows that is', async () => {
    const long = (page: number): Batch => ({
      ...batchOf(page, [[`k${page}`, 1]]),
      texts: [JSON.stringify({ id: `k${page}`, note: 'x'.repeat(1_000_000) })],
    });
    const stage = createMergeStage();
    let written = 0;
    for (; stage.stream.readableLength === 0 && written < 100; written++)
      stage.stream.write(long(written + 1));
    expect(written).toBeLessThan(12);
    stage.stream.destroy();
  });

  test('takes along which values a double does not hold', async () => {
    const exact = new Map([
      [1, '{"x":"1"}'],
      [2, '{"x":"2"}'],
    ]);
    const { out } = await merge([
      batchOf(
        1,
        [
          ['a', 1],
          ['a', 2],
          ['b', 1],
        ],
        { exact },
      ),
    ]);
    expect(out[0]?.exact).toEqual(
      new Map([
        [0, '{"x":"1"}'],
        [1, '{"x":"2"}'],
      ]),
    );
  });

  test('lets no row give way to a row of a page that may yet be void', async () => {
    const { texts, duplicates } = await merge([
      batchOf(1, [['a', 1]]),
      batchOf(2, [['a', 2]], { isProvisional: true }),
    ]);
    expect(texts).toHaveLength(2);
    expect(duplicates).toBe(0);
  });

  test('hands on rows without keys untouched', async () => {
    const batch = {
      ...batchOf(1, [
        ['a', 1],
        ['a', 1],
      ]),
      keys: [undefined, undefined],
    };
    expect((await merge([batch])).texts).toHaveLength(2);
  });

  test('gives for any batches and any window the last copies, in order, and counts the others', async () => {
    const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat()), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(rows, { maxLength: 12 }),
        fc.nat({ max: 10 }),
        async (pages, windowRows) => {
          const all = pages.flat().map(([id, version]) => JSON.stringify({ id, version }));
          const { texts, duplicates } = await merge(
            pages.map((page, i) => batchOf(i + 1, page)),
            windowRows,
          );
          expect(texts.length + duplicates).toBe(all.length);
          // what comes out is a part of what went in, in order
          let at = 0;
          for (const text of texts) at = all.indexOf(text, at) + 1;
          expect(at > 0 || texts.length === 0).toBe(true);
          // the last copy of each key is never lost
          const last = new Map(all.map((text) => [(JSON.parse(text) as { id: string }).id, text]));
          const lastOut = new Map(
            texts.map((text) => [(JSON.parse(text) as { id: string }).id, text]),
          );
          expect(lastOut).toEqual(last);
        },
      ),
    );
  });
});

describe('What travels beside rows', () => {
  const later: Batch = batchOf(2, [['a', 2]]);
  const [place, copy] = [{ pass: 1, page: 1 }, batchOf(1, [['a', 1]])];
  const through = async (item: FlowItem): Promise<readonly unknown[]> => {
    const { stream } = createMergeStage();
    for (const one of [copy, item, later]) stream.write(one);
    stream.end();
    const out: FlowItem[] = [];
    for await (const one of stream) out.push(one);
    return out.map((one) => (one.kind === 'rows' ? one.keys.length : one.kind));
  };

  test.each<FlowItem>([
    { kind: 'page_end', ...place, state: '{}' },
    { kind: 'page_void', ...place, isSentAgain: false },
    { kind: 'barrier', ...place, id: 1 },
  ])('lets everything in front of it out: $kind', async (item) => {
    expect(await through(item)).toEqual([1, item.kind, 1]);
  });

  test('waits with the rows, if nothing goes on from there', async () => {
    expect(await through({ kind: 'page_end', ...place, state: undefined })).toEqual([
      0,
      'page_end',
      1,
    ]);
  });
});
