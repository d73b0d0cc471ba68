import { describe, expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import type { Batch, WalkOutcome } from '../../../src/model.ts';
import { batchOf, type TestRow, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  EXHAUSTED,
  loadBatches,
  loadStart,
  query,
} from '../../support/duckdb-load.ts';
import { COMPLETE, openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const HISTORY = { validFrom: '_valid_from', validTo: '_valid_to', activeUntil: null };
const scd2 = (over: Partial<ResourceTarget> = {}): ResourceTarget =>
  contacts({ write: 'scd2', history: HISTORY, ...over });
const keyless = (over: Partial<ResourceTarget> = {}): ResourceTarget =>
  scd2({ primaryKey: [], ...over });

/** Rows without a key, as the parse room gives them where there is none. */
function unkeyed(rows: readonly TestRow[]): Batch {
  return { ...batchOf(rows), keys: rows.map(() => undefined) };
}

interface Step {
  readonly rows: readonly TestRow[];
  readonly outcome?: WalkOutcome;
  readonly over?: Partial<ResourceTarget>;
  readonly counts: object;
}

const DAYS = ['01', '02', '03', '04', '05'];
const at = (day: number): string => `2026-01-${DAYS[day]}T00:00:00Z`;

/** Loads one after the other, each on a day of its own. */
async function load(path: string, target: ResourceTarget, steps: readonly Step[]) {
  const warnings: (readonly string[])[] = [];
  for (const [day, { rows, outcome = COMPLETE, over, counts }] of steps.entries()) {
    const batch = target.primaryKey.length === 0 ? unkeyed(rows) : batchOf(rows);
    const loaded = await loadBatches(path, rows.length === 0 ? [] : [batch], {
      target: { ...target, ...over },
      outcome,
      start: loadStart({ startedAt: at(day) }),
    });
    expect(loaded.counts).toMatchObject(counts);
    warnings.push(loaded.counts.warnings);
  }
  return warnings;
}

/** Each version as `value from-to`, in days; `-` where it is valid still. */
async function versions(path: string, value = "id || ' ' || name"): Promise<readonly unknown[]> {
  const day = (column: string) => `coalesce(strftime(${column}, '%d'), '')`;
  const rows = await query(
    path,
    `SELECT ${value} || ' ' || ${day('_valid_from')} || '-' || ${day('_valid_to')} AS v FROM contacts ORDER BY v`,
  );
  return rows.map(({ v }) => v);
}

const a = { id: 1, name: 'a' };
const b = { id: 2, name: 'b' };
const A = { id: 1, name: 'A' };
const TRIED: WalkOutcome = { verdict: 'incomplete', reason: 'max_pages' };

describe('versions of a row', () => {
  test.each<[string, ResourceTarget, readonly Step[], readonly string[]]>([
    [
      'a changed row is added, and its former copy is retired; others are not touched',
      scd2(),
      [
        { rows: [a, b], counts: { inserted: 2, updated: 0, unchanged: 0, deleted: 0 } },
        { rows: [A, b], counts: { inserted: 0, updated: 1, unchanged: 1, deleted: 0 } },
      ],
      ['1 A 02-', '1 a 01-02', '2 b 01-'],
    ],
    [
      'a row that is gone is retired, and one that comes back is valid anew',
      scd2(),
      [
        { rows: [a, b], counts: { inserted: 2 } },
        { rows: [a], counts: { inserted: 0, unchanged: 1, deleted: 1 } },
        { rows: [a, b], counts: { inserted: 1, updated: 0, unchanged: 1, deleted: 0 } },
      ],
      ['1 a 01-', '2 b 01-02', '2 b 03-'],
    ],
    [
      'a row that changes back has three versions',
      scd2(),
      [
        { rows: [a], counts: { inserted: 1 } },
        { rows: [A], counts: { updated: 1 } },
        { rows: [a], counts: { updated: 1 } },
      ],
      ['1 A 02-03', '1 a 01-02', '1 a 03-'],
    ],
    [
      'of several copies the last one is the version',
      scd2(),
      [
        { rows: [a], counts: { inserted: 1 } },
        { rows: [A, a], counts: { unchanged: 1, duplicates: 1 } },
      ],
      ['1 a 01-'],
    ],
    [
      'without a key the content tells rows apart, and the same content is there once',
      keyless(),
      [
        { rows: [a, a, b], counts: { inserted: 2, duplicates: 1 } },
        { rows: [A, b], counts: { inserted: 1, updated: 0, unchanged: 1, deleted: 1 } },
        { rows: [b, a], counts: { inserted: 1, unchanged: 1, deleted: 1 } },
      ],
      ['1 A 02-03', '1 a 01-02', '1 a 03-', '2 b 01-'],
    ],
    [
      'a merge key limits what can be missing to the groups that came',
      scd2({ mergeKey: ['team'] }),
      [
        {
          rows: [
            { ...a, team: 'x' },
            { ...b, team: 'x' },
            { id: 3, name: 'c', team: 'y' },
          ],
          counts: { inserted: 3 },
        },
        { rows: [{ ...a, team: 'x' }], counts: { unchanged: 1, deleted: 1 } },
      ],
      ['1 a 01-', '2 b 01-02', '3 c 01-'],
    ],
    [
      'null and a text, and a text and a number, are different',
      keyless(),
      [
        { rows: [{ id: 1, name: 'n', x: null, y: '-' }], counts: { inserted: 1 } },
        { rows: [{ id: 1, name: 'n', x: '-', y: null }], counts: { inserted: 1, deleted: 1 } },
      ],
      ['1 n 01-02', '1 n 02-'],
    ],
  ])('%s', async (_what, target, steps, expected) => {
    const path = await databasePath();
    await load(path, target, steps);
    expect(await versions(path)).toEqual(expected);
  });

  test('a row that did not change keeps the load that wrote it; one that was retired has that of its end', async () => {
    const path = await databasePath();
    await load(path, scd2(), [
      { rows: [a, b], counts: {} },
      { rows: [b], counts: {} },
    ]);
    expect(
      await query(path, 'SELECT count(DISTINCT _load_id)::INTEGER AS n FROM contacts'),
    ).toEqual([{ n: 2 }]);
    const types = await query(
      path,
      "SELECT column_name AS n, column_type AS t FROM (DESCRIBE contacts) WHERE n LIKE '_valid%'",
    );
    expect(types).toEqual([
      { n: '_valid_from', t: 'TIMESTAMP WITH TIME ZONE' },
      { n: '_valid_to', t: 'TIMESTAMP WITH TIME ZONE' },
    ]);
  });

  test('names, the mark of what is valid and the boundary are as they are asked for', async () => {
    const path = await databasePath();
    const history = {
      validFrom: 'since"',
      validTo: 'until',
      activeUntil: '9999-12-31T00:00:00Z',
      boundary: '2025-05-05T12:00:00+02:00',
    };
    await load(path, scd2({ history: { ...history, boundary: '2024-01-01T00:00:00Z' } }), [
      { rows: [a], counts: { inserted: 1 } },
    ]);
    await load(path, scd2({ history }), [{ rows: [A], counts: { updated: 1 } }]);
    expect(
      await query(path, `SELECT name, "since""" AS f, until AS t FROM contacts ORDER BY f`),
    ).toEqual([
      { name: 'a', f: '2024-01-01 00:00:00+00', t: '2025-05-05 10:00:00+00' },
      { name: 'A', f: '2025-05-05 10:00:00+00', t: '9999-12-31 00:00:00+00' },
    ]);
  });

  test('a version that would end before it began is told', async () => {
    const path = await databasePath();
    const history = { ...HISTORY, boundary: at(0) };
    const [, warnings] = await load(path, scd2({ history }), [
      { rows: [a], counts: {} },
      { rows: [A], counts: { updated: 1, warnings: [expect.any(String)] } },
    ]);
    expect(warnings?.[0]).toContain('no point in time meets it');
  });

  test('fields with the names of the columns get others', async () => {
    const path = await databasePath();
    await load(path, scd2(), [{ rows: [{ ...a, _valid_to: 'x' }], counts: { inserted: 1 } }]);
    expect(await query(path, 'SELECT _valid_to__2 AS x, _valid_to AS y FROM contacts')).toEqual([
      { x: 'x', y: null },
    ]);
  });

  test('long values are compared whole', async () => {
    const path = await databasePath();
    const long = (end: string) => ({ id: 1, name: `${'x'.repeat(3_000_000)}${end}` });
    await load(path, scd2(), [
      { rows: [long('a'), b], counts: { inserted: 2 } },
      { rows: [long('a'), b], counts: { unchanged: 2 } },
      { rows: [long('b'), b], counts: { updated: 1, unchanged: 1 } },
    ]);
    expect(await versions(path, 'id || right(name, 1)')).toEqual(['1a 01-03', '1b 03-', '2b 01-']);
  });

  test('nested values, numbers and widened columns are compared by their values', async () => {
    const path = await databasePath();
    const row = (id: number, n: unknown, tags: unknown) => ({ id, name: 'n', n, tags });
    await load(path, scd2(), [
      { rows: [row(1, 1, ['a']), row(2, 0.5, ['x, y'])], counts: { inserted: 2 } },
      { rows: [row(1, 1, ['a']), row(2, 0.5, ['x', 'y'])], counts: { unchanged: 1, updated: 1 } },
      {
        rows: [row(1, 1, ['a']), row(2, 0.5, ['x', 'y']), row(3, 'text', [])],
        counts: { inserted: 1, unchanged: 2 },
      },
    ]);
  });

  test('a flag says that a row is gone', async () => {
    const path = await databasePath();
    const target = scd2({ columns: [{ field: 'gone', hardDelete: true }] });
    await load(path, target, [
      { rows: [{ ...a, gone: false }, b], counts: { inserted: 2 } },
      {
        rows: [{ ...a, gone: true }],
        outcome: EXHAUSTED,
        counts: { inserted: 0, updated: 1, deleted: 1, refusedDeletes: 1 },
      },
    ]);
    expect(await versions(path)).toEqual(['1 a 01-02', '2 b 01-']);
  });

  test.each<[string, Partial<ResourceTarget>, readonly string[]]>([
    ['tells that a row did not change', { versionField: 'v' }, ['1 A 03-', '1 a 01-03']],
    ['is found by its column', { versionField: 'V' }, ['1 A 03-', '1 a 01-03']],
    [
      'identifies a row without a key',
      { versionField: 'v', primaryKey: [] },
      ['1 A 03-', '1 a 01-03'],
    ],
    ['is not asked for', {}, ['1 A 02-03', '1 A 03-', '1 a 01-02']],
  ])('the version that a row has %s', async (_what, over, expected) => {
    const path = await databasePath();
    const steps = [
      { ...a, v: 1 },
      { ...A, v: 1 },
      { ...A, v: 2 },
    ];
    await load(
      path,
      scd2(over),
      steps.map((row) => ({ rows: [row], counts: {} })),
    );
    expect(await versions(path)).toEqual(expected);
  });

  test('a version that is null tells nothing, and the content does', async () => {
    const path = await databasePath();
    const step = (name: string, v: number | null, counts: object): Step => ({
      rows: [{ id: 1, name, v }],
      counts,
    });
    await load(path, scd2({ versionField: 'v' }), [
      step('a', 1, { inserted: 1 }),
      step('a', null, { updated: 1 }),
      step('a', null, { unchanged: 1 }),
      step('A', null, { updated: 1 }),
    ]);
  });
});

describe('a merge by the version that rows have', () => {
  const long = (end: string): string => `${'x'.repeat(50_000)}${end}`;
  test.each<[string, readonly TestRow[], object]>([
    ['the same, and other values', [{ ...A, v: 1 }], { unchanged: 2, updated: 0 }],
    ['the same, and another long value', [{ id: 1, name: long('a'), v: 1 }], { unchanged: 2 }],
    ['another one, and the same values', [{ ...a, v: 2 }], { updated: 1 }],
    ['null, and other values', [{ ...A, v: null }], { updated: 1 }],
    ['none, and other values', [A], { updated: 1 }],
    ['of a new row', [{ ...b, v: 1 }], { inserted: 1 }],
  ])('%s', async (_what, rows, counts) => {
    for (const write of ['merge', 'cdc'] as const) {
      for (const before of [a, { id: 9, name: long('b') }]) {
        const path = await databasePath();
        const target = contacts({ write, versionField: 'v' });
        await load(path, target, [
          {
            rows: [
              { ...a, v: 1 },
              { ...before, id: 9, v: 1 },
            ],
            counts: { inserted: 2 },
          },
          { rows: [...rows, { ...before, id: 9, v: 1 }], over: { maxDeleteRatio: 1 }, counts },
        ]);
      }
    }
  });

  test('a long value that is null in both, and a version of null in both, is compared', async () => {
    const path = await databasePath();
    const target = contacts({ versionField: 'v' });
    await load(path, target, [
      { rows: [{ id: 1, name: long('a'), v: null }], counts: { inserted: 1 } },
      { rows: [{ id: 1, name: long('a'), v: null }], counts: { unchanged: 1 } },
      { rows: [{ id: 1, name: long('b'), v: null }], counts: { updated: 1 } },
      { rows: [{ id: 1, name: long('b'), v: 1 }], counts: { updated: 1 } },
      { rows: [{ id: 1, name: long('c'), v: 1 }], counts: { unchanged: 1 } },
    ]);
  });

  test('a row that was marked as missing is there again, whatever its version says', async () => {
    const path = await databasePath();
    const target = contacts({ versionField: 'v', onMissing: 'mark', maxDeleteRatio: 1 });
    await load(path, target, [
      { rows: [{ ...a, v: 1 }], counts: { inserted: 1 } },
      { rows: [{ ...b, v: 1 }], counts: { inserted: 1, deleted: 1 } },
      {
        rows: [
          { ...a, v: 1 },
          { ...b, v: 1 },
        ],
        counts: { updated: 1, unchanged: 1 },
      },
    ]);
  });

  test('a version that no row has is told, and one inside of a value is refused', async () => {
    const path = await databasePath();
    const [warnings] = await load(path, contacts({ versionField: 'w' }), [
      { rows: [a], counts: { inserted: 1 } },
    ]);
    expect(warnings).toEqual([expect.stringContaining('no row has the field `w`')]);
    const target = contacts({ versionField: 'meta__v' });
    const rows = [batchOf([{ id: 1, meta: { v: 1 } }])];
    const error = await rejection(loadBatches(path, rows, { target }));
    expect(error.message).toContain('`row_version_column_name` is set for `meta__v`');
  });
});

describe('cdc', () => {
  const cdc = (over: Partial<ResourceTarget> = {}) => contacts({ write: 'cdc', ...over });
  const row = (id: number, team: string): TestRow => ({ id, name: 'n', team });
  const THREE = [row(1, 'x'), row(2, 'x'), row(3, 'y')];
  test.each<[string, Partial<ResourceTarget>, readonly TestRow[], WalkOutcome, object]>([
    ['deletes what is gone', {}, [row(1, 'x')], COMPLETE, { unchanged: 1, deleted: 2 }],
    [
      'deletes what is gone of the groups that came',
      { mergeKey: ['team'] },
      [row(1, 'x')],
      COMPLETE,
      { unchanged: 1, deleted: 1 },
    ],
    [
      'deletes nothing after a walk that proved nothing',
      {},
      [row(1, 'z')],
      EXHAUSTED,
      { updated: 1, deleted: 0, refusedDeletes: 2 },
    ],
    [
      'deletes nothing above the ratio that is written',
      { maxDeleteRatio: 0.5 },
      [row(1, 'x')],
      COMPLETE,
      { deleted: 0, refusedDeletes: 2 },
    ],
    ['deletes nothing for an empty response', {}, [], COMPLETE, { deleted: 0, refusedDeletes: 3 }],
    ['empties a table by a total of 0', {}, [], { ...COMPLETE, total: 0 }, { deleted: 3 }],
  ])('%s', async (_what, over, rows, outcome, counts) => {
    const path = await databasePath();
    await load(path, cdc(over), [
      { rows: THREE, counts: { inserted: 3 } },
      { rows, outcome, counts },
    ]);
  });

  test('a null in the merge key is refused, for nobody knows its group', async () => {
    const path = await databasePath();
    const target = cdc({ mergeKey: ['team'] });
    const rows = [batchOf([{ id: 1, team: null }])];
    const error = await rejection(loadBatches(path, rows, { target }));
    expect(error.message).toContain('but it is part of the merge key');
  });
});

describe('rows that did not come', () => {
  const refused = { inserted: 0, updated: 1, deleted: 0, refusedDeletes: 1 };
  test.each<[string, Partial<ResourceTarget>, WalkOutcome, object, RegExp]>([
    ['are left after a walk that proved nothing', {}, EXHAUSTED, refused, /ended `exhausted`/],
    ['are left after a walk that drifted', {}, { verdict: 'drifted' }, refused, /`drifted`/],
    ['are left after a try', {}, TRIED, refused, /ended `incomplete`/],
    [
      'are left where pages are of two runs',
      {},
      { ...COMPLETE, walked: 'partly' },
      refused,
      /two runs/,
    ],
    [
      'are left above the ratio that is written',
      { maxDeleteRatio: 0.4 },
      COMPLETE,
      refused,
      /the share 0.4/,
    ],
    ['are retired below it', { maxDeleteRatio: 0.5 }, COMPLETE, { updated: 1, deleted: 1 }, /^$/],
    ['are retired without one', {}, COMPLETE, { updated: 1, deleted: 1, refusedDeletes: 0 }, /^$/],
    [
      "are nobody's concern before the walk of today",
      {},
      { ...COMPLETE, walked: 'earlier' },
      { updated: 1, deleted: 0, refusedDeletes: 0 },
      /^$/,
    ],
  ])('%s, and what came is written', async (_what, over, outcome, counts, says) => {
    const path = await databasePath();
    const warnings = await load(path, scd2(over), [
      { rows: [a, b], counts: { inserted: 2 } },
      { rows: [A], outcome, counts },
    ]);
    expect(warnings[1]?.join(' ') ?? '').toMatch(says);
    const isRetired = 'deleted' in counts && counts.deleted === 1;
    expect(await versions(path)).toEqual([
      '1 A 02-',
      '1 a 01-02',
      `2 b 01-${isRetired ? '02' : ''}`,
    ]);
  });

  test('an empty walk retires nothing, unless a total of 0 was told, or the ratio allows it', async () => {
    const path = await databasePath();
    const none = (outcome: WalkOutcome, over: Partial<ResourceTarget>, counts: object): Step => ({
      ...{ rows: [], outcome, over, counts },
    });
    await load(path, scd2(), [
      { rows: [a], counts: { inserted: 1 } },
      none(COMPLETE, {}, { deleted: 0, refusedDeletes: 1 }),
      none(EXHAUSTED, { maxDeleteRatio: 1 }, { deleted: 0, refusedDeletes: 1 }),
      none({ ...COMPLETE, total: 0 }, {}, { deleted: 1, refusedDeletes: 0 }),
    ]);
    expect(await versions(path)).toEqual(['1 a 01-04']);
    await load(path, scd2(), [
      { rows: [a], counts: { inserted: 1 } },
      none(COMPLETE, { maxDeleteRatio: 1 }, { deleted: 1 }),
    ]);
  });

  const strict = { dataType: 'discard_row', columns: 'evolve', tables: 'evolve' } as const;
  test.each<[string, ResourceTarget, object]>([
    [
      'with a key, they were met',
      scd2({ contract: strict }),
      { rejected: 1, deleted: 1, refusedDeletes: 0 },
    ],
    [
      'without one, nobody knows',
      keyless({ contract: strict }),
      { rejected: 1, deleted: 0, refusedDeletes: 2 },
    ],
  ])('of rows that the contract refused: %s', async (_what, target, counts) => {
    const path = await databasePath();
    const row = (id: number, n: unknown) => ({ id, name: 'n', n });
    await load(path, target, [
      { rows: [row(1, 1), row(2, 2), row(3, 3)], counts: { inserted: 3 } },
      { rows: [row(1, 'text'), row(2, 2)], counts },
    ]);
  });

  test('a walk that broke off retires nothing, and the run that goes on with it writes it once', async () => {
    const path = await databasePath();
    await load(path, scd2(), [{ rows: [a, b], counts: {} }]);
    const first = await openWalk(path, { target: scd2() });
    await first.stage(wholePage([A]));
    await first.crash();
    const second = await openWalk(path, { target: scd2() });
    await second.stage(wholePage([b], { page: 2 }));
    expect(await second.settle({ ...COMPLETE, walked: 'partly' })).toMatchObject({
      ...{ updated: 1, unchanged: 1, deleted: 0, refusedDeletes: 0 },
    });
  });
});

test('a version that a load brought, and ends itself, was never valid', async () => {
  const path = await databasePath();
  const start = loadStart({ startedAt: at(1) });
  await load(path, scd2(), [{ rows: [a], counts: {} }]);
  // rows that an earlier run had staged are written, and then the walk of today
  for (const [row, walked] of [
    [A, { ...COMPLETE, walked: 'earlier' }],
    [{ id: 1, name: 'new' }, COMPLETE],
  ] as const) {
    const { counts } = await loadBatches(path, [batchOf([row])], {
      ...{ target: scd2(), start, outcome: walked },
    });
    expect(counts).toMatchObject({ updated: 1, warnings: [] });
  }
  expect(await versions(path)).toEqual(['1 a 01-02', '1 new 02-']);
});

test('views over lists tell the versions apart', async () => {
  const path = await databasePath();
  await load(path, scd2({ nestedViews: true }), [
    { rows: [{ ...a, tags: ['x'] }], counts: {} },
    { rows: [{ ...a, tags: ['y'] }], counts: { updated: 1 } },
  ]);
  const sql =
    'SELECT id::INTEGER AS id, value AS v, _valid_to IS NULL AS now FROM contacts__tags ORDER BY v';
  expect(await query(path, sql)).toEqual([
    { id: 1, v: 'x', now: false },
    { id: 1, v: 'y', now: true },
  ]);
});

describe('a table that was written in another way', () => {
  test('goes on with its rows as versions, since nobody knows when', async () => {
    for (const activeUntil of [null, '9999-12-31T00:00:00Z']) {
      const path = await databasePath();
      await loadBatches(path, [batchOf([a, b])]);
      const [warnings] = await load(path, scd2({ history: { ...HISTORY, activeUntil } }), [
        { rows: [A], counts: { inserted: 0, updated: 1, deleted: 1 } },
      ]);
      expect(warnings?.[0]).toContain('the 2 rows that the table had are versions from now on');
      expect(await versions(path, 'name')).toEqual(
        activeUntil === null ? ['A 01-', 'a -01', 'b -01'] : ['A 01-31', 'a -01', 'b -01'],
      );
    }
  });

  test.each<[string, Partial<ResourceTarget>, string]>([
    ['merge', { write: 'merge' }, '`merge` would take those that are retired for rows'],
    ['append', { write: 'append' }, '`append` would take'],
    [
      'other names',
      { write: 'scd2', history: { ...HISTORY, validTo: 'x' } },
      "['_valid_from', '_valid_to']",
    ],
    [
      'another mark',
      { write: 'scd2', history: { ...HISTORY, activeUntil: '9999-12-31T00:00:00Z' } },
      '`active_record_timestamp: null`',
    ],
  ])('is refused before anything is fetched: then by %s', async (_what, over, says) => {
    const path = await databasePath();
    await load(path, scd2(), [{ rows: [a], counts: {} }]);
    const error = await rejection(openWalk(path, { target: contacts(over) }));
    expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
    expect(error.message).toContain(says);
    expect(error.message).toContain('Nothing was fetched');
    expect(await versions(path)).toEqual(['1 a 01-']);
  });

  test('without a column by which versions are told is refused', async () => {
    const path = await databasePath();
    await load(path, scd2(), [{ rows: [a], counts: {} }]);
    await query(path, 'ALTER TABLE contacts DROP COLUMN _valid_to');
    const error = await rejection(openWalk(path, { target: scd2() }));
    expect(error.message).toContain('has no longer the column `_valid_to`');
  });

  test('can be replaced', async () => {
    const path = await databasePath();
    await load(path, scd2(), [{ rows: [a], counts: {} }]);
    await loadBatches(path, [batchOf([A])], { target: contacts({ write: 'replace' }) });
    expect((await loadBatches(path, [batchOf([A])])).counts).toMatchObject({ unchanged: 1 });
  });

  test('with a column of that name of its own is refused', async () => {
    const path = await databasePath();
    await loadBatches(path, [batchOf([{ ...a, _valid_to: 'x' }])]);
    const error = await rejection(openWalk(path, { target: scd2() }));
    expect(error.message).toContain('Name others in `validity_column_names`');
  });

  test('with copies of a key is refused, and versions of a key are none', async () => {
    const path = await databasePath();
    const target = contacts({ write: 'append' });
    for (const row of [a, a]) await loadBatches(path, [batchOf([row])], { target });
    const error = await rejection(openWalk(path, { target: scd2() }));
    expect(error.message).toContain('more than once');
    const other = await databasePath();
    const steps = [a, A, { ...A, no: 1 }].map((row) => ({ rows: [row], counts: {} }));
    await load(other, scd2(), steps);
    await load(other, scd2({ primaryKey: ['id', 'no'] }), [
      { rows: [{ ...A, no: 1 }], over: {}, counts: {} },
    ]);
  });
});
