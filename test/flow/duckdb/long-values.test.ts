import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import {
  batchOf,
  pagesOf,
  RawNumber,
  sentAgain,
  type TestRow,
  wholePage,
} from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  query,
  queryStaging,
} from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const LONG = 50_000;
const aborted: WalkOutcome = { verdict: 'incomplete', reason: 'aborted' };
const complete: WalkOutcome = { verdict: 'complete', basis: 'overlap' };

/** A long text in which every kind of escape stands, also at the places where pieces end. */
const textOf = (id: number, version = 0): string =>
  `${id} ${version} "\\/\b\f\n\r\t\u0001\u001f\u007fäß€\u2028😀 `.repeat(LONG / 40);
const listOf = (id: number): unknown => [
  { id, inner: [1.5, 'x"y', null, true, { '~/': 'ü' }] },
  ...Array.from({ length: LONG / 10 }, (_, i) => `item ${i}`),
];

const row = (id: number, version = 0): TestRow => ({
  id,
  version,
  body: textOf(id, version),
  list: listOf(id),
  note: `note ${id}`,
});

const columnsOf = (path: string, sql = 'FROM contacts ORDER BY id') =>
  query(path, `SELECT id::INTEGER AS id, version::INTEGER AS version, body, list, note ${sql}`);
const asRead = ({ id, version, body, list, note }: TestRow) => ({
  ...{ id, version, body, note },
  list: list === null ? null : JSON.stringify(list),
});

const RULES: [string, Partial<ResourceTarget>][] = [
  ['merge', {}],
  ['insert_only', { write: 'insert_only' }],
  ['append', { write: 'append' }],
  ['replace', { write: 'replace' }],
  ['groups', { mergeKey: ['version'] }],
  ['delete', { onMissing: 'delete' }],
];

describe('long values reach the table as they are', () => {
  test.each(RULES)('by %s, first, unchanged and changed', async (rule, over) => {
    const path = await databasePath();
    const target = contacts(over);
    const rows = [row(1), row(2), { ...row(3), body: 'short' }, { ...row(4), list: null }];
    const options = { target, outcome: complete };
    await loadBatches(path, pagesOf(rows, 3), options);
    expect(await columnsOf(path)).toEqual(rows.map(asRead));
    expect(existsSync(`${path}.staging`) || existsSync(`${path}.staging.spool`)).toBe(false);
    const again = await loadBatches(path, pagesOf(rows, 3), options);
    if (rule === 'merge' || rule === 'insert_only' || rule === 'delete') {
      expect(again.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 4 });
    }
    if (rule === 'append') return;
    const changed = [
      { ...rows[0], body: `${textOf(1)}.` },
      { ...rows[1], list: [] },
      { ...rows[2], body: textOf(3, 1) },
      { ...rows[3], list: listOf(4) },
      row(5),
    ];
    const last = await loadBatches(path, pagesOf(changed, 2), options);
    const expected = rule === 'insert_only' ? [...rows, row(5)] : changed;
    expect(await columnsOf(path)).toEqual(expected.map(asRead));
    if (rule === 'merge') expect(last.counts).toMatchObject({ inserted: 1, updated: 4 });
  });

  test('where the table has long values and the rows have none, and the other way round', async () => {
    const path = await databasePath();
    const short = [1, 2, 3].map((id) => ({ ...row(id), body: `b${id}`, list: [id] }));
    const long = [1, 2, 3].map((id) => row(id));
    for (const rows of [long, short, short, long]) {
      await loadBatches(path, pagesOf(rows, 2));
      expect(await columnsOf(path)).toEqual(rows.map(asRead));
    }
    const { counts } = await loadBatches(path, [batchOf([{ ...row(2), note: 'other' }])]);
    expect(counts).toMatchObject({ inserted: 0, updated: 1 });
    expect(await columnsOf(path, 'FROM contacts WHERE id = 2')).toEqual([
      asRead({ ...row(2), note: 'other' }),
    ]);
  });

  test('beside columns that somebody added, whose long values stay with their rows', async () => {
    const path = await databasePath();
    await loadBatches(path, [batchOf([row(1), row(2)])]);
    await query(path, `ALTER TABLE contacts ADD COLUMN mine VARCHAR`);
    await query(path, `UPDATE contacts SET mine = repeat('mine ' || id, ${LONG})`);
    const { counts } = await loadBatches(path, [batchOf([row(1, 1), row(2), row(3)])]);
    expect(counts).toMatchObject({ inserted: 1, updated: 1, unchanged: 1 });
    expect(await columnsOf(path)).toEqual([row(1, 1), row(2), row(3)].map(asRead));
    const kept = `SELECT id::INTEGER id, mine = repeat('mine ' || id, ${LONG}) AS k FROM contacts ORDER BY id`;
    expect(await query(path, kept)).toEqual([
      { id: 1, k: true },
      { id: 2, k: true },
      { id: 3, k: null },
    ]);
  });

  test('where a later copy of a row, or a later pass, takes the place of an earlier one', async () => {
    const path = await databasePath();
    await loadBatches(path, [
      ...wholePage([row(1), row(2)], { page: 1 }),
      batchOf([row(2, 1)], { page: 2, isReread: true }),
      ...wholePage([row(1, 3), row(2, 3)], { pass: 2, page: 1 }),
    ]);
    expect(await columnsOf(path)).toEqual([row(1, 3), row(2, 3)].map(asRead));
  });

  test('where another column decides which copy stays', async () => {
    const path = await databasePath();
    const target = contacts({ columns: [{ field: 'version', dedupSort: 'desc' }] });
    await loadBatches(path, [batchOf([row(1, 5), row(1, 2), row(2, 1)])], { target });
    expect(await columnsOf(path)).toEqual([row(1, 5), row(2, 1)].map(asRead));
  });

  test('where a page was sent again from its start', async () => {
    const path = await databasePath();
    await loadBatches(path, [
      batchOf([row(1), row(2)], { page: 1 }),
      ...sentAgain([row(1, 1)], { page: 1 }),
      batchOf([row(3)], { page: 1 }),
    ]);
    expect(await columnsOf(path)).toEqual([row(1, 1), row(3)].map(asRead));
  });

  test('where a run was killed in the middle of a page, and the next one goes on', async () => {
    const path = await databasePath();
    const walk = await openWalk(path);
    await walk.stage([
      ...wholePage([row(1), row(2)], { page: 1 }),
      batchOf([row(3), row(4)], { page: 2 }),
    ]);
    const full = statSync(`${path}.staging.spool`).size;
    await walk.crash();
    const next = await openWalk(path);
    expect(next.writer.resume).toMatchObject({ rows: 2 });
    // what stood behind the last whole page has gone
    expect(statSync(`${path}.staging.spool`).size).toBe(full / 2);
    await next.stage(wholePage([row(3, 1), row(5)], { page: 2 }));
    await next.settle();
    expect(await columnsOf(path)).toEqual([row(1), row(2), row(3, 1), row(5)].map(asRead));
  });

  test('where a column of text becomes one of JSON', async () => {
    const path = await databasePath();
    await loadBatches(path, [batchOf([{ id: 1, v: textOf(1) }])]);
    const rows = [
      { id: 2, v: listOf(2) },
      { id: 3, v: textOf(3) },
    ];
    await loadBatches(path, [batchOf(rows)]);
    const read = await query(path, `SELECT v, v ->> '$' AS t FROM contacts ORDER BY id`);
    expect(read.map(({ v }) => JSON.parse(String(v)))).toEqual([textOf(1), listOf(2), textOf(3)]);
    expect(read[2]?.['t']).toBe(textOf(3));
  });

  test('whatever the fields are called, and with numbers that no double holds', async () => {
    const path = await databasePath();
    const number = new RawNumber('12345678901234567890.123456789');
    const names = ['a/b', '~1', '__proto__', 'ü"\\', '7', 'a b'];
    const values = names.map((name) => [name, textOf(1) + name] as const);
    const nested = [number, ...Array.from({ length: LONG / 10 }, () => 'padding')];
    const source = { id: 1, price: number, nested };
    await loadBatches(path, [
      batchOf([Object.fromEntries([...Object.entries(source), ...values])]),
    ]);
    const columns = await query(path, `SELECT field, "column" AS c FROM _sluice.columns`);
    const [read] = await query(path, 'FROM contacts');
    for (const [name, value] of values) {
      const column = String(columns.find(({ field }) => field === name)?.['c']);
      const sql = `SELECT md5("${column.replaceAll('"', '""')}") AS m FROM contacts`;
      expect(await query(path, sql), name).toEqual([
        { m: createHash('md5').update(value).digest('hex') },
      ]);
    }
    expect(read?.['price']).toBe(number.text);
    expect(String(read?.['nested']).slice(0, 32)).toBe(`[${number.text},`.slice(0, 32));
  });

  test('where rows are no objects, and where one column takes what has none', async () => {
    const path = await databasePath();
    const target = contacts({ maxColumns: 2 });
    const rows = [{ id: 1, a: 1, body: textOf(1), list: listOf(1) }];
    const { counts } = await loadBatches(path, [batchOf(rows)], { target });
    const [read] = await query(path, 'SELECT _rest FROM contacts');
    expect(JSON.parse(String(read?.['_rest']))).toEqual({ body: textOf(1), list: listOf(1) });
    expect(counts.warnings.join()).toContain('Values of others went into the JSON column `_rest`');
  });
});

describe('what hints and contracts say of long values is done', () => {
  const base64 = Buffer.from(textOf(1)).toString('base64');
  const json = JSON.stringify(listOf(1));

  test.each([
    ['binary', base64, `decode(v)`, textOf(1)],
    ['json', json, `v`, json],
    ['text', listOf(1), `v`, json],
  ] as const)('as %s', async (dataType, v, sql, expected) => {
    const path = await databasePath();
    const target = contacts({ columns: [{ field: 'v', dataType }] });
    const load = () => loadBatches(path, [batchOf([{ id: 1, v }])], { target });
    await load();
    expect(await query(path, `SELECT ${sql} AS v FROM contacts`)).toEqual([{ v: expected }]);
    expect((await load()).counts).toMatchObject({ unchanged: 1, updated: 0 });
  });

  test('a value that does not fit is refused with its text, and a refused row is kept whole', async () => {
    const path = await databasePath();
    const strict = contacts({ columns: [{ field: 'body', dataType: 'bigint' }] });
    const error = await rejection(loadBatches(path, [batchOf([row(1)])], { target: strict }));
    expect(error.message).toMatch(/does not fit the hinted type BIGINT, as ".?1 0 /u);
    const contract = { tables: 'evolve', columns: 'evolve', dataType: 'discard_row' } as const;
    const lenient = contacts({ ...strict, contract });
    const { counts } = await loadBatches(path, [batchOf([row(1)])], { target: lenient });
    expect(counts).toMatchObject({ rejected: 1 });
    const [refused] = await query(path, 'SELECT text FROM _sluice.rejected');
    expect(JSON.parse(String(refused?.['text']))).toEqual(row(1));
  });

  test('a null is one, and a long value is none', async () => {
    const path = await databasePath();
    const target = contacts({ columns: [{ field: 'body', nullable: false }] });
    await loadBatches(path, [batchOf([row(1)])], { target });
    const error = await rejection(
      loadBatches(path, [batchOf([{ ...row(2), body: null }])], { target }),
    );
    expect(error.message).toContain('the field `body` is null or missing in 1 row');
  });
});

describe('what goes wrong with long values loses nothing', () => {
  test.each([
    ['is gone behind a place', (bytes: Buffer) => bytes.subarray(0, 1000)],
    [
      'holds another byte',
      (bytes: Buffer) => {
        bytes[1000] = (bytes[1000] ?? 0) ^ 1;
        return bytes;
      },
    ],
  ])('the rows are read anew where their file %s', async (_what, damage) => {
    const path = await databasePath();
    const walk = await openWalk(path);
    await walk.stage(wholePage([row(1), row(2)], { page: 1 }));
    await walk.settle(aborted);
    writeFileSync(`${path}.staging.spool`, damage(readFileSync(`${path}.staging.spool`)));
    const load = () => loadBatches(path, wholePage([row(3)], { page: 2 }));
    const first = await load().catch((error: Error) => error);
    expect(first).toMatchObject({
      message:
        'contacts, table `contacts`: DuckDB refused to write: Invalid Input Error: long values of staged rows are not in their file as they were written. The table is as it was. The 3 staged rows were dropped, and the next run reads everything anew.',
    });
    await load();
    expect(await columnsOf(path)).toEqual([asRead(row(3))]);
    expect(existsSync(`${path}.staging`)).toBe(false);
  });

  test('a row that is too long for the memory waits, and says for how much', async () => {
    const path = await databasePath();
    const rows = wholePage([{ id: 1, body: 'x'.repeat(5_000_000) }], { page: 1 });
    const error = await rejection(loadBatches(path, rows, { memoryLimit: '70MB' }));
    expect(error.message).toMatch(
      /^contacts: a row has 6 MB, for which the memory limit has to be \d+ MB, and it is 70MB\. Raise `--memory-limit`\./,
    );
    expect(await queryStaging(path, 'SELECT page FROM checkpoints')).toEqual([{ page: 1 }]);
    const { counts } = await loadBatches(path, []);
    expect(counts).toMatchObject({ inserted: 1 });
  });
});
