import { expect, test } from 'vitest';
import { resetResource } from '../../src/destination/duckdb/reset.ts';
import { readStatus } from '../../src/destination/duckdb/status.ts';
import { familySuite, offsets, Reply, slice } from '../support/family-suite.ts';
import { reportOf } from '../support/sync-suite.ts';

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
