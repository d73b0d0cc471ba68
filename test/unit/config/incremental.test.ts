import { describe, expect, test } from 'vitest';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { config } from '../../support/config-issues.ts';

type Json = Readonly<Record<string, unknown>>;

function planOf(endpoint: Json): ResourcePlan['incremental'] {
  return resolveSource(config({ endpoint }), { env: {} }).resources[0]?.incremental;
}

const defaults = {
  cursorPath: '$.at',
  lastValueFunc: 'max',
  onMissing: 'raise',
  rangeStart: 'closed',
  rangeEnd: 'open',
};
const convert = (value: unknown): unknown => value;
const least = (values: readonly unknown[]): unknown => values[0];

describe('An incremental', () => {
  test.each<[what: string, written: Json, settings: Json]>([
    ['its defaults', { cursor_path: 'at' }, defaults],
    [
      'nulls that count as left out',
      {
        cursor_path: 'at',
        lag: null,
        convert: null,
        initial_value: null,
        end_value: null,
        primary_key: null,
        row_order: null,
        last_value_func: null,
        allow_external_schedulers: null,
      },
      defaults,
    ],
    [
      'everything that is written',
      {
        cursor_path: "meta['changed at']",
        initial_value: 10,
        end_value: 9n,
        convert,
        last_value_func: 'min',
        primary_key: 'id',
        row_order: 'desc',
        lag: 0.5,
        on_cursor_value_missing: 'exclude',
        range_start: 'open',
        range_end: 'closed',
        allow_external_schedulers: false,
      },
      {
        cursorPath: '$.meta["changed at"]',
        initialValue: 10,
        endValue: 9n,
        convert,
        lastValueFunc: 'min',
        boundaryKey: ['id'],
        rowOrder: 'desc',
        lag: 0.5,
        onMissing: 'exclude',
        rangeStart: 'open',
        rangeEnd: 'closed',
      },
    ],
    [
      'a function of its own',
      { cursor_path: 'at', last_value_func: least },
      { ...defaults, lastValueFunc: least },
    ],
    [
      'no key, which switches the boundary off',
      { cursor_path: 'at', primary_key: [] },
      { ...defaults, boundaryKey: [] },
    ],
    ['an index in its path', { cursor_path: 'a[0].at' }, { ...defaults, cursorPath: '$.a[0].at' }],
  ])('has %s', (_, written, settings) => {
    expect(planOf({ incremental: written })).toEqual(settings);
    const { end_value: _written, ...ofParam } = written;
    const { endValue: _end, ...withoutEnd } = settings;
    expect(planOf({ params: { since: { type: 'incremental', ...ofParam } } })).toEqual(withoutEnd);
  });

  test('is none where it is null', () => {
    expect(planOf({ incremental: null })).toBeUndefined();
  });

  test.each([
    ['2024-01-01', '2024-01-02'],
    ['2024-01-01T00:00:00+02:00', '2023-12-31T23:00:00Z'],
    ['2024-01-01T00:00:00', '2024-01-01T00:00:00Z'],
    [1, 1],
    [2 ** 53 - 1, 2n ** 53n],
    ['a', 'b'],
  ])('may go from %s to %s', (initial, end) => {
    const incremental = { cursor_path: 'at', initial_value: initial, end_value: end };
    expect(planOf({ incremental })).toMatchObject({ initialValue: initial, endValue: end });
  });
});
