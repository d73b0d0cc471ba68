import { describe, expect, test } from 'vitest';
import { MAX_REPEATED_PAGES } from '../../../src/pagination/page-notes.ts';
import type { CursorSettings, HeaderCursorSettings } from '../../../src/pagination/settings.ts';
import { cutExcerpts } from '../../../src/wording.ts';
import { drive, paramsOf, resumed } from './drive.ts';

const settings: CursorSettings = {
  type: 'cursor',
  cursorPath: '/next',
  place: { kind: 'param', name: 'cursor' },
  stopAfterEmptyPage: false,
};
const inBody: CursorSettings = { ...settings, place: { kind: 'body', path: ['page', 'after'] } };

describe('cursor', () => {
  test('asks for the first page without one', () => {
    expect(drive(settings).asked()).toEqual([{ params: {}, role: 'body' }]);
  });

  test.each([
    ['abc', 'abc'],
    ['0', '0'],
    [' ', ' '],
    [17, '17'],
    [true, 'true'],
  ])('%j is sent as the parameter %j', (next, sent) => {
    expect(drive(settings).answer({ at: { '/next': next } })).toEqual([
      { params: { cursor: sent }, role: 'body' },
    ]);
  });

  test.each([
    ['abc', 'abc'],
    [17, 17],
    [1.5, 1.5],
    [true, true],
    [9007199254740993n, 9007199254740993n],
  ])('%s is set in the body in its own type', (next, sent) => {
    const walk = drive(inBody);
    const request = { params: {}, body: [[['page', 'after'], sent]], role: 'body' };
    expect(walk.answer({ at: { '/next': next } })).toEqual([request]);
    expect(resumed(walk, inBody).asked()).toEqual([request]);
  });

  test.each([null, '', 0, false, [], {}, undefined])('%j ends', (next) => {
    const walk = drive(settings);
    expect(walk.answer({ at: next === undefined ? {} : { '/next': next } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'none', isShort: false });
    expect(resumed(walk, settings).asked()).toEqual([]);
  });

  test.each([[[1]], [{ id: 1 }]])('%j is no cursor', (next) => {
    expect(() => drive(settings).answer({ at: { '/next': next } })).toThrow(
      expect.objectContaining({
        code: 'SOURCE_PAGE_FIELD',
        message: expect.stringContaining('/next'),
      }),
    );
  });

  test.each([
    [false, [{ cursor: 'a' }]],
    [true, []],
  ])('with an empty page, stop_after_empty_page %j', (stopAfterEmptyPage, expected) => {
    const walk = drive({ ...settings, stopAfterEmptyPage });
    expect(paramsOf(walk.answer({ rows: 0, at: { '/next': 'a' } }))).toEqual(expected);
  });

  test('ends at an empty page before has_more is looked at', () => {
    const walk = drive({ ...settings, stopAfterEmptyPage: true, hasMorePath: '/more' });
    expect(walk.answer({ rows: 0, at: { '/next': [1] } })).toEqual([]);
  });

  test.each([
    [true, 'a', [{ cursor: 'a' }]],
    ['true', 'a', [{ cursor: 'a' }]],
    [false, 'a', []],
    ['false', 'a', []],
    [false, null, []],
  ])('has_more %j with the cursor %j', (more, next, expected) => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    expect(paramsOf(walk.answer({ at: { '/next': next, '/more': more } }))).toEqual(expected);
  });

  test.each([undefined, 1, 'perhaps', null])('refuses has_more %j', (more) => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    const at = more === undefined ? { '/next': 'a' } : { '/next': 'a', '/more': more };
    expect(() => walk.answer({ at })).toThrow(
      expect.objectContaining({ code: 'SOURCE_PAGE_FIELD' }),
    );
  });

  test.each([null, '', undefined])('has_more true with the cursor %j is an error', (next) => {
    const walk = drive({ ...settings, hasMorePath: '/more' });
    const at = next === undefined ? { '/more': true } : { '/more': true, '/next': next };
    expect(() => walk.answer({ at })).toThrow(/has_more_path.*\/more.*cursor_path.*\/next/);
  });

  test('looks a JSONPath up under its own text', () => {
    const walk = drive({ ...settings, cursorPath: '$.cursors[0].next' });
    expect(walk.paginator.envelopePointers).toContain('$.cursors[0].next');
    expect(paramsOf(walk.answer({ at: { '$.cursors[0].next': 'a' } }))).toEqual([{ cursor: 'a' }]);
  });

  test('goes on from a state', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': 'a' } });
    const again = resumed(walk, settings);
    expect(paramsOf(again.asked())).toEqual([{ cursor: 'a' }]);
    expect(again.answer({ at: {} })).toEqual([]);
  });
});

describe('cursors that go round in circles', () => {
  test.each([1, 2, 3, 7, 50])('of %d pages are an error, which names the value', (length) => {
    const walk = drive(settings);
    let answers = 0;
    const rest = (): void => {
      for (; answers < 500; answers++) walk.answer({ at: { '/next': `c${answers % length}` } });
    };
    expect(rest).toThrow(
      expect.objectContaining({
        code: 'SOURCE_PAGE_LOOP',
        message: expect.stringMatching(/"c\d+" at \/next/),
      }),
    );
    expect(answers).toBeLessThan(6 * (length + 2));
  });

  test('are found behind a long way, at once where a value comes twice in a row', () => {
    const walk = drive(settings);
    for (let i = 0; i < 100; i++) walk.answer({ at: { '/next': `c${i}` } });
    expect(() => walk.answer({ at: { '/next': 'c99' } })).toThrow(/c99/);
  });

  test('are found across an interruption', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': 'a' } });
    expect(() => resumed(walk, settings).answer({ at: { '/next': 'a' } })).toThrow(/circles/);
  });

  test('are not seen in cursors that are all different', () => {
    const walk = drive(settings);
    for (let i = 0; i < 1000; i++) {
      expect(walk.answer({ at: { '/next': i + 1 } })).toHaveLength(1);
    }
  });

  test('are told apart by type', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': '1' } });
    expect(walk.answer({ at: { '/next': 1 } })).toHaveLength(1);
  });

  test('keep a state of the same size', () => {
    const walk = drive(settings);
    for (let i = 0; i < 1000; i++) walk.answer({ at: { '/next': `c${i}` } });
    expect(JSON.stringify(walk.paginator.state()).length).toBeLessThan(400);
  });

  test('are found by their rows where each cursor is new', () => {
    const walk = drive(settings);
    const rest = (): void => {
      for (let i = 0; i <= MAX_REPEATED_PAGES; i++) {
        walk.answer({ at: { '/next': `c${i}` }, repeats: i > 0 });
      }
    };
    expect(rest).toThrow(/very rows of the page before/);
  });

  test('name no more than the beginning of a long value', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': 'x'.repeat(5000) } });
    try {
      walk.answer({ at: { '/next': 'x'.repeat(5000) } });
      expect.unreachable();
    } catch (error) {
      expect(cutExcerpts(String(error)).length).toBeLessThan(500);
    }
  });
});

describe('a page without rows', () => {
  test('that gives its own cursor is the end', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': 'a' } });
    expect(walk.answer({ at: { '/next': 'a' }, rows: 0 })).toEqual([]);
    expect(resumed(walk, settings).asked()).toEqual([]);
  });

  test('that gives another cursor is not', () => {
    const walk = drive(settings);
    walk.answer({ at: { '/next': 'a' } });
    expect(walk.answer({ at: { '/next': 'b' }, rows: 0 })).toHaveLength(1);
  });
});

describe('header cursor', () => {
  const header: HeaderCursorSettings = {
    type: 'header_cursor',
    cursorKey: 'X-Next-Cursor',
    cursorParam: 'after',
  };

  test('is read from its header in any case, and sent under its name', () => {
    const walk = drive(header);
    expect(walk.answer({ headers: { 'x-next-cursor': 'abc' } })).toEqual([
      { params: { after: 'abc' }, role: 'body' },
    ]);
  });

  test.each([[{}], [{ 'x-next-cursor': '' }], [{ 'x-next-cursor': ' ' }], [{ next: 'abc' }]])(
    'ends with %j',
    (headers) => {
      expect(drive(header).answer({ headers })).toEqual([]);
    },
  );

  test('that comes again is an error', () => {
    const walk = drive(header);
    walk.answer({ headers: { 'x-next-cursor': 'abc' } });
    expect(() => walk.answer({ headers: { 'x-next-cursor': 'abc' } })).toThrow(
      /"abc" of the header `X-Next-Cursor`/,
    );
  });
});
