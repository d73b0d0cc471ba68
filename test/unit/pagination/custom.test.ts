import { describe, expect, test } from 'vitest';
import { MAX_REPEATED_PAGES } from '../../../src/pagination/page-notes.ts';
import type {
  CustomPage,
  CustomPaginator,
  CustomSettings,
} from '../../../src/pagination/settings.ts';
import { BASE, drive, resumed } from './drive.ts';

const own = (next: CustomPaginator['next'], first?: CustomPaginator['first']): CustomSettings => ({
  type: 'own',
  paginator: first === undefined ? { next } : { first, next },
});
const giving = (change: unknown): CustomSettings => own(() => change as never);

describe("a paginator of one's own", () => {
  test('is told of the page', () => {
    const seen: CustomPage[] = [];
    const settings = own(
      (page) => {
        seen.push(page);
        return seen.length === 1 ? { params: { after: 5 } } : null;
      },
      () => ({ params: { start: 'x' } }),
    );
    const walk = drive(settings);
    expect(walk.paginator.needsTree).toBe(true);
    expect(walk.asked()).toEqual([{ params: { start: 'x' }, role: 'body' }]);
    const body = { big: 1, list: [1.5, 'a', true, null, { b: {} }], wide: 9007199254740993n };
    const next = walk.answer({ rows: 3, body, headers: { 'x-a': '1' } });
    expect(next).toEqual([{ params: { after: 5 }, role: 'body' }]);
    expect(walk.answer()).toEqual([]);
    expect(seen).toEqual([
      {
        status: 200,
        url: BASE,
        headers: { 'x-a': '1' },
        body,
        rowCount: 3,
        request: { params: { start: 'x' } },
      },
      {
        status: 200,
        url: BASE,
        headers: {},
        body: {},
        rowCount: 2,
        request: { params: { after: 5 } },
      },
    ]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'none' });
  });

  test('needs no first', () => {
    expect(drive(giving(null)).asked()).toEqual([{ params: {}, role: 'body' }]);
  });

  test('gets a member named __proto__ as one', () => {
    let body: unknown;
    const walk = drive(
      own((page) => {
        body = page.body;
        return null;
      }),
    );
    walk.answer({ body: JSON.parse('{"__proto__": {"evil": true}}') });
    expect(Object.keys(body as object)).toEqual(['__proto__']);
    expect((body as { evil?: boolean }).evil).toBeUndefined();
  });

  test.each<[unknown, unknown]>([
    [{}, { params: {}, role: 'body' }],
    [{ params: { a: 1, b: undefined, c: null } }, { params: { a: 1 }, role: 'body' }],
    [
      { json: { 'page.after': 'x', top: 2 } },
      {
        params: {},
        body: [
          [['page', 'after'], 'x'],
          [['top'], 2],
        ],
        role: 'body',
      },
    ],
    [{ url: '?page=2' }, { params: {}, url: `${BASE}?page=2`, role: 'body' }],
    [
      { url: 'https://api.example.com/z?a=1&b=2', params: { a: 5 } },
      { params: {}, url: 'https://api.example.com/z?a=5&b=2', role: 'body' },
    ],
  ])('%j becomes %j', (change, request) => {
    const walk = drive(giving(change));
    expect(walk.answer()).toEqual([request]);
    expect(resumed(walk, giving(change)).asked()).toEqual([request]);
  });

  test.each([null, undefined])('%j ends', (change) => {
    const walk = drive(giving(change));
    expect(walk.answer()).toEqual([]);
    expect(resumed(walk, giving(change)).asked()).toEqual([]);
  });

  test.each<[unknown, RegExp]>([
    ['x', /gave string/],
    [Promise.resolve(null), /promise/],
    [[], /not a change/],
    [{ params: 'x' }, /`params` is not an object/],
    [{ params: { a: true } }, /`params.a`/],
    [{ json: { a: Number.NaN } }, /`json.a`/],
    [{ url: 5 }, /`url` is no text/],
    [{ url: 'ftp://x/' }, /is not a URL/],
  ])('%s is refused', (change, message) => {
    expect(() => drive(giving(change)).answer()).toThrow(
      expect.objectContaining({
        code: 'SOURCE_PAGE_FIELD',
        message: expect.stringMatching(message),
      }),
    );
  });

  test('that fails is the cause of the error', () => {
    const cause = new TypeError('no such field');
    const walk = drive(
      own(() => {
        throw cause;
      }),
    );
    expect(() => walk.answer()).toThrow(
      expect.objectContaining({
        name: 'SourceError',
        cause,
        message: expect.stringContaining('no such field'),
      }),
    );
  });

  test('may ask for the same again, as long as other rows come', () => {
    const walk = drive(giving({ params: { poll: 1 } }));
    for (let i = 0; i < 50; i++) expect(walk.answer()).toHaveLength(1);
    const rest = (): void => {
      for (let i = 0; i <= MAX_REPEATED_PAGES; i++) walk.answer({ repeats: true });
    };
    expect(rest).toThrow(expect.objectContaining({ code: 'SOURCE_PAGE_LOOP' }));
  });
});
