import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { createPageReader, type PageSpec, type PageSummary } from '../../../src/parse/page.ts';
import { toValue } from '../../../src/parse/tree.ts';
import { splitAt } from '../../support/read-page.ts';

interface Read {
  readonly texts: readonly string[];
  readonly keys: readonly (string | undefined)[];
  readonly batches: readonly Batch[];
  readonly end: PageSummary;
}

/** Reads pages with one reader. */
function reader(
  spec: Partial<PageSpec>,
): (text: string, needsTree?: boolean, bytesEach?: number) => Promise<Read> {
  const read = createPageReader({
    resource: 'contacts',
    selector: 'auto',
    keyFields: [],
    envelopePointers: [],
    limits: DEFAULT_LIMITS,
    ...spec,
  });
  let page = 0;
  return async (text, needsTree = false, bytesEach = 1 << 20) => {
    const bytes = Buffer.from(text);
    const cuts = Array.from(
      { length: Math.floor(bytes.length / bytesEach) },
      (_, i) => i * bytesEach,
    );
    async function* body(): AsyncGenerator<Uint8Array> {
      yield* splitAt(bytes, cuts);
    }
    const rows = read(body(), { pass: 1, page: ++page, needsTree });
    const batches: Batch[] = [];
    for (;;) {
      const next = await rows.next();
      if (next.done === true) {
        const texts = batches.flatMap((batch) => batch.texts);
        return { texts, keys: batches.flatMap((batch) => batch.keys), batches, end: next.value };
      }
      batches.push(next.value);
    }
  };
}

const failure = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  try {
    await work;
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('expected a failure');
};

describe('rows under a path', () => {
  const body =
    '{"a":[{"v":[1,2],"k":"x"},{"v":[3],"k":"y"}],"one":{"id":1},"none":null,"n":1.50,"l":[{"id":2}],"m":[[1,2],[3]],"o":{"p":[{"id":3}],"q":[{"id":4}],"r":null}}';
  test.each<[string, string[]]>([
    ['$.a[0].v', ['1', '2']],
    ['a[0]', ['{"v":[1,2],"k":"x"}']],
    ['a[*].v', ['1', '2', '3']],
    ['a[*].v[*]', ['1', '2', '3']],
    ['a[*].nothing', []],
    ['..v', ['1', '2', '3']],
    ['m[*]', ['[1,2]', '[3]']],
    ['m[0]', ['1', '2']],
    ['m[0,1]', ['1', '2', '3']],
    ['m[:1]', ['[1,2]']],
    ['m[*][*]', ['1', '2', '3']],
    ['o.*', ['{"id":3}', '{"id":4}']],
    ['a[*].k', ['"x"', '"y"']],
    ['a[:1].k', ['"x"']],
    ["a[?@.k == 'y'].v", ['3']],
    ["a[?@.k == 'z'].v", []],
    ['a[7:]', []],
    ['nothing.*', []],
    ['..nothing', []],
    ['..id', ['1', '2', '3', '4']],
    ["['one','n']", ['{"id":1}', '1.50']],
    ["['none','x']", []],
    ['$.l', ['{"id":2}']],
    ['one', ['{"id":1}']],
    ['none', []],
  ])('%s are the values that match', async (path, texts) => {
    expect((await reader({ selector: { path } })(body)).texts).toEqual(texts);
  });

  test.each(['nothing[0].v', 'a[5]', "['x','y']", 'nothing'])(
    '%s are missed, and the error says so',
    async (path) => {
      const error = await failure(reader({ selector: { path } })(body));
      expect(error.code).toBe('PARSE_SELECTOR_MISSING');
      expect(error.message).toContain(`contacts, page 1: \`${path}\` (data_selector)`);
      expect(error.message).toContain('`a`, `one`, `none`');
    },
  );

  test('keep their numbers as they were written, and the order of their names', async () => {
    const text = '{"p":[{"2":1e2,"1":12345678901234567890.10,"__proto__":{"x":-0}}]}';
    const { texts, batches } = await reader({ selector: { path: 'p[:1]' } })(text);
    expect(texts).toEqual(['{"2":1e2,"1":12345678901234567890.10,"__proto__":{"x":-0}}']);
    expect(batches[0]?.exact.get(0)).toBe('{"1":"12345678901234567890.10"}');
  });

  test('have keys, and faults that name their place', async () => {
    const read = reader({ selector: { path: 'p[*]' }, keyFields: ['id'] });
    expect((await read('{"p":[{"id":1},{"id":"x"}]}')).keys).toEqual(['1', 'x']);
    const error = await failure(read('{"p":[{"id":1},{"ID":2}]}'));
    expect(error.code).toBe('PARSE_KEY_MISSING');
    expect(error.message).toContain('contacts, page 2: row 2');
  });

  test('that is no path make no reader', () => {
    expect(() => reader({ selector: { path: 'a b' } })).toThrow(/`a b` is no path/);
  });
});

describe('values of the envelope', () => {
  test('under paths are the first match, and those under pointers are found beside them', async () => {
    const read = reader({
      selector: ['rows'],
      envelopePointers: ["$.links[?@.rel == 'next'].href", '/total', '$.nothing[0]', '$..deep'],
    });
    const { texts, end } = await read(
      '{"links":[{"rel":"self","href":"/1"},{"rel":"next","href":"/2"}],"rows":[{"id":1}],"total":7,"x":{"deep":[]}}',
    );
    expect(texts).toEqual(['{"id":1}']);
    expect(Object.fromEntries(end.envelope)).toEqual({
      "$.links[?@.rel == 'next'].href": { kind: 'string', text: '/2' },
      '/total': { kind: 'number', text: '7' },
      '$..deep': { kind: 'array', text: '', isEmpty: true },
    });
  });

  test('tell of an error before any row is handed on', async () => {
    const read = reader({ selector: { path: 'rows[*]' }, errorPointer: '/error' });
    expect((await failure(read('{"rows":[{}],"error":"no"}'))).code).toBe('PARSE_ERROR_BODY');
    expect((await read('{"rows":[{}],"error":null}')).texts).toEqual(['{}']);
  });
});

describe('the tree of a body', () => {
  test('comes with the end of a page that asks for it, and only then', async () => {
    const read = reader({ selector: ['rows'] });
    const { texts, end } = await read('{"rows":[{"id":1}],"next":"/2"}', true);
    expect(texts).toEqual(['{"id":1}']);
    expect(end.tree && toValue(end.tree)).toEqual({ rows: [{ id: 1 }], next: '/2' });
    expect((await read('{"rows":[]}')).end.tree).toBeUndefined();
    const whole = reader({ selector: { path: 'rows[*]' } });
    expect((await whole('{"rows":[]}')).end.tree).toBeUndefined();
  });
});

describe('without a selector', () => {
  test.each<[string, string[]]>([
    ['{"meta":{"errors":[1]},"users":[{"id":1}]}', ['{"id":1}']],
    ['{"a.b c":[{"id":1}]}', ['{"id":1}']],
    ['[{"id":1}]', ['{"id":1}']],
    ['{}', []],
    ['null', []],
    ['{"data":null}', ['{"data":null}']],
  ])('the rows of %s are found', async (text, texts) => {
    expect((await reader({})(text)).texts).toEqual(texts);
  });

  // a page that is longer than this can only have been streamed
  const limits = { ...DEFAULT_LIMITS, maxWholePageBytes: 60 };
  const long = (name: string): string => `{"${name}":[{"id":"${'x'.repeat(80)}"}],"tags":[1,2]}`;

  test('the place of the first rows is taken for the next pages, which are streamed', async () => {
    const read = reader({ limits });
    await read('{"users":[{"id":1}]}');
    expect((await read(long('users'))).texts).toHaveLength(1);
    const error = await failure(read('{"data":[{"id":1}]}'));
    expect(error.code).toBe('PARSE_SELECTOR_MISSING');
    expect(error.message).toContain('`users`, where the rows of an earlier page were found');
  });

  test('a root that is a list is streamed from the second page on', async () => {
    const read = reader({ limits });
    await read('[{"id":1}]');
    expect((await read(`[{"id":"${'x'.repeat(80)}"}]`)).texts).toHaveLength(1);
  });

  test.each([
    ['an empty list', '{"users":[],"tags":[]}'],
    ['no list', '{"status":"ok"}'],
    ['nothing but a list of errors', '{"errors":[{"message":"slow down"}]}'],
    ['null', 'null'],
  ])('a first page with %s decides nothing', async (_name, first) => {
    const read = reader({});
    await read(first);
    expect((await read('{"tags":[{"id":1}]}')).texts).toEqual(['{"id":1}']);
    expect((await failure(read('{"users":[{"id":1}]}'))).code).toBe('PARSE_SELECTOR_MISSING');
  });

  test('what was found holds for a page that asks for its tree', async () => {
    const read = reader({});
    await read('{"users":[{"id":1}]}');
    expect((await read('{"data":[{"id":1}],"users":[]}', true)).texts).toEqual([]);
  });
});

describe('limits of a page that is read whole', () => {
  test('stop a body that is too long, before it has ended, and say what to write', async () => {
    const limits = { ...DEFAULT_LIMITS, maxWholePageBytes: 1000 };
    const text = `{"rows":[${'{"id":1},'.repeat(500)}`;
    for (const spec of [{ selector: { path: 'rows[*]' } }, { envelopePointers: ['$..next'] }, {}]) {
      const error = await failure(reader({ ...spec, limits })(text, false, 100));
      expect(error.code).toBe('PARSE_LIMIT');
      expect(error.message).toContain('`limits.whole_page_bytes` (1000)');
      expect(error.message).toContain('data_selector that is made of plain names');
    }
  });

  test.each([
    ['depth', '{"rows":[[[[[1]]]]]}', { maxDepth: 3 }, 'limits.depth'],
    ['a string', '{"rows":[{"id":"ääää"}]}', { maxStringBytes: 7 }, 'limits.string_bytes'],
    ['a row', '{"rows":[{"id":"abcdefghij"}]}', { maxRowBytes: 10 }, 'limits.row_bytes'],
    ['names', '{"rows":[{"id":1,"a":{"b":1,"c":2}}]}', { maxRowKeys: 3 }, 'limits.row_keys'],
  ])('stop %s, as in streaming', async (_name, text, limit, name) => {
    const read = reader({ selector: { path: 'rows[*]' }, limits: { ...DEFAULT_LIMITS, ...limit } });
    const error = await failure(read(text));
    expect(error.code).toBe('PARSE_LIMIT');
    expect(error.message).toContain(name);
  });

  test.each([
    ['cut off', '{"rows":[{"id":1}', 'PARSE_TRUNCATED'],
    ['empty', '', 'PARSE_NOT_JSON'],
    ['HTML', '<html>', 'PARSE_NOT_JSON'],
    ['no JSON', '{"rows":[NaN]}', 'PARSE_SYNTAX'],
  ])('do not hide that a body is %s', async (_name, text, code) => {
    const error = await failure(reader({ selector: { path: 'rows[*]' } })(text));
    expect(error).toMatchObject({ code, retryable: true });
  });
});
