import { expect, test } from 'vitest';
import { resetResource } from '../../../src/destination/duckdb/change-state.ts';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { familySuite, offsets, Reply, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();
const MERGE = { primary_key: 'id', write_disposition: 'merge' };
const endpoint = { data_selector: 'data', paginator: 'single_page' };

const table = (columns = '*') =>
  suite.rows(`SELECT ${columns} FROM (SELECT * EXCLUDE (_load_id) FROM things) ORDER BY ALL`);

const kinds = (write: object) => ({
  resources: ['tasks', 'bugs'].map((name) => ({ name, table_name: 'things', ...write, endpoint })),
});

test.each<[string, object, unknown[]]>([
  ['merged', MERGE, ['1', '2', '3', '4']],
  ['appended', {}, ['1', '1', '2', '2', '3', '3', '4', '4']],
])('two types of objects in one table, %s, in two loads', async (_what, write, ids) => {
  const rows: Record<string, object[]> = {
    '/tasks': [
      { id: 1, title: 'a' },
      { id: 2, title: 'b' },
    ],
    '/bugs': [
      { id: 3, severity: 5 },
      { id: 4, severity: 6 },
    ],
  };
  await suite.start((path) => ({ data: rows[path] }));
  for (let run = 0; run < 2; run++) {
    const report = await suite.load(kinds(write));
    expect(report.resources.map(({ error }) => error)).toEqual([undefined, undefined]);
  }
  expect((await table('id::VARCHAR AS id')).map(({ id }) => id)).toEqual(ids);
  expect(await table('DISTINCT id::INTEGER AS id, title, severity::INTEGER AS severity')).toEqual([
    { id: 1, title: 'a', severity: null },
    { id: 2, title: 'b', severity: null },
    { id: 3, title: null, severity: 5 },
    { id: 4, title: null, severity: 6 },
  ]);
});

test('columns of the one stay when the other brings the same key', async () => {
  const rows: Record<string, object[]> = {
    '/tasks': [{ id: 1, title: 'a' }],
    '/bugs': [{ id: 1, severity: 5 }],
  };
  await suite.start((path) => ({ data: rows[path] }));
  for (const name of ['tasks', 'bugs', 'tasks']) {
    await suite.load(kinds(MERGE), { resources: [name] });
  }
  const both = reportOf(await suite.load(kinds(MERGE)), 'tasks');
  expect(both).toMatchObject({ unchanged: 1, updated: 0 });
  expect(await table('id::INTEGER AS id, title, severity::INTEGER AS severity')).toEqual([
    { id: 1, title: 'a', severity: 5 },
  ]);
});

test('a list and the details of its rows', async () => {
  await suite.start((path) =>
    path === '/list'
      ? {
          data: [
            { id: 1, name: 'a' },
            { id: 2, name: 'b' },
          ],
        }
      : { id: Number(path.split('/')[2]), name: 'long', more: path },
  );
  const config = {
    resources: [
      { name: 'list', table_name: 'things', ...MERGE, endpoint },
      {
        name: 'detail',
        table_name: 'things',
        ...MERGE,
        endpoint: {
          path: 'detail/{resources.list.id}',
          paginator: 'single_page',
          data_selector: '$',
        },
      },
    ],
  };
  for (let run = 0; run < 2; run++) {
    const report = await suite.load(config);
    expect(report.resources.map(({ error }) => error)).toEqual([undefined, undefined]);
  }
  const expected = [
    { id: 1, name: 'long', more: '/detail/1' },
    { id: 2, name: 'long', more: '/detail/2' },
  ];
  expect(await table('id::INTEGER AS id, name, more')).toEqual(expected);
  await suite.load(config, { resources: ['list'] });
  expect(await table('id::INTEGER AS id, more')).toEqual(
    expected.map(({ id, more }) => ({ id, more })),
  );
});

test('each has its own staging: one breaks off and is gone on with, the other is loaded', async () => {
  const all = Array.from({ length: 6 }, (_, id) => ({ id }));
  let isBroken = true;
  await suite.start((path, asked) => {
    if (path === '/bugs') return slice([{ id: 100 }], asked);
    return isBroken && asked.get('offset') === '4' ? new Reply(403) : slice(all, asked);
  });
  const config = {
    resources: ['tasks', 'bugs'].map((name) => ({
      ...{ name, table_name: 'things', ...MERGE },
      endpoint: { data_selector: 'data', paginator: offsets(2) },
    })),
  };
  const first = await suite.load(config);
  expect(reportOf(first, 'tasks')).toMatchObject({ staged: 4, reason: 'failed_page' });
  expect(reportOf(first, 'bugs')).toMatchObject({ inserted: 1 });
  expect((await readStatus(suite.file)).checkpoints).toMatchObject([
    { resource: 'tasks', rows: 4 },
  ]);
  expect((await resetResource(suite.file, 'bugs')).dropped).toEqual([]);
  isBroken = false;
  expect(reportOf(await suite.load(config), 'tasks')).toMatchObject({ carried: 4, inserted: 6 });
  expect(await table('count(*)::INTEGER AS n')).toEqual([{ n: 7 }]);
  expect(await suite.rows("FROM duckdb_tables() WHERE table_name LIKE 'staging%'")).toEqual([]);
});

test('what a reset drops is that of the one resource', async () => {
  await suite.start((_path, asked) =>
    asked.get('offset') === '2' ? new Reply(403) : slice([{ id: 1 }, { id: 2 }, { id: 3 }], asked),
  );
  await suite.load({
    resources: ['tasks', 'bugs'].map((name) => ({
      ...{ name, table_name: 'things', ...MERGE },
      endpoint: { data_selector: 'data', paginator: offsets(2) },
    })),
  });
  expect((await resetResource(suite.file, 'bugs')).dropped).toMatchObject([{ rows: 2 }]);
  expect((await readStatus(suite.file)).checkpoints).toMatchObject([
    { resource: 'tasks', rows: 2 },
  ]);
});

const names = (prefix: string, count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));

test.each<[string, number, object]>([
  ['at the same time', 4, {}],
  ['one after the other', 1, {}],
  ['appended', 4, { primary_key: undefined, write_disposition: 'append' }],
])('max_columns is the limit of the table, written %s', async (_what, concurrency, over) => {
  await suite.start((path) => ({ data: [{ id: path, ...names(path.slice(1, 2), 8) }] }));
  const config = kinds({ ...MERGE, max_columns: 5, ...over });
  for (let run = 0; run < 2; run++) {
    const report = await suite.load(config, { concurrency });
    for (const { warnings } of report.resources) {
      expect(warnings).toContainEqual(expect.stringContaining('`max_columns` (5)'));
    }
  }
  const described = await suite.rows('DESCRIBE things');
  const columns = described.map((row) => String(row['column_name']));
  expect(columns.filter((name) => !name.startsWith('_'))).toHaveLength(5);
  // every value stands somewhere
  const told = await suite.rows(
    'SELECT to_json(things)::VARCHAR AS told FROM things QUALIFY row_number() OVER (PARTITION BY id) = 1 ORDER BY id',
  );
  for (const [i, prefix] of ['b', 't'].entries()) {
    const { _rest, ...row } = JSON.parse(String(told[i]?.['told']));
    expect({ ...row, ..._rest }).toMatchObject(names(prefix, 8));
  }
});

test('max_columns of a shared table leaves what is named a column', async () => {
  await suite.start((path) => ({ data: [{ id: path, ...names(path.slice(1, 2), 8) }] }));
  const columns = { b7: { description: 'seven' }, t7: { description: 'seven' } };
  await suite.load(kinds({ ...MERGE, max_columns: 3, columns }));
  expect(await table('id, b7, t7')).toEqual([
    { id: '/bugs', b7: '7', t7: null },
    { id: '/tasks', b7: null, t7: '7' },
  ]);
});
