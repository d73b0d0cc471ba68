import { Readable, Transform } from 'node:stream';
import { expect, test } from 'vitest';
import { dedupe } from '../../../src/transform/dedupe.ts';

const run = (rows: object[], options: Parameters<typeof dedupe>[0]): Promise<unknown[]> =>
  Readable.from(rows).compose(dedupe(options)).toArray();

test('dedupe is a Transform that keeps the last row for each key, in order', async () => {
  expect(dedupe({ key: 'id' })).toBeInstanceOf(Transform);
  const rows = [
    { id: 1, v: 1 },
    { id: 2, v: 1 },
    { id: '1', v: 2 },
  ];
  expect(await run(rows, { key: 'id' })).toEqual([
    { id: 2, v: 1 },
    { id: '1', v: 2 },
  ]);
});

test('dedupe takes compound keys', async () => {
  const rows = [
    { a: 'x', b: 1, v: 1 },
    { a: 'x', b: 2, v: 1 },
    { a: 'x', b: 1, v: 2 },
  ];
  expect(await run(rows, { key: ['a', 'b'] })).toEqual([
    { a: 'x', b: 2, v: 1 },
    { a: 'x', b: 1, v: 2 },
  ]);
});

test('dedupe keeps copies that stand further apart than its window', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ id: i % 200, v: i }));
  expect(await run(rows, { key: 'id', window: 50 })).toHaveLength(300);
  expect(await run(rows, { key: 'id', window: 500 })).toHaveLength(200);
});

test.each([{}, { id: null }, { id: '' }, { id: true }, { id: [] }])(
  'dedupe refuses a row with the key %j',
  async (row) => {
    const rows = [{ id: 1 }, row];
    await expect(run(rows, { key: 'id' })).rejects.toMatchObject({
      code: 'PARSE_KEY_MISSING',
      message: expect.stringContaining('row 2'),
    });
  },
);

test('an empty text is a value in a compound key; one below the top level is named', async () => {
  const rows = [
    { a: '/', b: '' },
    { a: '', b: '/' },
    { a: '/', b: '' },
  ];
  expect(await run(rows, { key: ['a', 'b'] })).toHaveLength(2);
  await expect(run([{ a: { b: 1 } }], { key: 'a.b' })).rejects.toThrow(
    /`a\.b` is below the top level of the row/,
  );
});

test.each([
  [{ key: '' }, 'key'],
  [{ key: [] }, 'key'],
  [{ key: 'id', window: 0 }, 'window'],
])('dedupe refuses the options %j', (options, path) => {
  expect(() => dedupe(options)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      issues: [expect.objectContaining({ path })],
    }),
  );
});
