import { expect, test } from 'vitest';
import { type Batch, Kind } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { createPageReader } from '../../../src/parse/page.ts';
import { createRowBatches } from '../../../src/parse/row-batch.ts';

const place = { pass: 1, page: 3 };
const batchOf = (
  texts: readonly string[],
  keyFields: readonly string[] = [],
  hasLenientKeys = false,
): Batch =>
  createRowBatches({ resource: 'contacts', keyFields, hasLenientKeys, limits: DEFAULT_LIMITS })(
    texts.map((text, row) => ({ text, row: row * 2 })),
    place,
  );

test('a batch of texts is the same as a page of them', async () => {
  const texts = [
    '{"id":1,"price":12345678901234567890.123,"day":"2024-01-01","o":{"x":[1,null]}}',
    '{"id":"b","price":1.50,"day":null,"n":9007199254740993,"o":{"x":1,"x":2}}',
  ];
  const readPage = createPageReader({
    resource: 'contacts',
    selector: [],
    keyFields: ['id'],
    envelopePointers: [],
    limits: DEFAULT_LIMITS,
  });
  const body = (async function* () {
    yield Buffer.from(`[${texts.join(',')}]`);
  })();
  const page = (await readPage(body, place).next()).value as Batch;
  expect(batchOf(texts, ['id'])).toEqual({ ...page, rows: [0, 2] });
});

test.each([
  ['5', 4],
  ['1.5', 32],
  ['"a"', 256],
  ['"2024-01-01"', 64],
  ['true', 2],
  ['null', 1],
  ['[1,{"a":2}]', 1024],
])('the row %s is taken as it stands', (text, kinds) => {
  const batch = batchOf([text, '{"a":1}']);
  expect(batch.texts).toEqual([text, '{"a":1}']);
  expect(batch.keys).toEqual([undefined, undefined]);
  expect(batch.facts.get('value')?.kinds).toBe(kinds);
  expect(batch.facts.get('a')?.kinds).toBe(4);
});

test('a scalar that a double does not hold goes with its text', () => {
  expect(batchOf(['0.12345678901234567890']).exact.get(0)).toBe(
    '{"value":"0.12345678901234567890"}',
  );
});

test.each([
  ['{"a":1}', /contacts, page 3: row 3 .*`id` is missing/],
  ['5', /contacts, page 3: row 3 .*`id` is missing.*no object/],
])(
  'the row %s is refused where rows need a key, and passes where they may lack one',
  (text, message) => {
    expect(() => batchOf(['{"id":1}', text], ['id'])).toThrow(
      expect.objectContaining({
        code: 'PARSE_KEY_MISSING',
        message: expect.stringMatching(message),
      }),
    );
    expect(batchOf(['{"id":1.0}', text], ['id'], true).keys).toEqual(['1', undefined]);
  },
);

test('objects with ever new names are read as fast as others, and are of no shape', () => {
  const idsAsNames = (row: number): string =>
    `{"m":{${Array.from({ length: 5 }, (_, i) => `"k${row * 5 + i}":{"n":${i}}`).join(',')}}}`;
  const toBatch = createRowBatches({ resource: 'test', keyFields: [], limits: DEFAULT_LIMITS });
  for (let page = 1; page <= 50; page++) {
    const texts = Array.from({ length: 400 }, (_, row) => ({
      text: idsAsNames(page * 400 + row),
      row,
    }));
    const kinds = toBatch(texts, { pass: 1, page }).facts.get('m')?.kinds ?? 0;
    expect(kinds & Kind.shapeless).not.toBe(0);
  }
}, 10_000);
