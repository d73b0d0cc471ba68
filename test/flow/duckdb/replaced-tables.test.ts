import { expect, test } from 'vitest';
import { exitCodeOfReport } from '../../../src/cli/exit-code.ts';
import type { ResourceReport } from '../../../src/model.ts';
import { type Item, itemsSuite } from '../../support/items-suite.ts';

const self = itemsSuite();
const { suite } = self;

const rowsOf = (count: number, from = 1): Item[] =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, name: `n${from + i}` }));

const REPLACE = { write_disposition: 'replace' };
const KEYED = { ...REPLACE, primary_key: 'id' };
const CURSOR = { type: 'cursor', cursor_path: 'next', cursor_param: 'next' };

function resource(more: object, paginator: object | string = 'single_page'): object {
  const endpoint = { data_selector: 'data', paginator };
  return { resources: [{ name: 'items', ...more, endpoint }] };
}

const exitCode = (report: ResourceReport): number => exitCodeOfReport({ resources: [report] });

/** A load on a table of ten rows. */
async function onTen(
  more: object,
  rows: readonly Item[],
  { total, by = 'single_page', verify = 'overlap' }: Partial<Told> = {},
): Promise<ResourceReport> {
  let isFirst = true;
  await suite.start((_path, asked) => {
    const data = (isFirst ? rowsOf(10) : rows).slice(Number(asked.get('offset') ?? 0));
    if (isFirst) return { data, total: 10 };
    return total === undefined ? { data } : { data, total };
  });
  await self.load(resource(more, by), { verify });
  isFirst = false;
  return self.load(resource(more, by), { verify });
}

interface Told {
  readonly total: number;
  readonly by: object | string;
  readonly verify: string;
}

const OFFSET = { type: 'offset', limit: 20 };
const TOLD = { type: 'offset', limit: 20, total_path: 'total' };

test.each<[string, object, Partial<Told>]>([
  ['one empty page', REPLACE, {}],
  ['one empty page, by key', KEYED, {}],
  ['an empty walk over offsets', KEYED, { by: OFFSET }],
  ['an empty walk over offsets, not proved', KEYED, { by: OFFSET, verify: 'off' }],
  ['an empty walk by cursor', REPLACE, { by: CURSOR }],
  ['all may go but one', { ...KEYED, max_delete_ratio: 0.99 }, {}],
  ['none may go', { ...KEYED, max_delete_ratio: 0 }, {}],
  [
    'all may go but one, although a total of 0 is told',
    { ...KEYED, max_delete_ratio: 0.99 },
    { by: TOLD, total: 0 },
  ],
])('no rows leave the table as it is: %s', async (_, more, told) => {
  const report = await onTen(more, [], told);
  expect(report.error).toBe(undefined);
  expect(report).toMatchObject({ received: 0, inserted: 0, deleted: 0, refusedDeletes: 10 });
  expect(exitCode(report)).toBe(3);
  expect(report.warnings.join()).toContain('`max_delete_ratio: 1`');
  expect(report.schemaChanges).toEqual([]);
  expect(await self.ids()).toHaveLength(10);
});

test.each<[string, object, Partial<Told>]>([
  ['a total of 0 is told', KEYED, { by: TOLD, total: 0 }],
  ['all may go', { ...REPLACE, max_delete_ratio: 1 }, {}],
  ['all may go, by key', { ...KEYED, max_delete_ratio: 1 }, {}],
])('no rows empty the table if %s', async (_, more, told) => {
  const report = await onTen(more, [], told);
  expect(report).toMatchObject({ received: 0, inserted: 0 });
  expect(report).not.toHaveProperty('refusedDeletes');
  expect(exitCode(report)).toBe(0);
  expect(await self.ids()).toEqual([]);
});

test.each<[string, object, Item[], number]>([
  ['by key, other rows', { ...KEYED, max_delete_ratio: 0.5 }, rowsOf(10, 6), 5],
  ['by key, too many other rows', { ...KEYED, max_delete_ratio: 0.4 }, rowsOf(10, 6), -5],
  [
    'by key, more rows, none of the old ones',
    { ...KEYED, max_delete_ratio: 0.9 },
    rowsOf(30, 100),
    -10,
  ],
  [
    'by key, that became text',
    { ...KEYED, max_delete_ratio: 0.2 },
    rowsOf(8).map((row) => ({ ...row, id: `${row.id}` as never })),
    2,
  ],
  ['by number', { ...REPLACE, max_delete_ratio: 0.2 }, rowsOf(8, 100), 2],
  ['by number, too few', { ...REPLACE, max_delete_ratio: 0.2 }, rowsOf(7, 100), -3],
  ['by number, more', { ...REPLACE, max_delete_ratio: 0 }, rowsOf(11, 100), 0],
  ['unwritten, one row', KEYED, rowsOf(1, 100), 10],
  ['unwritten, one row, without a key', REPLACE, rowsOf(1, 100), 9],
])(
  'a written ratio guards the rows of a table that is replaced: %s',
  async (_, more, rows, lost) => {
    const report = await onTen(more, rows);
    const isRefused = lost < 0;
    expect(exitCode(report)).toBe(isRefused ? 3 : 0);
    expect(report).toMatchObject(
      isRefused
        ? { inserted: 0, discarded: rows.length, refusedDeletes: -lost }
        : { inserted: rows.length, discarded: 0 },
    );
    if (isRefused) expect(report.warnings.join()).toContain(`${-lost} of 10 rows`);
    const left = (await suite.rows('SELECT id::VARCHAR AS id FROM items ORDER BY ALL')).map(
      ({ id }) => id,
    );
    expect(left).toEqual((isRefused ? rowsOf(10) : rows).map(({ id }) => `${id}`).sort());
  },
);

test('a table that is not there, or has no rows, may stay empty', async () => {
  await suite.start(self.all);
  for (const _ of [1, 2]) {
    const report = await self.load(resource(KEYED));
    expect(exitCode(report)).toBe(0);
    expect(report).not.toHaveProperty('refusedDeletes');
  }
  self.items = rowsOf(1);
  await self.load(resource(KEYED));
  self.items = [];
  await self.load(resource({ ...KEYED, max_delete_ratio: 1 }));
  expect(exitCode(await self.load(resource(KEYED)))).toBe(0);
});

test('rows that the contract refuses are lost, if a ratio guards them', async () => {
  const refuse = { ...KEYED, max_delete_ratio: 0.5, schema_contract: { data_type: 'discard_row' } };
  await suite.start(self.all);
  self.items = rowsOf(10).map((row) => ({ ...row, n: 1 }));
  await self.load(resource(refuse));
  self.items = rowsOf(10).map((row) => ({ ...row, n: 'many' }));
  const report = await self.load(resource(refuse));
  expect(report).toMatchObject({ rejected: 10, inserted: 0, refusedDeletes: 10 });
  expect(await self.ids()).toHaveLength(10);
});

test('the cursor of a table that was not replaced stays', async () => {
  const since = (_path: string, asked: URLSearchParams): unknown => ({
    data: self.items.filter(({ id }) => id > Number(asked.get('since') ?? 0)),
  });
  await suite.start(since);
  const incremental = { cursor_path: 'id', initial_value: 0, start_param: 'since' };
  const endpoint = { data_selector: 'data', paginator: 'single_page', incremental };
  const written = { resources: [{ name: 'items', ...KEYED, max_delete_ratio: 0, endpoint }] };
  self.items = rowsOf(10);
  await self.load(written);
  self.items = rowsOf(12);
  const kept = await suite.rows('SELECT state FROM _sluice.cursors');
  expect(await self.load(written)).toMatchObject({ discarded: 2, refusedDeletes: 10 });
  expect(await suite.rows('SELECT state FROM _sluice.cursors')).toEqual(kept);
});

test.each([
  ['by default', {}, 0],
  ['if all may go', { max_delete_ratio: 1 }, 10],
])('an empty walk deletes merged rows %s: %j', async (_, more, deleted) => {
  const merge = { primary_key: 'id', write_disposition: 'merge', on_missing: 'delete', ...more };
  const report = await onTen(merge, [], { by: OFFSET });
  expect(report).toMatchObject({ verdict: 'complete', deleted });
  expect(exitCode(report)).toBe(deleted > 0 ? 0 : 3);
  expect(await self.ids()).toHaveLength(10 - deleted);
});
