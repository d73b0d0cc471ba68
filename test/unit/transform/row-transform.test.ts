import { describe, expect, test } from 'vitest';
import type { Barrier, Batch } from '../../../src/model.ts';
import { DEFAULT_LIMITS } from '../../../src/parse/limits.ts';
import { createRowBatches } from '../../../src/parse/row-batch.ts';
import { createIncremental } from '../../../src/transform/incremental.ts';
import type { ProcessingStep } from '../../../src/transform/processing-step.ts';
import {
  createRowTransform,
  type RowTransform,
  type RowTransformSettings,
} from '../../../src/transform/row-transform.ts';
import { pageEnd, voidPage } from '../../support/batches.ts';

const KEY = ['id'];

const transformOf = (settings: Partial<RowTransformSettings>): RowTransform =>
  createRowTransform({
    resource: 'comments',
    steps: [],
    keyFields: [],
    limits: DEFAULT_LIMITS,
    ...settings,
  });

const batchOf = (
  texts: readonly string[],
  flags: Partial<Batch> = {},
  keyFields: readonly string[] = [],
): Batch => ({
  ...createRowBatches({
    resource: 'comments',
    keyFields,
    hasLenientKeys: true,
    limits: DEFAULT_LIMITS,
  })(
    texts.map((text, row) => ({ text, row })),
    { pass: flags.pass ?? 1, page: flags.page ?? 2 },
  ),
  ...flags,
});

const ids = (...values: number[]): string[] => values.map((id) => `{"id":${id}}`);

const incremental = () =>
  createIncremental(
    {
      cursorPath: 'at',
      initialValue: 5,
      lastValueFunc: 'max',
      onMissing: 'raise',
      rangeStart: 'closed',
      rangeEnd: 'open',
    },
    undefined,
    { keyFields: KEY },
  );

const field =
  (name: string) =>
  (row: unknown): unknown =>
    (row as Record<string, unknown>)[name];

const id = (row: unknown): number => field('id')(row) as number;

describe('processing steps', () => {
  test.each<[string, ProcessingStep[], string[]]>([
    ['filter drops rows', [{ filter: (row) => id(row) > 1 }], ids(2, 3)],
    [
      'map makes them anew',
      [{ map: (row) => ({ n: id(row) }) }],
      ['{"n":1}', '{"n":2}', '{"n":3}'],
    ],
    [
      'run in the order of the list',
      [{ map: (row) => ({ id: id(row) * 10 }) }, { filter: (row) => id(row) > 10 }],
      ids(20, 30),
    ],
    [
      'run filter, map, yield_map inside of one',
      [
        {
          yieldMap: (row) => [row, row],
          map: (row) => ({ id: id(row) * 10 }),
          filter: (row) => id(row) > 2,
        },
      ],
      ids(30, 30),
    ],
    [
      'go on behind a yield_map with each of its rows',
      [
        {
          *yieldMap(row) {
            yield row;
            yield { id: id(row) + 10 };
          },
        },
        { filter: (row) => id(row) !== 1 },
      ],
      ids(11, 2, 12, 3, 13),
    ],
    [
      'keep a null row',
      [{ map: (row) => (id(row) === 2 ? null : row) }],
      ['{"id":1}', 'null', '{"id":3}'],
    ],
    ['may make scalars', [{ map: id }], ['1', '2', '3']],
    ['may drop all rows', [{ filter: () => false }], []],
  ])('%s', (_, steps, expected) => {
    expect(transformOf({ steps }).apply(batchOf(ids(1, 2, 3))).texts).toEqual(expected);
  });

  test('take each row of a generator as it is at that moment', () => {
    const steps: ProcessingStep[] = [
      {
        *yieldMap(row) {
          for (const n of [1, 2]) {
            row['n'] = n;
            yield row;
          }
        },
      },
    ];
    expect(transformOf({ steps }).apply(batchOf(['{}'])).texts).toEqual(['{"n":1}', '{"n":2}']);
  });

  test('see wide integers as bigint, and write them whole', () => {
    const steps = [{ map: (row: Record<string, unknown>) => ({ n: (row['n'] as bigint) + 1n }) }];
    const { texts } = transformOf({ steps }).apply(batchOf(['{"n":9007199254740993}']));
    expect(texts).toEqual(['{"n":9007199254740994}']);
  });

  test('leave the text of rows alone that were filtered only, keys and exact values too', () => {
    const texts = ['{"id":1}', '{"id":2,"x":1.50,"y":0.12345678901234567890}', '{"id":3}'];
    const batch = batchOf(texts, {}, KEY);
    const steps = [{ filter: (row: unknown) => id(row) === 2 }];
    const out = transformOf({ steps, keyFields: KEY }).apply(batch);
    expect(out).toMatchObject({ texts: [texts[1]], keys: ['2'], rows: [1] });
    expect(out.exact).toEqual(new Map([[0, '{"y":"0.12345678901234567890"}']]));
  });

  test('give rows new keys and facts where they were made anew', () => {
    const steps = [{ map: (row: unknown) => ({ id: `k${id(row)}`, day: '2024-01-01' }) }];
    const out = transformOf({ steps, keyFields: KEY }).apply(batchOf(ids(1), {}, KEY));
    expect(out.keys).toEqual(['k1']);
    expect([...out.facts.keys()]).toEqual(['id', 'day']);
  });

  test.each<[string, ProcessingStep, RegExp]>([
    [
      'throws',
      {
        filter: () => {
          throw new RangeError('boom');
        },
      },
      /steps\[0\]\.filter` failed, RangeError: boom/,
    ],
    ['is async', { filter: async () => true }, /steps\[0\]\.filter` gave a promise/],
    ['gives nothing', { map: () => undefined }, /steps\[0\]\.map` gave nothing/],
    [
      'gives what JSON cannot hold',
      { map: () => ({ n: Number.NaN }) },
      /cannot be written as JSON/,
    ],
    ['gives no list', { yieldMap: () => 5 as never }, /yield_map` gave a number/],
    ['gives a text', { yieldMap: () => 'abc' as never }, /yield_map` gave a string/],
    [
      'throws while it yields',
      {
        *yieldMap() {
          yield {};
          throw new Error('late');
        },
      },
      /yield_map` failed, Error: late/,
    ],
    ['yields nothing at all', { yieldMap: () => [undefined] }, /yield_map` gave nothing/],
  ])('a function that %s fails the resource, with its place', (_, step, message) => {
    expect(() => transformOf({ steps: [step] }).apply(batchOf(ids(1)))).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_STEP',
        message: expect.stringMatching(new RegExp(`^comments, page 2, row 1: .*${message.source}`)),
      }),
    );
  });

  test('a row that they leave without a key is refused', () => {
    const batch = batchOf(['{"a":1}'], {}, KEY);
    for (const step of [
      { map: (row: unknown) => row },
      { map: () => null },
      { filter: () => true },
    ]) {
      expect(() => transformOf({ steps: [step], keyFields: KEY }).apply(batch)).toThrow(
        expect.objectContaining({ code: 'PARSE_KEY_MISSING' }),
      );
    }
  });
});

describe('included parent fields', () => {
  const include = [
    ['_p_id', '5'],
    ['_p_tags', '["a"]'],
  ] as const;
  const added = '"_p_id":5,"_p_tags":["a"]';

  test.each([
    ['go to the end of a row', '{"a":1.50}', `{"a":1.50,${added}}`],
    ['go into an empty row', '{}', `{${added}}`],
    ['overwrite what is there', '{"_p_id":7,"a":1.50}', '{"_p_id":5,"a":1.50,"_p_tags":["a"]}'],
    ['leave the insides of a row alone', '{"o":{"_p_id":7}}', `{"o":{"_p_id":7},${added}}`],
  ])('%s', (_, text, expected) => {
    const batch = batchOf([text]);
    const out = transformOf({ include }).apply(batch);
    expect(out.texts).toEqual([expected]);
    expect(out.facts).toEqual(batchOf([expected]).facts);
    const steps = [{ filter: () => true }];
    expect(transformOf({ include, steps }).apply(batch)).toEqual(out);
  });

  test('are there for the steps', () => {
    const steps = [{ map: (row: unknown) => ({ id: field('_p_id')(row) }) }];
    expect(transformOf({ include, steps }).apply(batchOf(['{}'])).texts).toEqual(['{"id":5}']);
  });

  test('may be part of the key', () => {
    const keyFields = ['_p_id', 'id'];
    const out = transformOf({ include, keyFields }).apply(batchOf(ids(1), {}, keyFields));
    expect(out.keys).toEqual(['1:51:1']);
  });

  test('go with their text where a double does not hold them', () => {
    const long = '0.12345678901234567890';
    const rows = [`{"x":${long}}`, '{"x":1}'];
    const out = transformOf({ include: [['_p_n', long]] }).apply(batchOf(rows));
    expect(out.exact).toEqual(
      new Map([
        [0, `{"x":"${long}","_p_n":"${long}"}`],
        [1, `{"_p_n":"${long}"}`],
      ]),
    );
  });

  test.each(['5', 'null', '[1]'])('do not go into the row %s', (text) => {
    expect(() => transformOf({ include }).apply(batchOf([text]))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/page 2, row 1.*no object/) }),
    );
  });
});

describe('the incremental filter', () => {
  test('reads the cursor of the row that the steps made', () => {
    const stage = incremental();
    const steps = [{ map: (row: unknown) => ({ id: id(row), at: id(row) }) }];
    const transform = transformOf({ steps, incremental: stage, keyFields: KEY });
    expect(transform.apply(batchOf(ids(4, 5, 6), {}, KEY)).keys).toEqual(['5', '6']);
    expect(stage.lastValue).toBe(6);
    expect(transform.counts).toEqual({ filtered: 1, added: 0 });
  });

  test('names the row whose cursor is missing', () => {
    const transform = transformOf({ incremental: incremental() });
    expect(() => transform.apply(batchOf(['{"at":5}', '{"id":1}']))).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_CURSOR',
        message: expect.stringMatching(
          /^comments, page 2, row 2: the cursor `at`.*missing.*on_cursor_value_missing/,
        ),
      }),
    );
  });

  test('takes back what it met of a void page', () => {
    const stage = incremental();
    const transform = transformOf({ incremental: stage });
    transform.apply(batchOf(['{"at":6}'], { page: 1 }));
    transform.apply(batchOf(['{"at":9}'], { page: 2, isProvisional: true }));
    transform.apply(voidPage({ page: 2 }, true));
    transform.apply(batchOf(['{"at":7}'], { page: 2, isProvisional: true }));
    expect(stage.lastValue).toBe(7);
    transform.apply(voidPage({ page: 2 }));
    expect(stage.lastValue).toBe(6);
  });

  test('keeps what it met of a page when the next one is void before it came', () => {
    const stage = incremental();
    const transform = transformOf({ incremental: stage });
    transform.apply(batchOf(['{"at":6}'], { page: 1 }));
    transform.apply(voidPage({ page: 2 }));
    expect(stage.lastValue).toBe(6);
  });
});

describe('the accounting', () => {
  const steps: ProcessingStep[] = [
    { filter: (row) => id(row) !== 1 },
    { yieldMap: (row) => Array.from({ length: id(row) - 2 }, (_, n) => ({ id: id(row), n })) },
    { filter: (row) => field('n')(row) !== 1 },
  ];

  test('adds up: rows of the walk and those added are those that left and those filtered', () => {
    const transform = transformOf({ steps });
    // 1 is filtered, 2 gives nothing, 3 gives one, 5 gives three, of which one is filtered
    expect(transform.apply(batchOf(ids(1, 2, 3, 5))).texts).toHaveLength(3);
    expect(transform.counts).toEqual({ filtered: 3, added: 2 });
  });

  test('leaves out later passes and rows that were reread', () => {
    const transform = transformOf({ steps });
    transform.apply(batchOf(ids(1, 5), { pass: 2 }));
    transform.apply(batchOf(ids(1, 5), { isReread: true }));
    expect(transform.counts).toEqual({ filtered: 0, added: 0 });
  });

  test('takes back what was counted of a page that is void', () => {
    const transform = transformOf({ steps });
    transform.apply(batchOf(ids(1, 5), { page: 1 }));
    transform.apply(batchOf(ids(1, 1, 5), { page: 2, isProvisional: true }));
    transform.apply(batchOf(ids(1), { page: 2, isProvisional: true }));
    transform.apply(voidPage({ page: 2 }, true));
    transform.apply(batchOf(ids(2), { page: 2, isProvisional: true }));
    expect(transform.counts).toEqual({ filtered: 3, added: 2 });
    transform.apply(voidPage({ page: 2 }));
    expect(transform.counts).toEqual({ filtered: 2, added: 2 });
  });
});

describe('a batch', () => {
  test('passes as it is where nothing is to be done, or nothing was changed', () => {
    const batch = batchOf(ids(1, 2));
    expect(transformOf({}).apply(batch)).toBe(batch);
    expect(transformOf({ include: [] }).apply(batch)).toBe(batch);
    expect(transformOf({ steps: [{ filter: () => true }] }).apply(batch)).toBe(batch);
    const steps = [{ map: (row: unknown) => row }];
    const barrier: Barrier = { kind: 'barrier', pass: 1, page: 2, id: 1 };
    for (const item of [batchOf([]), pageEnd('{}', { page: 2 }), voidPage({ page: 2 }), barrier]) {
      expect(transformOf({ steps }).apply(item)).toBe(item);
    }
  });

  test('keeps what it says of its walk', () => {
    const flags = {
      pass: 3,
      page: 7,
      isProvisional: true,
      isReread: true,
      lossyEncoding: 'utf-8',
    };
    const batch = batchOf(ids(1, 2), flags);
    for (const settings of [
      { steps: [{ filter: (row: unknown) => id(row) === 1 }] },
      { steps: [{ map: (row: unknown) => row }] },
      { include: [['_p', '1']] as const },
      { include: [['id', '1']] as const },
    ]) {
      expect(transformOf(settings).apply(batch)).toMatchObject(flags);
    }
  });

  test('keeps the places of its rows, unless they are expanded: then they are numbered through their page', () => {
    const filter = { filter: (row: unknown) => id(row) !== 1 };
    const rows = (transform: RowTransform, batch: Batch): readonly number[] =>
      transform.apply(batch).rows;
    const second = { rows: [3, 4, 5] };
    const plain = transformOf({ steps: [filter, { map: (row) => row }] });
    expect(rows(plain, batchOf(ids(1, 2, 3), second))).toEqual([4, 5]);
    const expanding = transformOf({ steps: [filter, { yieldMap: (row) => [row, row] }] });
    expect(rows(expanding, batchOf(ids(1, 2, 3)))).toEqual([0, 1, 2, 3]);
    expect(rows(expanding, batchOf(ids(1, 2, 3), second))).toEqual([4, 5, 6, 7]);
    expanding.apply(voidPage({ page: 2 }, true));
    expect(rows(expanding, batchOf(ids(2)))).toEqual([0, 1]);
    expect(rows(expanding, batchOf(ids(2), { page: 3 }))).toEqual([0, 1]);
  });
});

describe('a transform over several batches', () => {
  test('transforms one after the other', () => {
    const transform = transformOf({ steps: [{ filter: (row) => id(row) > 1 }] });
    const out = [batchOf(ids(1, 2)), batchOf(ids(3))].map((batch) => transform.apply(batch));
    expect(out.map(({ texts }) => texts)).toEqual([ids(2), ids(3)]);
  });

  test('fails with what a step failed with', () => {
    const transform = transformOf({ steps: [{ map: () => undefined }] });
    expect(() => transform.apply(batchOf(ids(1)))).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_STEP' }),
    );
  });
});
