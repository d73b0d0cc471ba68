import { describe, expect, test } from 'vitest';
import type { OffsetSettings } from '../../../src/pagination/offset.ts';
import type { PageRequest } from '../../../src/pagination/paginator.ts';
import { type Drive, drive, resumed } from './drive.ts';

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
    [3, [0, 1, 2]],
    [4, [0, 1, 2]],
    [2, [0]],
  ])('of %d ends an overlapping walk behind the same rows', (maximumOffset, expected) => {
    const walk = drive({ ...settings, maximumOffset }, { verify: 'overlap', window: 9 });
    const seen: unknown[] = [];
    while (walk.asked().length > 0) {
      expect(Math.max(...(offsets(walk.asked()) as number[]))).toBeLessThan(maximumOffset);
      seen.push(offsets(walk.asked())[0]);
      walk.answer({ shared: seen.length > 1 ? 1 : 0, at: { '/total': 100 } });
    }
    expect(seen).toEqual(expected);
    expect(walk.paginator.end()).toMatchObject({ isCapped: true, isShort: false, proof: 'none' });
    expect(resumed(walk, { ...settings, maximumOffset }, { verify: 'overlap' }).asked()).toEqual(
      [],
    );
  });

  test('ends a stepped walk, also when it is taken up again', () => {
    const own = { ...settings, maximumOffset: 3 };
    const walk = drive(own, { verify: 'total', window: 9 });
    expect(offsets(walk.answer({ at: { '/total': 100 } }))).toEqual([2]);
    expect(walk.answer({ at: { '/total': 100 } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ isCapped: true, isShort: false, proof: 'none' });
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
    expect(walk.paginator.end()).toMatchObject({ isShort: false });
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

  test('does not go on beyond the total', () => {
    const walk = drive(own);
    expect(offsets(walk.answer({ at: { '/more': true, '/total': 3 } }))).toEqual([2]);
    expect(walk.answer({ at: { '/more': true, '/total': 3 } })).toEqual([]);
  });

  test('that is false ends in front of the total', () => {
    expect(drive(own).answer({ at: { '/more': false, '/total': 9 } })).toEqual([]);
  });

  test('is known from page to page only: nothing is asked for ahead', () => {
    const walk = drive(own, { window: 8 });
    expect(offsets(walk.answer({ at: { '/more': true, '/total': 100 } }))).toEqual([2]);
  });

  test('that is true behind the last row of a stepped walk is asked for once more', () => {
    const walk = drive(own, { verify: 'total' });
    walk.answer({ at: { '/more': true } });
    expect(offsets(walk.answer({ rows: 0, at: { '/more': true } }))).toEqual([2]);
    expect(walk.answer({ rows: 0, at: { '/more': true } })).toEqual([]);
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
  walk.answer({ at: { '/total': 1 }, rows: 1 });
  expect(resumed(walk, settings).asked()).toEqual([]);
});

test('the number of the rows of a full page does not end a walk, that of a short one does', () => {
  const walk = drive(settings);
  expect(offsets(walk.answer({ at: { '/total': 2 } }))).toEqual([2]);
  expect(offsets(walk.answer({ at: { '/total': 2 } }))).toEqual([4]);
  expect(walk.answer({ at: { '/total': 1 }, rows: 1 })).toEqual([]);
});

test('an exact walk whose offsets count from 1 ends behind the last row', () => {
  const walk = drive({ ...settings, offset: 1 });
  expect(offsets(walk.answer({ at: { '/total': 5 } }))).toEqual([3]);
  expect(offsets(walk.answer({ at: { '/total': 5 } }))).toEqual([5]);
  expect(walk.answer({ at: { '/total': 5 }, rows: 1 })).toEqual([]);
  expect(walk.paginator.end()).toMatchObject({ skipped: 0 });
});

describe('behind the last row', () => {
  const own: OffsetSettings = { ...settings, limit: 10 };
  const overlap = (): Drive => drive(own, { verify: 'overlap' });

  test('a total that says so ends the body', () => {
    const walk = overlap();
    walk.answer({ rows: 10, told: 14 });
    walk.answer({ rows: 5, shared: 1, told: 14 });
    expect(walk.answer({ rows: 1, shared: 1, told: 14 })).toMatchObject([{ role: 'head' }]);
  });

  test.each([
    ['a short page, one in flight', 4, 1, [13, 23, 33]],
    ['a short page, six in flight', 4, 6, [6, 9, 12, 15, 18, 28, 40, 58, 85, 126]],
    ['a full page', 10, 1, [19, 29, 39, 54, 76, 109]],
  ])(
    'without a total the walk looks on from page to page, behind %s',
    (_, rows, window, places) => {
      const walk = drive(own, { verify: 'overlap', window });
      walk.answer({ rows });
      const asked: unknown[] = [];
      walk.answer({ rows: 1, shared: 1 });
      while (walk.asked()[0]?.role === 'body') {
        asked.push(offsets(walk.asked())[0]);
        walk.answer({ rows: 0 });
      }
      expect(asked).toEqual(places);
    },
  );

  test('an end is told while the walk looks beyond it, and not before', () => {
    const walk = overlap();
    walk.answer({ rows: 10 });
    expect(walk.paginator.isLooking?.()).toBe(false);
    walk.answer({ rows: 1, shared: 1 });
    expect(walk.paginator.isLooking?.()).toBe(true);
    while (walk.asked().length > 0) walk.answer({ rows: 0 });
    expect(walk.paginator.end()).toMatchObject({ proof: 'single', isPastEnd: true });
  });

  test('what is in flight behind a short page comes before the answer that ends the walk', () => {
    const walk = drive(own, { verify: 'overlap', window: 3 });
    expect(offsets(walk.answer({ rows: 10 }))).toEqual([9, 18, 27]);
    expect(offsets(walk.answer({ rows: 5, shared: 1 }))).toEqual([18, 27, 13]);
    expect(walk.paginator.isLooking?.()).toBe(true);
    expect(offsets(walk.answer({ rows: 0 }))).toEqual([27, 13]);
    expect(walk.took()).toBe(false);
    expect(offsets(walk.answer({ rows: 4 }))).toEqual([13]);
    expect(walk.paginator.isLooking?.()).toBe(false);
    expect(offsets(walk.answer({ rows: 1, shared: 1 }))[0]).toBe(27);
    expect(offsets(walk.answer({ rows: 4 }))).toEqual([13, 23, 27]);
  });

  test('what is in flight is looked at first, and costs nothing more', () => {
    const walk = drive(own, { verify: 'overlap', window: 4 });
    expect(offsets(walk.answer({ rows: 10 }))).toEqual([9, 18, 27, 36]);
    expect(offsets(walk.answer({ rows: 1, shared: 1 }))).toEqual([18, 27, 36, 49]);
    walk.answer({ rows: 0 });
    expect(offsets(walk.answer({ rows: 6 }))).toEqual([9, 19, 27, 36]);
    expect(offsets(walk.answer({ rows: 1, shared: 1 }))).toEqual([19, 27, 36, 49]);
    walk.answer({ rows: 0 });
    expect(offsets(walk.answer({ rows: 6 })).at(-1)).toBe(32);
  });

  test('rows that are left out in between leave the walk unproved', () => {
    const walk = overlap();
    walk.answer({ rows: 10 });
    walk.answer({ rows: 1, shared: 1 });
    expect(offsets(walk.answer({ rows: 7 }))).toEqual([9]);
    expect(offsets(walk.answer({ rows: 1, shared: 1 }))).toEqual([19]);
    expect(offsets(walk.answer({ rows: 7 }))).toEqual([25]);
    walk.answer({ rows: 1, shared: 1 });
    while (walk.asked()[0]?.role === 'body') walk.answer({ rows: 0 });
    walk.answer({ rows: 10 });
    expect(walk.paginator.end()).toMatchObject({ proof: 'none', isLost: false });
  });

  test('rows that came just then are linked', () => {
    const walk = overlap();
    walk.answer({ rows: 10 });
    walk.answer({ rows: 1, shared: 1 });
    walk.answer({ rows: 2 });
    expect(offsets(walk.answer({ rows: 10, shared: 1 }))).toEqual([18]);
  });

  test('the walk looks on up to a told total, and is short if nothing is there', () => {
    const walk = overlap();
    walk.answer({ rows: 10, told: 35 });
    expect(offsets(walk.answer({ rows: 1, shared: 1, told: 35 }))).toEqual([19]);
    expect(offsets(walk.answer({ rows: 0, told: 35 }))).toEqual([29]);
    expect(walk.answer({ rows: 0, told: 35 })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ isShort: true });
  });

  test('an empty first page is looked beyond, too', () => {
    const walk = overlap();
    expect(offsets(walk.answer({ rows: 0 }))).toEqual([0]);
    expect(offsets(walk.answer({ rows: 0 }))).toEqual([10]);
    expect(offsets(walk.answer({ rows: 4 }))).toEqual([0]);
    expect(offsets(walk.answer({ rows: 0 }))).toEqual([4]);
    expect(offsets(walk.answer({ rows: 0 }))).toEqual([8]);
    expect(offsets(walk.answer({ rows: 2 }))).toEqual([9]);
  });
});
