import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { ndjsonLines } from '../../../../src/destination/ndjson/ndjson-lines.ts';

async function lines(rows: readonly unknown[]): Promise<string> {
  const out = ndjsonLines();
  const [written] = await Promise.all([text(out), pipeline(Readable.from(rows), out)]);
  return written;
}

test('a row is a line, in order, those with a bigint among them', async () => {
  const rows = Array.from({ length: 500 }, (_, i) =>
    i % 3 === 0 ? { id: i, deep: [{ big: 2n ** 64n }] } : { id: i, name: 'a\nb' },
  );
  const written = (await lines(rows)).split('\n');
  expect(written).toHaveLength(501);
  expect(written[0]).toBe('{"id":0,"deep":[{"big":18446744073709551616}]}');
  expect(written[1]).toBe('{"id":1,"name":"a\\nb"}');
  expect(written.slice(0, -1).map((line) => JSON.parse(line).id)).toEqual(
    rows.map((row) => row.id),
  );
});

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

test.each([
  ['NaN', { price: Number.NaN }],
  ['Infinity', { deep: [Number.POSITIVE_INFINITY] }],
  ['a cycle', cycle],
])('%s fails instead of becoming something else', async (_name, row) => {
  await expect(lines([row])).rejects.toThrow(TypeError);
});
