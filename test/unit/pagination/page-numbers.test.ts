import { describe, expect, test } from 'vitest';
import { MAX_REPEATED_PAGES } from '../../../src/pagination/page-notes.ts';
import type { PageRequest } from '../../../src/pagination/paginator.ts';
import type { PageNumberSettings } from '../../../src/pagination/settings.ts';
import { drive, resumed } from './drive.ts';

const settings: PageNumberSettings = {
  type: 'page_number',
  basePage: 0,
  page: 0,
  place: { kind: 'param', name: 'page' },
  totalPath: '/total',
  isTotalWritten: false,
  stopAfterEmptyPage: true,
};
const oneBased = { ...settings, basePage: 1, page: 1 };
const written = { ...oneBased, totalPath: '/pages', isTotalWritten: true };

const pages = (requests: readonly PageRequest[]): unknown[] =>
  requests.map(({ params }) => params['page']);

describe('page numbers', () => {
  test.each([
    [{}, { params: { page: 0 }, role: 'body' }],
    [
      { place: { kind: 'param', name: 'p' }, page: 3 },
      { params: { p: 3 }, role: 'body' },
    ],
    [
      { place: { kind: 'body', path: ['paging', 'no'] }, page: 1 },
      { params: {}, body: [[['paging', 'no'], 1]], role: 'body' },
    ],
  ] as const)('begin as %j says', (own, request) => {
    expect(drive({ ...settings, ...own }).asked()).toEqual([request]);
  });

  test.each([
    ['from 0', settings, [0, 1, 2]],
    ['from 1', oneBased, [1, 2, 3]],
    ['from a later page', { ...oneBased, page: 3 }, [3]],
  ] as const)('count %s up to the told number of pages', (_name, own, expected) => {
    const walk = drive(own);
    const seen: unknown[] = [];
    while (walk.asked().length > 0) {
      seen.push(...pages(walk.asked()));
      walk.answer({ at: { '/total': 3 } });
    }
    expect(seen).toEqual(expected);
    expect(walk.paginator.end()).toMatchObject({ isShort: false, proof: 'none', isLost: false });
  });

  test('end at an empty page, whatever was told', () => {
    const walk = drive(written);
    walk.answer({ at: { '/pages': 9 } });
    expect(walk.answer({ rows: 0 })).toEqual([]);
  });

  test.each([3, '3'])('take a total of %j', (total) => {
    const walk = drive({ ...written, page: 3 });
    expect(walk.answer({ at: { '/pages': total } })).toEqual([]);
  });

  test.each([undefined, null, 'three', [], -1, 1.5])(
    'refuse a written total that is %j',
    (total) => {
      const walk = drive(written);
      const at = total === undefined ? {} : { '/pages': total };
      expect(() => walk.answer({ at })).toThrow(
        expect.objectContaining({ code: 'SOURCE_TOTAL_MISSING' }),
      );
    },
  );

  test.each([undefined, 'three'])('do without a default total that is %j', (total) => {
    const walk = drive(settings);
    expect(pages(walk.answer({ at: total === undefined ? {} : { '/total': total } }))).toEqual([1]);
  });

  test('read no total where it is switched off', () => {
    const walk = drive({ ...settings, totalPath: null });
    expect(walk.paginator.envelopePointers).not.toContain('/total');
    expect(pages(walk.answer({ at: { '/total': 1 } }))).toEqual([1]);
  });

  test('stop at maximum_page, which is not asked for', () => {
    const walk = drive({ ...oneBased, maximumPage: 3, hasMorePath: '/more' });
    expect(pages(walk.answer({ at: { '/more': true, '/total': 9 } }))).toEqual([2]);
    expect(walk.answer({ at: { '/more': true, '/total': 9 } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(false);
  });

  test('go on over empty pages where they are no end', () => {
    const walk = drive({ ...settings, stopAfterEmptyPage: false });
    expect(pages(walk.answer({ rows: 0, at: { '/total': 3 } }))).toEqual([1]);
    expect(() => walk.answer({ rows: 0 })).toThrow(/nothing can end this walk/);
  });

  test.each([
    [true, [1]],
    ['no', []],
  ])('go by has_more %j', (more, expected) => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    expect(pages(walk.answer({ at: { '/more': more } }))).toEqual(expected);
  });

  test.each([undefined, 1, 'perhaps'])('refuse has_more %j', (more) => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    const at = more === undefined ? {} : { '/more': more };
    expect(() => walk.answer({ at })).toThrow(
      expect.objectContaining({ code: 'SOURCE_PAGE_FIELD' }),
    );
  });

  test('end at the last told page although has_more goes on', () => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    expect(walk.answer({ at: { '/more': true, '/total': 1 } })).toEqual([]);
  });

  test('go on from a state', () => {
    const walk = drive(oneBased);
    walk.answer({ at: { '/total': 3 } });
    const again = resumed(walk, oneBased);
    expect(pages(again.asked())).toEqual([2]);
    again.answer({ at: { '/total': 3 } });
    again.answer({ at: { '/total': 3 } });
    expect(again.asked()).toEqual([]);
    expect(resumed(again, oneBased).asked()).toEqual([]);
  });
});

describe('pages asked for ahead', () => {
  test('are those that were told', () => {
    const walk = drive({ ...oneBased, isTotalWritten: true }, { window: 8 });
    expect(pages(walk.asked())).toEqual([1]);
    expect(pages(walk.answer({ at: { '/total': 4 } }))).toEqual([2, 3, 4]);
  });

  test('are no more than a number of rows allows, until more came than the default total says', () => {
    const walk = drive(oneBased, { window: 8 });
    const told = { '/total': 7 };
    expect(pages(walk.answer({ rows: 3, at: told }))).toEqual([2, 3]);
    expect(pages(walk.answer({ rows: 3, at: told }))).toEqual([3]);
    expect(pages(walk.answer({ rows: 3, at: told }))).toEqual([4, 5, 6, 7]);
  });

  test('are bounded by the window and by maximum_page', () => {
    expect(pages(drive(settings, { window: 3 }).answer({ at: { '/total': 9 } }))).toEqual([
      1, 2, 3,
    ]);
    const capped = drive({ ...settings, maximumPage: 3 }, { window: 9 });
    expect(pages(capped.answer({ at: { '/total': 9 } }))).toEqual([1, 2]);
  });

  test.each([
    ['off', [1]],
    ['overlap', [1, 2, 3]],
    ['passes', [1, 2, 3]],
    ['total', [1, 2, 3]],
  ] as const)('with verify %s where nothing was told', (verify, expected) => {
    expect(pages(drive(settings, { window: 3, verify }).answer())).toEqual(expected);
  });

  test('are no more behind a page shorter than the first one', () => {
    const walk = drive(settings, { window: 3, verify: 'overlap' });
    walk.answer();
    expect(pages(walk.answer({ rows: 1 }))).toEqual([2, 3]);
    expect(pages(walk.answer({ rows: 1 }))).toEqual([3]);
  });

  test('are none where has_more decides', () => {
    const walk = drive({ ...settings, hasMorePath: '/more' }, { window: 3 });
    expect(pages(walk.answer({ at: { '/more': true, '/total': 9 } }))).toEqual([1]);
  });
});

describe('an empty page in front of the told end', () => {
  test('is asked for once more where a proof is wanted, and leaves the walk short', () => {
    const walk = drive(written, { verify: 'overlap' });
    walk.answer({ at: { '/pages': 3 } });
    expect(pages(walk.answer({ rows: 0 }))).toEqual([2]);
    expect(pages(walk.answer({ rows: 0 }))).toEqual([3]);
    expect(walk.answer({ rows: 0 })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(true);
  });

  test('is stepped over if a page behind it has rows', () => {
    const walk = drive(written, { verify: 'overlap' });
    walk.answer({ at: { '/pages': 3 } });
    walk.answer({ rows: 0 });
    walk.answer({ rows: 0 });
    expect(pages(walk.answer({ at: { '/pages': 3 } }))).toEqual([2]);
    expect(pages(walk.answer({ rows: 0 }))).toEqual([3]);
    expect(walk.answer({ at: { '/pages': 3 } })).toEqual([]);
    expect(walk.paginator.end().isShort).toBe(false);
  });

  test.each([
    ['overlap', [2, 3, 4], [1, 2, 3, 4]],
    ['passes', [2, 3, 4, 5], [1, 2, 3, 4]],
  ] as const)('is no end with %s if pages in flight have rows', (verify, looks, sweep) => {
    const walk = drive({ ...settings, totalPath: null }, { verify, window: 4 });
    walk.answer();
    expect(pages(walk.answer({ rows: 0 }))).toEqual(looks);
    expect(walk.paginator.isLooking?.()).toBe(true);
    walk.answer({ rows: 0 });
    expect(pages(walk.answer())).toEqual(sweep);
    expect(walk.took()).toBe(false);
    walk.answer({ rows: 0 });
    walk.answer({ rows: 0 });
    expect(pages(walk.answer())).toEqual([4, 5, 6, 7]);
    expect(walk.took()).toBe(true);
  });

  test('ends an exact walk, whatever is in flight', () => {
    const walk = drive(settings, { verify: 'off', window: 4 });
    walk.answer({ at: { '/total': 4 } });
    expect(walk.answer({ rows: 0 })).toEqual([]);
  });

  test('is the end where the total counted rows', () => {
    const walk = drive(settings, { verify: 'overlap' });
    walk.answer({ rows: 5, at: { '/total': 8 } });
    walk.answer({ rows: 3, at: { '/total': 8 } });
    expect(walk.answer({ rows: 0 })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ isShort: false });
  });
});

describe('pages that repeat', () => {
  test('make the walk short', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/total': 2 } });
    walk.answer({ at: { '/total': 2 }, repeats: true });
    expect(walk.paginator.end().isShort).toBe(true);
    expect(walk.paginator.end().warnings[0]).toContain('base_page');
  });

  test('end it with an error when they go on for ever', () => {
    const walk = drive(settings);
    walk.answer();
    const rest = (): void => {
      for (let i = 0; i <= MAX_REPEATED_PAGES; i++) walk.answer({ repeats: true });
    };
    expect(rest).toThrow(expect.objectContaining({ code: 'SOURCE_PAGE_LOOP' }));
  });
});
