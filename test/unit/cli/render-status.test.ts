import { describe, expect, test } from 'vitest';
import { renderStatus } from '../../../src/cli/render-status.ts';
import { describeReset } from '../../../src/cli/state-commands.ts';
import type { CheckpointStatus, CursorStatus, DatabaseStatus } from '../../../src/index.ts';

const plain = (_colour: string, text: string): string => text;

const checkpoint: CheckpointStatus = {
  resource: 'deals',
  dataset: 'main',
  table: 'deals',
  loadId: 'load-2',
  pass: 1,
  page: 12,
  rows: 1_200,
  isResumable: true,
  updatedAt: '2024-05-02T08:00:03.000Z',
  ageSeconds: 3_599,
};

const status: DatabaseStatus = {
  path: 'crm.duckdb',
  loads: [
    { loadId: 'load-2', source: 'crm', startedAt: '2024-05-02T08:00:00.000Z' },
    {
      loadId: 'load-1',
      source: 'crm',
      startedAt: '2024-05-01T08:00:59.900Z',
      finishedAt: '2024-05-01T08:01:12.200Z',
      verdict: 'complete',
      seconds: 12.3,
    },
  ],
  resources: [
    {
      resource: 'contacts',
      dataset: 'main',
      table: 'contacts',
      loadId: 'load-1',
      at: '2024-05-01T08:01:12.200Z',
      verdict: 'complete',
      basis: 'overlap',
      counts: {
        received: 2_317,
        carried: 0,
        inserted: 17,
        updated: 0,
        unchanged: 2_300,
        duplicates: 0,
        rejected: 0,
        filtered: 0,
        staged: 0,
        discarded: 0,
        reread: 23,
        deleted: 4,
      },
    },
  ],
  checkpoints: [checkpoint],
};

describe('renderStatus', () => {
  test('shows loads, the last verdict of each resource, and what is staged', () => {
    expect(renderStatus(status, plain).split('\n')).toEqual([
      'load    source  started               verdict    seconds',
      'load-2  crm     2024-05-02 08:00 UTC  not ended',
      'load-1  crm     2024-05-01 08:00 UTC  complete      12.3',
      '',
      'resource  dataset  at                    verdict             received  inserted  updated  unchanged  deleted',
      'contacts  main     2024-05-01 08:01 UTC  complete (overlap)     2,317        17        0      2,300        4',
      '',
      'staged  dataset   rows  up to           age  next run',
      'deals   main     1,200  page 12  59 minutes  goes on from there',
    ]);
  });

  test('shows where the next incremental run starts', () => {
    const cursor: CursorStatus = {
      source: 'crm',
      resource: 'deals',
      dataset: 'main',
      path: 'updated_at',
      walks: 1,
      parents: 0,
      lastValue: '"2024-05-01T10:00:00Z"',
      updatedAt: '2024-05-02T08:00:03.000Z',
    };
    const { lastValue: _, ...many } = {
      ...cursor,
      resource: 'notes',
      walks: 1_204,
      parents: 1_204,
    };
    const long = { ...cursor, resource: 'events', lastValue: JSON.stringify('x'.repeat(50)) };
    const number = { ...cursor, resource: 'ids', lastValue: '17' };
    const shown = renderStatus({ ...status, cursors: [cursor, many, long, number] }, plain);
    expect(shown.split('\n').slice(-9, -2)).toEqual([
      '',
      'cursor of  dataset  path        next run starts at                         moved',
      'deals      main     updated_at  2024-05-01T10:00:00Z                       2024-05-02 08:00 UTC',
      'notes      main     updated_at  a value for each of 1,204 parent rows      2024-05-02 08:00 UTC',
      `events     main     updated_at  ${'x'.repeat(40)}…  2024-05-02 08:00 UTC`,
      'ids        main     updated_at  17                                         2024-05-02 08:00 UTC',
      '',
    ]);
  });

  test.each([
    [0, '0 seconds'],
    [60, '1 minute'],
    [7_200, '2 hours'],
    [604_800, '7 days'],
  ])('tells the age of %i seconds as %s', (ageSeconds, age) => {
    const checkpoints = [{ ...checkpoint, ageSeconds }];
    expect(renderStatus({ ...status, checkpoints }, plain)).toContain(`  ${age}  `);
  });

  test('says where a run cannot go on from', () => {
    const checkpoints = [{ ...checkpoint, pass: 2, isResumable: false }];
    expect(renderStatus({ ...status, checkpoints }, plain)).toMatch(
      /page 12 of pass 2 +59 minutes +reads from the start$/,
    );
  });

  test('says that there is nothing where there is nothing', () => {
    expect(renderStatus({ ...status, checkpoints: [] }, plain)).toMatch(/\n\nNothing is staged\.$/);
    const empty = { path: 'crm.duckdb', loads: [], resources: [], checkpoints: [] };
    expect(renderStatus(empty, plain)).toBe('crm.duckdb: no load of Sluice is in the books.');
  });
});

describe('describeReset', () => {
  const one = { dataset: 'main', table: 'deals', rows: 1_200 };
  test.each([
    [
      [],
      0,
      'deals: nothing was staged and there is no cursor, so nothing was dropped. The next run reads it from the start.',
    ],
    [
      [one],
      0,
      'deals: dropped 1,200 staged rows of main.deals, and how far it was. The table stays as it is; the next run reads it from the start.',
    ],
    [
      [],
      1,
      'deals: dropped 1 cursor. The table stays as it is; the next run reads it from the start.',
    ],
    [
      [one],
      25,
      'deals: dropped 1,200 staged rows of main.deals, and how far it was; 25 cursors. The table stays as it is; the next run reads it from the start.',
    ],
    [
      [
        { dataset: 'a', table: 'deals', rows: 1 },
        { dataset: 'b', table: 'deals', rows: 0 },
      ],
      0,
      'deals: dropped 1 staged row of a.deals, 0 staged rows of b.deals, and how far it was. The tables stay as they are; the next run reads it from the start.',
    ],
  ])('%#', (dropped, cursors, said) => {
    expect(describeReset({ resource: 'deals', dropped, cursors })).toBe(said);
  });
});
