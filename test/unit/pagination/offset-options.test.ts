import { describe, expect, test } from 'vitest';
import type { OffsetSettings } from '../../../src/pagination/offset.ts';
import type { PageRequest } from '../../../src/pagination/paginator.ts';
import { drive, resumed } from './drive.ts';

const settings: OffsetSettings = {
  type: 'offset',
  limit: 2,
  offset: 0,
  offsetParam: 'offset',
  limitParam: 'limit',
  total: { written: false },
};

const offsets = (requests: readonly PageRequest[]): unknown[] =>
  requests.map(({ params }) => params['offset']);

describe('places of offset and limit', () => {
  test.each([
    [{}, { params: { offset: 0, limit: 2 }, role: 'body' }],
    [
      { offsetParam: 'skip', limitParam: 'top' },
      { params: { skip: 0, top: 2 }, role: 'body' },
    ],
    [
      { offsetBodyPath: ['page', 'skip'] },
      { params: { limit: 2 }, body: [[['page', 'skip'], 0]], role: 'body' },
    ],
    [{ limitBodyPath: ['size'] }, { params: { offset: 0 }, body: [[['size'], 2]], role: 'body' }],
    [
      { offsetBodyPath: ['from'], limitBodyPath: ['size'] },
      {
        params: {},
        body: [
          [['from'], 0],
          [['size'], 2],
        ],
        role: 'body',
      },
    ],
  ] as const)('%j', (own, request) => {
    expect(drive({ ...settings, ...own }).asked()).toEqual([request]);
  });

  test.each(['off', 'overlap', 'total'] as const)(
    'counts on in the body with verify %s',
    (verify) => {
      const walk = drive({ ...settings, offsetBodyPath: ['from'] }, { verify });
      const [next] = walk.answer();
      expect(next?.body).toEqual([[['from'], verify === 'overlap' ? 1 : 2]]);
    },
  );
});

describe('maximum_offset', () => {
  test.each([
    [3, [0, 2]],
    [4, [0, 2]],
    [5, [0, 2, 4]],
  ])('of %d, as the format asks', (maximumOffset, expected) => {
    const walk = drive({ ...settings, maximumOffset });
    const seen: unknown[] = [];
    while (walk.asked().length > 0) {
      seen.push(...offsets(walk.asked()));
      walk.answer({ at: { '/total': 100 } });
    }
    expect(seen).toEqual(expected);
    expect(walk.paginator.end()).toMatchObject({ isShort: false, proof: 'none' });
  });

  test('bounds what is asked for ahead', () => {
    const walk = drive({ ...settings, maximumOffset: 5 }, { window: 9 });
    expect(offsets(walk.answer({ at: { '/total': 100 } }))).toEqual([2, 4]);
  });

  test.each([
    [3, [0, 1, 2], 4],
    [4, [0, 1, 2], 4],
    [2, [0], 2],
  ])('of %d ends an overlapping walk behind the same rows', (maximumOffset, expected, position) => {
    const walk = drive({ ...settings, maximumOffset }, { verify: 'overlap', window: 9 });
    const seen: unknown[] = [];
    while (walk.asked().length > 0) {
      expect(Math.max(...(offsets(walk.asked()) as number[]))).toBeLessThan(maximumOffset);
      seen.push(offsets(walk.asked())[0]);
      walk.answer({ shared: seen.length > 1 ? 1 : 0, at: { '/total': 100 } });
    }
    expect(seen).toEqual(expected);
    expect(walk.paginator.end()).toMatchObject({ position, isShort: false, proof: 'none' });
    expect(resumed(walk, { ...settings, maximumOffset }, { verify: 'overlap' }).asked()).toEqual(
      [],
    );
  });

  test('ends a stepped walk, also when it is taken up again', () => {
    const own = { ...settings, maximumOffset: 3 };
    const walk = drive(own, { verify: 'total', window: 9 });
    expect(offsets(walk.answer({ at: { '/total': 100 } }))).toEqual([2]);
    expect(walk.answer({ at: { '/total': 100 } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ position: 4, isShort: false, proof: 'none' });
    expect(resumed(walk, own, { verify: 'total' }).asked()).toEqual([]);
  });

  test('holds although has_more is true', () => {
    const walk = drive({ ...settings, maximumOffset: 2, hasMorePath: '/more' });
    expect(walk.answer({ at: { '/more': true } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(false);
  });
});

describe('stop_after_empty_page', () => {
  test('ends at an empty page before total and has_more are looked at', () => {
    const own = {
      ...settings,
      hasMorePath: '/more',
      total: { written: true, path: '/n' },
    } as const;
    const walk = drive(own);
    walk.answer({ at: { '/n': 9, '/more': true } });
    expect(walk.answer({ rows: 0 })).toEqual([]);
  });

  test.each(['off', 'overlap', 'total'] as const)(
    'goes on where it is off, with verify %s',
    (verify) => {
      const walk = drive({ ...settings, stopAfterEmptyPage: false }, { verify });
      expect(offsets(walk.answer({ rows: 0, at: { '/total': 5 } }))).toEqual([2]);
      expect(offsets(walk.answer({ rows: 0, at: { '/total': 5 } }))).toEqual([4]);
      expect(walk.answer({ rows: 1, at: { '/total': 5 } })).toEqual([]);
    },
  );

  test.each([
    ['the default total is not there', { written: false }],
    ['there is no total', { written: true, path: null }],
    ['the written total is not there', { written: true, path: '/n' }],
  ] as const)('is refused to be off where %s, as nothing could end the walk', (_name, total) => {
    const walk = drive({ ...settings, stopAfterEmptyPage: false, total });
    expect(() => walk.answer()).toThrow(expect.objectContaining({ code: 'SOURCE_TOTAL_MISSING' }));
  });
});

describe('has_more', () => {
  const own = { ...settings, hasMorePath: '/more' };

  test.each([true, 'yes', 'true', 'T', 'y', '1', 'YES'])('%j goes on', (more) => {
    expect(offsets(drive(own).answer({ at: { '/more': more } }))).toEqual([2]);
  });

  test.each([false, 'no', 'FALSE', 'f', 'n', '0'])('%j ends', (more) => {
    const walk = drive(own);
    expect(walk.answer({ at: { '/more': more } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ position: 2, isShort: false });
  });

  test.each([1, 0, 'maybe', '', null, [], {}, undefined])('%j is refused', (more) => {
    const walk = drive(own);
    const at = more === undefined ? {} : { '/more': more };
    expect(() => walk.answer({ at })).toThrow(
      expect.objectContaining({
        code: 'SOURCE_PAGE_FIELD',
        message: expect.stringContaining('/more'),
      }),
    );
  });

  test('does not go on beyond the total, and the two disagreeing is noticed', () => {
    const walk = drive(own);
    expect(walk.answer({ at: { '/more': true, '/total': 2 } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(true);
  });

  test('that is false in front of the total leaves the walk short', () => {
    const walk = drive(own);
    expect(walk.answer({ at: { '/more': false, '/total': 9 } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(true);
  });

  test('is known from page to page only: nothing is asked for ahead', () => {
    const walk = drive(own, { window: 8 });
    expect(offsets(walk.answer({ at: { '/more': true, '/total': 100 } }))).toEqual([2]);
  });

  test.each([
    [true, true],
    [false, false],
  ])('of %j behind the last row of a stepped walk', (more, isShort) => {
    const walk = drive(own, { verify: 'total' });
    walk.answer({ at: { '/more': true } });
    expect(offsets(walk.answer({ rows: 0, at: { '/more': true } }))).toEqual([2]);
    expect(walk.answer({ rows: 0, at: { '/more': more } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(isShort);
  });

  test.each([
    [true, true],
    [false, false],
  ])('of %j behind the last row of an overlapping walk', (more, isShort) => {
    const walk = drive(own, { verify: 'overlap' });
    walk.answer({ at: { '/more': true } });
    expect(offsets(walk.answer({ rows: 1, shared: 1, at: { '/more': true } }))).toEqual([2]);
    walk.answer({ rows: 0, at: { '/more': more } });
    expect(walk.paginator.end().isShort).toBe(isShort);
  });

  test('goes on being demanded where a proof is wanted', () => {
    expect(() => drive(own, { verify: 'overlap' }).answer()).toThrow(/has_more_path/);
    expect(() => drive(own, { verify: 'total' }).answer()).toThrow(/has_more_path/);
  });
});

test('rows behind a short page are noticed', () => {
  const walk = drive(settings);
  walk.answer({ rows: 1 });
  walk.answer({ rows: 2 });
  walk.answer({ rows: 0 });
  expect(walk.paginator.end()).toMatchObject({ isShort: true });
  expect(walk.paginator.end().warnings[0]).toContain('stepped over');
});

test('an ended exact walk asks nothing when it is taken up again', () => {
  const walk = drive(settings);
  walk.answer({ at: { '/total': 2 } });
  expect(resumed(walk, settings).asked()).toEqual([]);
});
