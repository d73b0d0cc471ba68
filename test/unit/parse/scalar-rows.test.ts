import { describe, expect, test } from 'vitest';
import { Kind } from '../../../src/model.ts';
import type { PageSpec } from '../../../src/parse/page-spec.ts';
import { cutExcerpts } from '../../../src/wording.ts';
import { readPage } from '../../support/read-page.ts';
import { rejection } from '../../support/rejection.ts';

const none = { keyFields: [] };

describe('rows that are no objects', () => {
  test.each(['5', '1.50', '"a\\n"', '""', 'true', 'false', 'null', '[]', '[1,[{"a":null}]]'])(
    '%s is a row as it stands',
    async (text) => {
      const { texts, keys, end } = await readPage(`{"contacts":[{"id":1},${text},{"id":2}]}`, none);
      expect(texts).toEqual(['{"id":1}', text, '{"id":2}']);
      expect(keys).toEqual([undefined, undefined, undefined]);
      expect(end.rowCount).toBe(3);
    },
  );

  test.each<[body: string, selector: PageSpec['selector'], says: string]>([
    ['{"contacts":5}', ['contacts'], '`contacts` (data_selector) holds the number `5`'],
    [
      '{"contacts":"a\\nb"}',
      { path: '$.contacts' },
      '`contacts` (data_selector) holds the text `a b`',
    ],
    ['{"a":[{"n":false}]}', { path: 'a[0].n' }, '`a[0].n` (data_selector) holds the value `false`'],
    ['"x"', [], '`$` (data_selector) holds the text `x`'],
    ['5', 'auto', '`$` (no data_selector is given) holds the number `5`'],
  ])('are none where one stands alone: %s', async (body, selector, says) => {
    const error = await rejection(readPage(body, { ...none, selector }));
    expect(error).toMatchObject({ code: 'PARSE_NOT_ROWS', retryable: false });
    expect(cutExcerpts(error.message)).toContain(says);
  });

  test('null alone is a page without rows', async () => {
    expect((await readPage('null', { ...none, selector: [] })).texts).toEqual([]);
    expect((await readPage('{"contacts":null}', none)).texts).toEqual([]);
  });

  test('have the facts of a field `value`', async () => {
    const { batches } = await readPage(
      '{"contacts":["2024-02-29",12,1.25,null,true,[1],{"value":"x"}]}',
      none,
    );
    expect(Object.fromEntries(batches[0]?.facts ?? [])).toEqual({
      value: {
        kinds:
          Kind.date |
          Kind.integer |
          Kind.fraction |
          Kind.null |
          Kind.boolean |
          Kind.array |
          Kind.text,
        integerDigits: 2,
        scale: 2,
        items: { kinds: Kind.integer, integerDigits: 1, scale: 0 },
      },
    });
  });

  test('bring along as text what a double does not hold', async () => {
    const { batches } = await readPage(
      '{"contacts":[1,12345678901234567.25,[0.1234567890123456789],{"id":1}]}',
      none,
    );
    expect(batches[0]?.exact).toEqual(
      new Map([
        [1, '{"value":"12345678901234567.25"}'],
        [2, '{"value":"[0.1234567890123456789]"}'],
      ]),
    );
  });

  test('are split over chunks like any other', async () => {
    const { texts } = await readPage(['{"contacts":[[1,', '2],"a', 'b",tr', 'ue]}'], none);
    expect(texts).toEqual(['[1,2]', '"ab"', 'true']);
  });

  test.each(['5', 'null', '"x"', '[1]'])('have no key: %s', async (text) => {
    await expect(readPage(`{"contacts":[{"id":1},${text}]}`)).rejects.toMatchObject({
      code: 'PARSE_KEY_MISSING',
      message: expect.stringContaining(
        `\`id\` is missing, as the row is no object but \`${text}\``,
      ),
    });
  });

  test('have themselves for a key where that is the field `value`', async () => {
    const { keys } = await readPage('{"contacts":[5,"x"]}', { keyFields: ['value'] });
    expect(keys).toEqual(['5', 'x']);
  });

  test('hold a number beyond all numbers no more than others', async () => {
    await expect(readPage('{"contacts":[1e400]}', none)).rejects.toMatchObject({
      code: 'PARSE_NUMBER_RANGE',
      message: expect.stringContaining('row 1 `value` holds 1e400'),
    });
  });
});

test('rows without a usable key have none where keys are lenient', async () => {
  const { keys, texts } = await readPage(
    '{"contacts":[{"a":1,"b":"x"},{"a":null,"b":"x"},{"b":"x"},{"a":{},"b":""},5,null,{"a":"y","b":2}]}',
    { keyFields: ['a', 'b'], hasLenientKeys: true },
  );
  expect(texts).toHaveLength(7);
  expect(keys).toEqual(['1:11:x', ...Array(5).fill(undefined), '1:y1:2']);
});
