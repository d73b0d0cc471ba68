import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/http/redaction.ts';
import { Kind } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { cutExcerpts } from '../../../src/wording.ts';
import { readPage } from '../../support/read-page.ts';

const failure = async (
  work: Promise<unknown>,
): Promise<{ code: string; message: string; retryable: boolean }> => {
  try {
    await work;
  } catch (error) {
    return error as { code: string; message: string; retryable: boolean };
  }
  throw new Error('expected a failure');
};

describe('rows', () => {
  test('come out as text with their keys and places, wherever the array stands', async () => {
    const { texts, keys, batches, end } = await readPage(
      '{"scoreValues":[{"id":"9"}],"contacts":[ {"id" : "5", "a":[1, {"b":null}]} ,{"id":8}],"meta":{"total":"2"}}',
      { envelopePointers: ['/meta/total'] },
    );
    expect(texts).toEqual(['{"id":"5","a":[1,{"b":null}]}', '{"id":8}']);
    expect(keys).toEqual(['5', '8']);
    expect(batches[0]?.rows).toEqual([0, 1]);
    expect(batches[0]).toMatchObject({ pass: 1, page: 3, isReread: false });
    expect(end.rowCount).toBe(2);
    expect(end.envelope.get('/meta/total')).toEqual({ kind: 'string', text: '2' });
  });

  test('keep the text of their numbers', async () => {
    const row = '{"id":1,"a":9007199254740993,"b":1.0,"c":1e2,"d":-0,"e":[12345678901234567890.5]}';
    expect((await readPage(`{"contacts":[${row}]}`)).texts).toEqual([row]);
  });

  test('take the last value of a name that stands twice, at any depth', async () => {
    const { texts, keys, batches } = await readPage(
      '{"contacts":[{"id":"1","x":0.12345678901234567890,"o":{"a":1,"a":2},"id":"2","x":7}]}',
    );
    expect(texts).toEqual(['{"id":"2","x":7,"o":{"a":2}}']);
    expect(keys).toEqual(['2']);
    expect(batches[0]?.exact.size).toBe(0);
  });

  test('of one object under the selector are a page of one row', async () => {
    expect((await readPage('{"contacts":{"id":1}}')).texts).toEqual(['{"id":1}']);
  });

  test('of null under the selector are none', async () => {
    expect((await readPage('{"contacts":null}')).end.rowCount).toBe(0);
  });

  test('are found under a path of names, and at the root', async () => {
    const nested = await readPage('{"a":{"x":[1]},"d":{"a":{"b":[{"id":1}]}}}', {
      selector: ['d', 'a', 'b'],
    });
    expect(nested.texts).toEqual(['{"id":1}']);
    expect((await readPage('[{"id":1},{"id":2}]', { selector: [] })).keys).toEqual(['1', '2']);
  });

  test('have names like those of Object.prototype as any other', async () => {
    const text = '{"__proto__":{"x":1},"constructor":1,"toString":2,"id":1}';
    const { texts, batches } = await readPage(`{"contacts":[${text}]}`);
    expect(texts).toEqual([text]);
    expect([...(batches[0]?.facts.keys() ?? [])]).toContain('__proto__');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('hold U+FFFD in place of lone surrogates and of bytes that are no UTF-8, and a warning says so', async () => {
    const lone = await readPage('{"contacts":[{"id":1,"a":"\\ud800x"}]}');
    expect(lone.texts).toEqual(['{"id":1,"a":"\ufffdx"}']);
    expect(lone.end.warnings[0]).toMatch(/^contacts, page 3: .*U\+FFFD/);
    const bytes = Buffer.from('{"contacts":[{"id":1,"a":"?"}]}');
    bytes[26] = 0xff;
    const { texts, end } = await readPage([bytes]);
    expect(texts).toEqual(['{"id":1,"a":"\ufffd"}']);
    expect(end.warnings[0]).toMatch(/^contacts, page 3: .*U\+FFFD/);
  });

  test('keep the lone surrogates of keys and names, spelled out, so that different ones stay different', async () => {
    const { texts, keys, batches } = await readPage(
      '{"contacts":[{"id":"\\ud800","\\udc00":1,"o":{"\\ud801":2,"\\ud802":3}},{"id":"\\ud801\\ud800","\\udc01":1}]}',
    );
    expect(texts).toEqual([
      '{"id":"\ufffdd800","\ufffddc00":1,"o":{"\ufffdd801":2,"\ufffdd802":3}}',
      '{"id":"\ufffdd801\ufffdd800","\ufffddc01":1}',
    ]);
    expect(keys).toEqual(['\ufffdd800', '\ufffdd801\ufffdd800']);
    const names = [...(batches[0]?.facts.keys() ?? [])];
    expect(names).toEqual(['id', '\ufffddc00', 'o', '\ufffddc01']);
  });

  test('keep whole pairs of surrogates as they are', async () => {
    const { texts, end } = await readPage('{"contacts":[{"id":"\\ud83d\\ude00","😀":"😀"}]}');
    expect(texts).toEqual(['{"id":"😀","😀":"😀"}']);
    expect(end.warnings).toEqual([]);
  });

  test('are the same with a byte order mark in front', async () => {
    expect((await readPage('\ufeff{"contacts":[{"id":1}]}')).keys).toEqual(['1']);
  });
});

describe('values of the envelope', () => {
  test('are found inside of an object that is the only row, too', async () => {
    const { end, texts } = await readPage('{"id":1,"paging":{"next":"/p2"}}', {
      selector: [],
      envelopePointers: ['/paging/next', '/paging', '/nowhere'],
    });
    expect(texts).toHaveLength(1);
    expect(Object.fromEntries(end.envelope)).toEqual({
      '/paging/next': { kind: 'string', text: '/p2' },
      '/paging': { kind: 'object', text: '' },
    });
  });

  test('tell of an error inside of the only row', async () => {
    const page = readPage('{"contacts":{"id":1,"error":"no"}}', {
      errorPointer: '/contacts/error',
    });
    expect((await failure(page)).code).toBe('PARSE_ERROR_BODY');
  });
});

describe('keys', () => {
  test.each([
    ['a string', '"a\\u0062"', 'ab'],
    ['an integer', '12', '12'],
    ['an integer beyond 2^53', '9007199254740993', '9007199254740993'],
    ['a fraction without need', '1.0', '1'],
    ['an exponent', '12e2', '1200'],
    ['zero', '0', '0'],
    ['minus zero', '-0', '0'],
    ['a small number', '-1.50e-3', '-0.0015'],
  ])('are canonical: %s', async (_name, json, key) => {
    expect((await readPage(`{"contacts":[{"id":${json}}]}`)).keys).toEqual([key]);
  });

  test('of several fields are kept apart by their lengths', async () => {
    const { keys } = await readPage('{"contacts":[{"a":"x","b":"yz"},{"b":"z","a":"xy"}]}', {
      keyFields: ['a', 'b'],
    });
    expect(keys).toEqual(['1:x2:yz', '2:xy1:z']);
  });

  test.each(['null', 'true', '""', '{}', '[]'])('cannot be %s', async (json) => {
    const error = await failure(readPage(`{"contacts":[{"id":1},{"id":${json}}]}`));
    expect(error.code).toBe('PARSE_KEY_MISSING');
    expect(error.message).toContain('contacts, page 3: row 2');
    expect(error.message).toContain(`\`id\` is ${json}`);
  });

  test('cannot be missing', async () => {
    const error = await failure(readPage('{"contacts":[{"ID":1}]}'));
    expect(error.message).toContain('`id` is missing');
  });

  test('are undefined where there is no primary key', async () => {
    expect((await readPage('{"contacts":[{}]}', { keyFields: [] })).keys).toEqual([undefined]);
  });
});

describe('facts', () => {
  test('tell the kinds and the widths of each field', async () => {
    const { batches } = await readPage(
      '{"contacts":[{"id":"1","n":12,"f":1.25,"d":"2024-02-29","t":"2024-02-29T12:00:00+01:00","o":{}},{"id":"2","n":null,"f":-300,"d":"2023-02-29","z":[]}]}',
    );
    const facts = Object.fromEntries(batches[0]?.facts ?? []);
    expect(facts).toEqual({
      id: { kinds: Kind.text, integerDigits: 0, scale: 0 },
      n: { kinds: Kind.integer | Kind.null, integerDigits: 2, scale: 0 },
      f: { kinds: Kind.integer | Kind.fraction, integerDigits: 3, scale: 2 },
      d: { kinds: Kind.date | Kind.text, integerDigits: 0, scale: 0 },
      t: { kinds: Kind.instant, integerDigits: 0, scale: 0 },
      o: { kinds: Kind.object, integerDigits: 0, scale: 0 },
      z: { kinds: Kind.array, integerDigits: 0, scale: 0 },
    });
  });

  test('bring values that a double does not hold along as text', async () => {
    const { batches } = await readPage(
      '{"contacts":[{"id":1},{"id":2,"p":12345678901234567.25,"o":{"x":[0.1234567890123456789]},"q":0.5}]}',
    );
    expect(batches[0]?.exact).toEqual(
      new Map([[1, '{"p":"12345678901234567.25","o":"{\\"x\\":[0.1234567890123456789]}"}']]),
    );
    const facts = batches[0]?.facts;
    expect((facts?.get('o')?.kinds ?? 0) & Kind.inexact).not.toBe(0);
    expect((facts?.get('q')?.kinds ?? 0) & Kind.inexact).toBe(0);
  });

  test('of a batch are those of its rows, not of batches before', async () => {
    const rows = Array.from({ length: 900 }, (_, i) =>
      i < 450 ? `{"id":${i},"a":1}` : `{"id":${i},"b":1}`,
    );
    const chunks = [
      `{"contacts":[${rows.slice(0, 500).join(',')},`,
      `${rows.slice(500).join(',')}]}`,
    ];
    const { batches } = await readPage(chunks);
    expect(batches.map((batch) => [...batch.facts.keys()])).toEqual([
      ['id', 'a', 'b'],
      ['id', 'b'],
    ]);
  });
});

describe('a page that is not whole', () => {
  test.each([
    ['cut inside of a string', '{"contacts":[{"id":"1', 'PARSE_TRUNCATED'],
    ['cut behind a row', '{"contacts":[{"id":"1"}', 'PARSE_TRUNCATED'],
    ['cut behind the array', '{"contacts":[{"id":"1"}]', 'PARSE_TRUNCATED'],
    ['empty', '', 'PARSE_NOT_JSON'],
    ['only white space', '  \n', 'PARSE_NOT_JSON'],
    ['HTML', '<!DOCTYPE html><p>Login', 'PARSE_NOT_JSON'],
    ['NaN', '{"contacts":[{"id":NaN}]}', 'PARSE_SYNTAX'],
    ['a trailing comma', '{"contacts":[{"id":1},]}', 'PARSE_SYNTAX'],
    ['two documents', '{"contacts":[]}{"contacts":[]}', 'PARSE_SYNTAX'],
  ])('fails and may be asked for again: %s', async (_name, body, code) => {
    expect(await failure(readPage(body))).toMatchObject({ code, retryable: true });
  });

  test('of HTML says what the answer begins with', async () => {
    const error = await failure(readPage('<html>\n<body>Sign in', {}, 'text/html'));
    expect(cutExcerpts(error.message)).toContain(
      'not JSON (text/html), it begins with `<html> <body>Sign in`',
    );
  });

  test.each([1, 3, 7])(
    'of HTML is read on for what it begins with, in pieces of %i',
    async (size) => {
      const body = `<html> token-4711 ${'x'.repeat(40_000)}`;
      const pieces = body.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
      const error = await failure(readPage(pieces));
      expect(error.code).toBe('PARSE_NOT_JSON');
      expect(createRedactor(['token-4711'])(error.message)).toMatch(/`<html> \*{3} x{89}…`/);
      expect(error.message.length).toBeLessThan(20_000);
    },
  );

  test('without the selector names the selector and the names that there are', async () => {
    const error = await failure(readPage('{"errors":["no"],"meta":{"a":1}}'));
    expect(error).toMatchObject({ code: 'PARSE_SELECTOR_MISSING', retryable: false });
    expect(error.message).toContain('`contacts` (data_selector)');
    expect(error.message).toContain('`errors`, `meta`');
  });

  test('with the selected value twice fails', async () => {
    expect((await failure(readPage('{"contacts":[],"contacts":[]}'))).code).toBe('PARSE_NOT_ROWS');
  });

  test('with a number beyond all numbers fails, naming field and value', async () => {
    const error = await failure(readPage('{"contacts":[{"id":1,"x":1e400}]}'));
    expect(error.code).toBe('PARSE_NUMBER_RANGE');
    expect(error.message).toContain('`x` holds 1e400');
    expect((await failure(readPage('{"contacts":[{"id":1,"x":[1e400]}]}'))).code).toBe(
      'PARSE_NUMBER_RANGE',
    );
  });
});

describe('limits', () => {
  const limited = (body: string | string[], limits: object): Promise<unknown> =>
    readPage(body, { limits: { ...DEFAULT_LIMITS, ...limits } });
  test.each([
    ['depth of a row', '{"contacts":[{"id":1,"a":[[[[1]]]]}]}', { maxDepth: 3 }, 'limits.depth'],
    ['depth of the envelope', '{"x":[[[[1]]]],"contacts":[]}', { maxDepth: 3 }, 'limits.depth'],
    ['a string', '{"contacts":[{"id":"ääää"}]}', { maxStringBytes: 7 }, 'limits.string_bytes'],
    ['a row', '{"contacts":[{"id":"abcdefghij"}]}', { maxRowBytes: 10 }, 'limits.row_bytes'],
    [
      'names of a row',
      '{"contacts":[{"id":1,"a":{"b":1,"c":2}}]}',
      { maxRowKeys: 3 },
      'limits.row_keys',
    ],
  ])('stop %s, naming themselves', async (_name, body, limits, name) => {
    const error = await failure(limited(body, limits));
    expect(error.code).toBe('PARSE_LIMIT');
    expect(error.message).toContain(name);
  });

  test('stop a string that never ends before it is whole', async () => {
    const chunks = ['{"contacts":[{"id":"', ...Array.from({ length: 50 }, () => 'x'.repeat(1000))];
    expect((await failure(limited(chunks, { maxStringBytes: 10_000 }))).code).toBe('PARSE_LIMIT');
  });
});
