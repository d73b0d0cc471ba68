import { describe, expect, test } from 'vitest';
import { findLink, parseLinkHeader } from '../../../src/pagination/link-header.ts';
import type { JsonLinkSettings } from '../../../src/pagination/settings.ts';
import { cutExcerpts } from '../../../src/wording.ts';
import { BASE, drive, resumed } from './drive.ts';

const json: JsonLinkSettings = { type: 'json_link', nextUrlPath: '/next' };

const RESOLVED = [
  ['https://api.example.com/v1/items?page=2', 'https://api.example.com/v1/items?page=2'],
  ['/v2/other', 'https://api.example.com/v2/other'],
  ['/v1/items/page/2', 'https://api.example.com/v1/items/page/2'],
  ['?page=2', 'https://api.example.com/v1/items?page=2'],
  ['more', 'https://api.example.com/v1/more'],
  ['//api.example.com:8443/x', 'https://api.example.com:8443/x'],
  ['https://api.example.com:8443/x?a=%20b%2Fc', 'https://api.example.com:8443/x?a=%20b%2Fc'],
] as const;

describe('a link in the body', () => {
  test.each(RESOLVED)('%s leads to %s, without parameters', (next, url) => {
    expect(drive(json).answer({ at: { '/next': next } })).toEqual([
      { params: {}, url, role: 'body' },
    ]);
  });

  test('stands against the page that was asked last', () => {
    const walk = drive(json);
    const url = `${BASE}/deep/page?x=1`;
    expect(walk.answer({ at: { '/next': '?x=2' }, url })[0]?.url).toBe(`${BASE}/deep/page?x=2`);
  });

  test.each([null, '', ' ', undefined])('%j ends', (next) => {
    const walk = drive(json);
    expect(walk.answer({ at: next === undefined ? {} : { '/next': next } })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'none' });
  });

  test.each([7, true, false, [], {}, 'http://', 'ftp://example.com/', 'javascript:1'])(
    '%j is an error',
    (next) => {
      expect(() => drive(json).answer({ at: { '/next': next } })).toThrow(
        expect.objectContaining({
          code: 'SOURCE_PAGE_FIELD',
          message: expect.stringContaining('next_url_path'),
        }),
      );
    },
  );

  test('does not end at an empty page', () => {
    expect(drive(json).answer({ rows: 0, at: { '/next': '?page=2' } })).toHaveLength(1);
  });

  test('to itself is an error that names it, but nothing that it carries', () => {
    const walk = drive(json);
    const next = `https://me:word@api.example.com/x?key=Kq7&page=2`;
    walk.answer({ at: { '/next': next } });
    const again = (): string => {
      try {
        return String(walk.answer({ at: { '/next': next } }));
      } catch (error) {
        return cutExcerpts(String(error));
      }
    };
    expect(again()).toMatch(/circles: the link https:..…@api.example.com.x\?key=…&page=2 at/);
  });

  test('goes on from a state', () => {
    const walk = drive(json);
    const next = walk.answer({ at: { '/next': '?page=2' } });
    expect(resumed(walk, json).asked()).toEqual(next);
  });
});

describe('a link in the header', () => {
  const walk = () => drive({ type: 'header_link', linksNextKey: 'next' });

  test.each([
    ['<https://api.example.com/x?page=2>; rel="next"', 'https://api.example.com/x?page=2'],
    ['</x?page=2>; rel=next', 'https://api.example.com/x?page=2'],
    ['<?page=1>; rel="prev", <?page=3>; rel="next"', `${BASE}?page=3`],
  ])('%s', (link, url) => {
    expect(walk().answer({ headers: { link } })).toEqual([{ params: {}, url, role: 'body' }]);
  });

  test('may stand in the second of two headers', () => {
    const link = ['<?page=1>; rel="prev"', '<?page=3>; rel="next"'];
    expect(walk().answer({ headers: { link } })[0]?.url).toBe(`${BASE}?page=3`);
  });

  test.each([[{}], [{ link: '' }], [{ link: '<x>; rel="last"' }], [{ link: '<>; rel="next"' }]])(
    'is none in %j',
    (headers) => {
      expect(walk().answer({ headers })).toEqual([]);
    },
  );

  test('is found by another relation', () => {
    const older = drive({ type: 'header_link', linksNextKey: 'Older' });
    expect(older.answer({ headers: { link: '<?a=1>; rel="older"' } })[0]?.url).toBe(`${BASE}?a=1`);
  });

  test('to itself is an error', () => {
    const again = walk();
    const headers = { link: '<?page=2>; rel="next"' };
    again.answer({ headers });
    expect(() => again.answer({ headers })).toThrow(/page=2/);
  });
});

describe('Link headers', () => {
  test.each([
    ['<a>; rel="next"', ['next']],
    ['<a>; rel=next', ['next']],
    ['<a>; rel="next last"', ['next', 'last']],
    ['<a>; REL="NEXT"', ['next']],
    ['<a> ; title="one, two; three" ; rel="next"', ['next']],
    ['<a>; title="say \\"hi\\", ok"; rel=next', ['next']],
    ['<a>; rel="next"; rel="prev"', ['next']],
    ['<a>; crossorigin; rel="next"', ['next']],
    ['<a>; title=""; rel="next";', ['next']],
    ['<a>; title*=UTF-8\'de\'n%c3%a4chstes; rel="next"', ['next']],
    ['<a>', []],
  ])('%s', (header, relations) => {
    expect(parseLinkHeader(header)).toEqual([{ target: 'a', relations }]);
  });

  test.each([
    ['<a>; rel="prev", <b>; rel="next"', 'b'],
    ['<a?x=1,2;3>; rel="next"', 'a?x=1,2;3'],
    ['<a>; title="x, <c>; rel=next", <b>; rel="next"', 'b'],
    ['<a>;rel=prev,<b>;rel=next', 'b'],
    ['nonsense, <b>; rel="next"', 'b'],
    ['<a>; =; rel="next", <b>; rel="next"', 'b'],
    [', ,<b>; rel="next"', 'b'],
    ['<a; rel="next"', undefined],
    ['"', undefined],
    ['<a>; rel="next', undefined],
    ['<a>; rel="nextpage"', undefined],
  ])('the next link of %s is %s', (header, target) => {
    expect(findLink(header, 'next')).toBe(target);
  });

  test('that are long and broken take no time', () => {
    const started = performance.now();
    parseLinkHeader(`<a>${'; x="'.repeat(20_000)}`);
    parseLinkHeader('<'.repeat(50_000));
    parseLinkHeader(`<a>${' '.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a single page', () => {
  test('is whole in its one answer, whatever it tells of more', () => {
    const walk = drive({ type: 'single_page' });
    expect(walk.asked()).toEqual([{ params: {}, role: 'body' }]);
    const headers = { link: '<x>; rel="next"' };
    expect(walk.answer({ at: { '/total': 9 }, headers })).toEqual([]);
    expect(walk.paginator.end()).toMatchObject({ proof: 'single', isShort: false });
    expect(resumed(walk, { type: 'single_page' }).asked()).toEqual([]);
  });
});

test.each<[string, string | undefined]>([
  ['<a>; rel="next"; results="true"; cursor="0:5:0"', 'a'],
  ['<a>; rel="next"; results="false"; cursor="0:5:0"', undefined],
  ['<p>; rel="previous"; results="false", <a>; rel="next"; results="true"', 'a'],
])('of a link behind which nothing stands: %s', (header, target) => {
  expect(findLink(header, 'next')).toBe(target);
});
