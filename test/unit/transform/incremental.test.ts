import { describe, expect, test } from 'vitest';
import type { CursorState } from '../../../src/model.ts';
import { toJsonText } from '../../../src/parse/json-text.ts';
import {
  createIncremental,
  type IncrementalOptions,
  type IncrementalStage,
} from '../../../src/transform/incremental.ts';
import {
  INCREMENTAL_ATTRIBUTES,
  isKnownAttribute,
} from '../../../src/transform/incremental-attributes.ts';
import type { IncrementalSettings } from '../../../src/transform/incremental-settings.ts';

type TestRow = Readonly<Record<string, unknown>>;

const stageOf = (
  settings: Partial<IncrementalSettings> = {},
  state?: CursorState,
  options: Partial<IncrementalOptions> = {},
): IncrementalStage =>
  createIncremental(
    {
      cursorPath: 'at',
      lastValueFunc: 'max',
      onMissing: 'raise',
      rangeStart: 'closed',
      rangeEnd: 'open',
      ...settings,
    },
    state,
    { keyFields: ['id'], resource: 'contacts', ...options },
  );

const load = (stage: IncrementalStage, rows: readonly TestRow[]): TestRow[] =>
  rows.filter((row) => stage.keep(row, toJsonText(row)));

const at = (...values: unknown[]): TestRow[] => values.map((value, id) => ({ id, at: value }));
const kept = (stage: IncrementalStage, ...values: unknown[]): unknown[] =>
  load(stage, at(...values)).map((row) => row['at']);
const stateAt = (lastValue: string | number, initialValue: string | number | null = null) => ({
  initialValue,
  lastValue,
  boundary: [],
});

describe('the range of an incremental', () => {
  test.each([
    ['drops what lies before the initial value', { initialValue: 5 }, [4, 5, 6], [5, 6]],
    ['takes all without one', {}, [4, 5, 6], [4, 5, 6]],
    ['leaves out the start where it is open', { initialValue: 5, rangeStart: 'open' }, [5, 6], [6]],
    ['leaves out the end', { initialValue: 1, endValue: 6 }, [0, 5, 6, 7], [5]],
    [
      'takes the end where it is closed',
      { initialValue: 1, endValue: 6, rangeEnd: 'closed' },
      [5, 6, 7],
      [5, 6],
    ],
    ['runs down with min', { initialValue: 5, lastValueFunc: 'min' }, [4, 5, 6], [4, 5]],
    [
      'runs down to its end with min',
      { initialValue: 5, endValue: 2, lastValueFunc: 'min' },
      [1, 2, 3, 5, 6],
      [3, 5],
    ],
    [
      'compares instants of several zones',
      { initialValue: '2024-01-02T08:00:00Z' },
      ['2024-01-02T09:00:00+02:00', '2024-01-02T09:00:00+01:00'],
      ['2024-01-02T09:00:00+01:00'],
    ],
    [
      'compares a date with date-times',
      { initialValue: '2024-01-02' },
      ['2024-01-01T23:59:59Z', '2024-01-02T00:00:00Z'],
      ['2024-01-02T00:00:00Z'],
    ],
    ['takes zero for a value', { initialValue: 0 }, [-1, 0, 1], [0, 1]],
  ] as const)('%s', (_, settings, values, expected) => {
    expect(kept(stageOf(settings as Partial<IncrementalSettings>), ...values)).toEqual(expected);
  });

  test('with a function, takes what the function gives', () => {
    const lastValueFunc = (values: readonly unknown[]): number => Math.max(...(values as number[]));
    const stage = stageOf({ lastValueFunc, initialValue: 5 });
    expect(kept(stage, 4, 5, 9, 7)).toEqual([5, 9, 7]);
    expect(stage.lastValue).toBe(9);
  });

  test('an end before its start is refused', () => {
    expect(() => stageOf({ initialValue: 5, endValue: 4 })).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_CURSOR',
        message: expect.stringMatching(/contacts.*`at`.*\(4\).*\(5\)/),
      }),
    );
  });

  test('values of other types are refused, naming both', () => {
    expect(() => kept(stageOf({ initialValue: 5 }), 'abc')).toThrow(/text \("abc"\).*number \(5\)/);
    expect(() => kept(stageOf(), { a: 1 })).toThrow(/an object/);
  });
});

describe('the state of an incremental', () => {
  test('keeps the greatest value, and starts from it the next time', () => {
    const stage = stageOf({ initialValue: 1 });
    kept(stage, 3, 7, 5);
    expect(stage.startValue).toBe(1);
    expect(stage.state()).toMatchObject({ initialValue: 1, lastValue: 7 });
    const next = stageOf({ initialValue: 1 }, stage.state());
    expect([next.startValue, next.lastValue]).toEqual([7, 7]);
    expect(kept(next, 6, 8)).toEqual([8]);
  });

  test('is the one before where no row came, and none where there was none', () => {
    expect(stageOf({}, stateAt(7)).state()?.lastValue).toBe(7);
    expect(stageOf().state()).toBeUndefined();
  });

  test('is neither read nor written with an end value', () => {
    const stage = stageOf({ initialValue: 1, endValue: 9 }, stateAt(7, 1));
    expect(kept(stage, 3)).toEqual([3]);
    expect(stage.state()).toBeUndefined();
  });

  test.each([
    ['a later initial value', 9, 9],
    ['an earlier one', 1, 7],
    ['the same', 2, 7],
  ])('with %s the start is the later one of both', (_, initialValue, start) => {
    expect(stageOf({ initialValue }, stateAt(7, 2)).startValue).toBe(start);
  });

  test.each([
    [{ since: 3 }, 3, undefined],
    [{ since: 3, until: 9 }, 3, 9],
    [{ until: 9 }, 7, 9],
  ])('%j holds for one run and moves nothing', (override, start, end) => {
    const stage = stageOf({ initialValue: 1 }, stateAt(7, 1), { override });
    expect([stage.startValue, stage.endValue]).toEqual([start, end]);
    kept(stage, 8);
    expect(stage.state()).toBeUndefined();
  });

  test('goes on from what an interrupted walk had come to', () => {
    const interrupted = stageOf({ initialValue: 1 });
    const first = load(interrupted, [{ id: 1, at: 9 }]);
    const carried = interrupted.state();
    const resumed = stageOf({ initialValue: 1 }, undefined, carried ? { carried } : {});
    expect(kept(resumed, 5)).toEqual([5]);
    expect(resumed.state()).toEqual(carried);
    expect(load(stageOf({ initialValue: 1 }, resumed.state()), first)).toEqual([]);
  });

  test('takes nothing from a page that is void', () => {
    const stage = stageOf({ initialValue: 1, rowOrder: 'desc' });
    kept(stage, 5);
    const before = stage.state();
    stage.mark();
    kept(stage, 9, 0);
    expect([stage.lastValue, stage.isDone]).toEqual([9, true]);
    stage.undo();
    expect(stage.state()).toEqual(before);
    expect([stage.lastValue, stage.isDone]).toEqual([5, false]);
  });
});

describe('rows at the boundary', () => {
  const rows = [
    { id: 1, at: 5, v: 'a' },
    { id: 2, at: 5, v: 'a' },
    { id: 3, at: 4, v: 'a' },
  ];
  const changed = { id: 2, at: 5, v: 'b' };
  const added = { id: 4, at: 5, v: 'a' };
  const again = [rows[0], changed, added] as TestRow[];

  test.each([
    ['an unchanged row is dropped, a changed and a new one are not', {}, [changed, added]],
    ['an empty boundary key takes all', { boundaryKey: [] }, again],
    ['an open start takes none', { rangeStart: 'open' }, []],
    ['a lag takes all', { lag: 1 }, again],
    [
      'a boundary key of other fields tells the same',
      { boundaryKey: ['at', 'id'] },
      [changed, added],
    ],
  ] as const)('%s', (_, settings, expected) => {
    const first = stageOf(settings as Partial<IncrementalSettings>);
    load(first, rows);
    const next = stageOf(settings as Partial<IncrementalSettings>, first.state());
    expect(load(next, again)).toEqual(expected);
  });

  test('rows without a key are told by their content', () => {
    const first = stageOf({}, undefined, { keyFields: [] });
    load(first, rows);
    const next = stageOf({}, first.state(), { keyFields: [] });
    expect(load(next, again)).toEqual([changed, added]);
  });

  test('copies within one load are kept', () => {
    const twice = [rows[0], rows[0]] as TestRow[];
    expect(load(stageOf(), twice)).toEqual(twice);
  });

  test('rows that were loaded before stay known when nothing new came', () => {
    let state: CursorState | undefined;
    for (let i = 0; i < 3; i++) {
      const stage = stageOf({}, state);
      expect(load(stage, rows)).toHaveLength(i === 0 ? 3 : 0);
      state = stage.state();
    }
  });

  test('rows that share a boundary key are taken again, all but one, since either may be the newer one', () => {
    const first = stageOf({ boundaryKey: ['v'] });
    load(first, rows);
    expect(load(stageOf({ boundaryKey: ['v'] }, first.state()), rows)).toEqual([rows[0], rows[1]]);
  });

  test('a later initial value forgets them', () => {
    const first = stageOf();
    load(first, rows);
    const next = stageOf({ initialValue: 6 }, first.state());
    expect(load(next, [{ id: 1, at: 6 }])).toHaveLength(1);
  });

  test('too many of them are not remembered, with a warning', () => {
    const stage = stageOf();
    const many = Array.from({ length: 10_001 }, (_, id) => ({ id, at: 1 }));
    load(stage, many);
    expect(stage.state()).toMatchObject({ lastValue: 1, boundary: [] });
    expect(stage.warnings).toEqual([expect.stringContaining('10000')]);
  });
});

describe('a lag', () => {
  test.each([
    ['starts before the last value', { lag: 3 }, 10, 7],
    ['counts from zero, too', { lag: 3 }, 0, -3],
    ['never passes the initial value', { lag: 30, initialValue: 5 }, 10, 5],
    [
      'never passes the initial value that runs down',
      { lag: 30, initialValue: 15, lastValueFunc: 'min' },
      10,
      15,
    ],
    [
      'takes its unit from the initial value',
      { lag: 1, initialValue: '2024-01-01' },
      '2024-03-10T15:00:00Z',
      '2024-03-09T00:00:00Z',
    ],
    ['does not apply to an initial value', { lag: 1, initialValue: 5 }, 3, 5],
  ] as const)('%s', (_, settings, last, start) => {
    const stage = stageOf(settings as Partial<IncrementalSettings>, stateAt(last));
    expect(stage.startValue).toBe(start);
  });

  test('leaves the last value as it is', () => {
    const stage = stageOf({ lag: 3 }, stateAt(10));
    expect(kept(stage, 6, 8)).toEqual([8]);
    expect([stage.lastValue, stage.state()?.lastValue]).toEqual([10, 10]);
    kept(stage, 12);
    expect(stage.state()?.lastValue).toBe(12);
  });

  test('of other text is refused', () => {
    expect(() => stageOf({ lag: 3 }, stateAt('v1'))).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_CURSOR' }),
    );
  });

  test('with a function is left out, with a warning', () => {
    const stage = stageOf({ lag: 3, lastValueFunc: ([a]) => a ?? null }, stateAt(10));
    expect(stage.startValue).toBe(10);
    expect(stage.warnings).toEqual([expect.stringContaining('`lag`')]);
  });
});

describe('a cursor that is missing', () => {
  test.each([[{ id: 1 }], [{ id: 1, at: null }], ['text']])('of %j', (row) => {
    const keep = (onMissing: IncrementalSettings['onMissing']): boolean =>
      stageOf({ onMissing }).keep(row, toJsonText(row));
    expect(() => keep('raise')).toThrow(/is (missing|null).*on_cursor_value_missing/);
    expect(keep('include')).toBe(true);
    expect(keep('exclude')).toBe(false);
  });

  test('leaves the last value as it is', () => {
    const stage = stageOf({ onMissing: 'include' });
    stage.keep({ id: 1 }, '{"id":1}');
    expect(stage.state()).toBeUndefined();
  });
});

test.each([
  ['a.b', { a: { b: 5 } }],
  ['$.a.b', { a: { b: 5 } }],
  ["['a b']", { 'a b': 5 }],
  ['list[0].at', { list: [{ at: 5 }, { at: 9 }] }],
])('the cursor is read by the path %s', (cursorPath, row) => {
  const stage = stageOf({ cursorPath });
  stage.keep(row, toJsonText(row));
  expect(stage.lastValue).toBe(5);
});

describe('an order of rows', () => {
  test.each([
    ['desc', {}, [9, 8, 7], false],
    ['desc', {}, [9, 6], true],
    ['asc', { endValue: 9 }, [7, 8], false],
    ['asc', { endValue: 9 }, [7, 9], true],
    ['asc', { endValue: 9, rangeEnd: 'closed' }, [7, 9], false],
    ['asc', { endValue: 9, rangeEnd: 'closed' }, [7, 10], true],
    ['asc', {}, [6, 9], false],
    [undefined, {}, [9, 6], false],
  ] as const)('%s with %j after %j: done is %s', (rowOrder, settings, values, isDone) => {
    const order = rowOrder === undefined ? {} : { rowOrder };
    const stage = stageOf({ initialValue: 7, ...order, ...(settings as object) });
    kept(stage, ...values);
    expect(stage.isDone).toBe(isDone);
  });
});

describe('attributes', () => {
  const settings = { initialValue: 1, lag: 2, rowOrder: 'asc' } as const;

  test('are what a template can name', () => {
    const stage = stageOf(settings, stateAt(9, 1));
    kept(stage, 12);
    const values = INCREMENTAL_ATTRIBUTES.map((name) => [name, stage.attribute(name)]);
    expect(Object.fromEntries(values)).toEqual({
      start_value: 7,
      initial_value: 1,
      last_value: 12,
      end_value: undefined,
      lag: 2,
      cursor_path: 'at',
      row_order: 'asc',
      range_start: 'closed',
      range_end: 'open',
      on_cursor_value_missing: 'raise',
      primary_key: ['id'],
    });
    expect(stage.attribute('nothing')).toBeUndefined();
    expect([isKnownAttribute('lag'), isKnownAttribute('nothing')]).toEqual([true, false]);
  });

  test('are converted when they are sent, unless they are null', () => {
    const stage = stageOf({ ...settings, convert: (value) => `<${String(value)}>` });
    expect(
      ['start_value', 'initial_value', 'last_value', 'end_value', 'lag'].map(stage.sent, stage),
    ).toEqual(['<1>', '<1>', '<1>', undefined, 2]);
  });

  test('a convert that fails is said to have', () => {
    const convert = (): never => {
      throw new Error('no');
    };
    expect(() => stageOf({ ...settings, convert }).sent('start_value')).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_CURSOR',
        message: expect.stringContaining('convert'),
      }),
    );
  });
});
