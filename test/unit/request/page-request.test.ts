import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import type { BoundRequest } from '../../../src/request/bind-request.ts';
import { pageRequestOf } from '../../../src/request/page-request.ts';

const bound = (parts: Partial<BoundRequest> = {}): BoundRequest => ({
  method: 'GET',
  url: 'https://x.test/a',
  params: [],
  headers: {},
  ...parts,
});
const page = (parts = {}) => ({ params: {}, role: 'body', ...parts }) as const;

describe('The address of a page', () => {
  test.each([
    [bound(), page(), 'https://x.test/a'],
    [
      bound({ url: 'https://x.test/a?z=1', params: [['b', 'x y']] }),
      page({ params: { page: 2 } }),
      'https://x.test/a?z=1&b=x+y&page=2',
    ],
    [
      bound({
        params: [
          ['page', '9'],
          ['q', ''],
          ['page', '8'],
        ],
      }),
      page({ params: { page: 2 } }),
      'https://x.test/a?page=2&q=',
    ],
    [
      bound({
        params: [
          ['a', '1'],
          ['a', '2'],
        ],
      }),
      page(),
      'https://x.test/a?a=1&a=2',
    ],
    [bound({ params: [['t', 'a:b/c,d']] }), page(), 'https://x.test/a?t=a%3Ab%2Fc%2Cd'],
    [
      bound({ params: [['q', '1']] }),
      page({ url: 'https://x.test/n?c=a,b' }),
      'https://x.test/n?c=a,b',
    ],
    [
      bound({ params: [['q', '1']] }),
      page({ url: 'https://x.test/n?c=1', params: { c: 2 } }),
      'https://x.test/n?c=2',
    ],
  ])('%j with %j is %s', (request, add, url) => {
    expect(pageRequestOf(request, add).url).toBe(url);
  });
});

describe('The body of a page', () => {
  const set = (path: string[], value: string | number) => page({ body: [[path, value]] });
  test.each([
    [undefined, page(), undefined],
    [{}, page(), '{}'],
    [undefined, set(['a'], 1), '{"a":1}'],
    [null, set(['a'], 1), '{"a":1}'],
    [{ z: 1, a: 0 }, set(['a'], 'x'), '{"z":1,"a":"x"}'],
    [{ a: { b: 1n } }, set(['a', 'c', 'd'], 2), '{"a":{"b":1,"c":{"d":2}}}'],
    [{ a: null }, set(['a', 'b'], 2), '{"a":{"b":2}}'],
    [{ n: 9007199254740993n }, page(), '{"n":9007199254740993}'],
  ])('%o with %j is %s', (value, add, text) => {
    const body = value === undefined ? {} : { body: { kind: 'json', value } as const };
    const before = structuredClone(value);
    const made = pageRequestOf(bound({ method: 'POST', ...body }), add);
    expect(made.method).toBe('POST');
    expect(made.body).toEqual(
      text === undefined ? undefined : { text, contentType: 'application/json' },
    );
    expect(value).toEqual(before);
  });

  test.each([[{ a: 1 }], [{ a: [] }], [[]]])('refuses to write through %j', (value) => {
    const request = bound({ body: { kind: 'json', value } });
    expect(() => pageRequestOf(request, set(['a', 'b'], 1))).toThrow(SourceError);
  });

  test('a form and a text are sent as they are, and take nothing from the paginator', () => {
    const request = bound({ body: { kind: 'ready', text: 'a=1', contentType: 'x/y' } });
    expect(pageRequestOf(request, page()).body).toEqual({ text: 'a=1', contentType: 'x/y' });
    expect(() => pageRequestOf(request, set(['a'], 1))).toThrow(/`data` is none/);
    const raw = bound({ body: { kind: 'ready', text: 'a' } });
    expect(pageRequestOf(raw, page()).body).toEqual({ text: 'a' });
  });
});
