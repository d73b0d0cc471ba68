import { describe, expect, test } from 'vitest';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { config, expectRefusal, inEndpoint, type Refusal } from '../../support/config-issues.ts';

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

  const refused = (name: string, incremental: Json, path: string, message: RegExp): Refusal =>
    inEndpoint(
      name,
      { incremental: { cursor_path: 'at', ...incremental } },
      `incremental.${path}`,
      message,
    );

  const param = { type: 'incremental', cursor_path: 'at' };
  const inParam = (name: string, more: Json, path: string, message: RegExp): Refusal =>
    inEndpoint(name, { params: { since: { ...param, ...more } } }, `params.since.${path}`, message);

  test.each<Refusal>([
    refused('no cursor_path', { cursor_path: undefined }, 'cursor_path', /but it is missing/),
    refused('a cursor_path that is no path', { cursor_path: 'a b' }, 'cursor_path', /is no path/),
    refused('an unknown key', { cursor: 'at' }, 'cursor', /Did you mean `cursor_path`\?/),
    refused('transform', { transform: convert }, 'transform', /is an old word for `convert`/),
    refused('convert as text', { convert: 'iso' }, 'convert', /must be a function .* got `iso`/),
    refused(
      'an unknown function',
      { last_value_func: 'last' },
      'last_value_func',
      /must be one of `max`, `min`, or a function/,
    ),
    refused(
      'an unknown order',
      { row_order: 'up' },
      'row_order',
      /must be one of `asc`, `desc`, got `up`/,
    ),
    refused(
      'an unknown end of missing values',
      { on_cursor_value_missing: 'ignore' },
      'on_cursor_value_missing',
      /must be one of `raise`, `include`, `exclude`/,
    ),
    refused(
      'an unknown start',
      { range_start: 'half' },
      'range_start',
      /must be one of `closed`, `open`/,
    ),
    refused(
      'an unknown end',
      { range_end: 'half' },
      'range_end',
      /must be one of `open`, `closed`/,
    ),
    refused('lag as text', { lag: '1d' }, 'lag', /must be a number, got `'1d'`/),
    refused('lag into the future', { lag: -1 }, 'lag', /must be a number from 0/),
    refused(
      'an initial value that is an object',
      { initial_value: {} },
      'initial_value',
      /must be a string, a number/,
    ),
    refused(
      'an external scheduler',
      { allow_external_schedulers: true },
      'allow_external_schedulers',
      /has no meaning here/,
    ),
    refused(
      'a key that is a number',
      { primary_key: 1 },
      'primary_key',
      /must be the name of a field/,
    ),
    refused(
      'an end without a beginning',
      { end_value: 1 },
      'end_value',
      /needs an `initial_value`/,
    ),
    refused(
      'an end before the beginning',
      { initial_value: 5, end_value: 4 },
      'end_value',
      /lies before `initial_value` \(`5`\)/,
    ),
    refused(
      'an end before the beginning, by the instant',
      { initial_value: '2024-01-01T00:30:00Z', end_value: '2024-01-01T01:00:00+02:00' },
      'end_value',
      /lies before/,
    ),
    refused(
      'an end behind the beginning of min',
      { initial_value: 4, end_value: 5, last_value_func: 'min' },
      'end_value',
      /lies behind/,
    ),
    refused(
      'an end of another type',
      { initial_value: 5, end_value: '9' },
      'end_value',
      /must be of the type of `initial_value`, which is a number, got a string/,
    ),
    refused(
      'one parameter for both ends',
      { start_param: 'at', end_param: 'at' },
      'end_param',
      /must be two parameters, not one/,
    ),
    inEndpoint(
      'a text',
      { incremental: 'at' },
      'incremental',
      /must be an object with the keys `cursor_path`/,
    ),
    inParam(
      'end_value in a parameter',
      { end_value: 1 },
      'end_value',
      /`end_value` belongs in `endpoint.incremental`/,
    ),
    inParam(
      'end_param in a parameter',
      { end_param: 'x' },
      'end_param',
      /belongs in `endpoint.incremental`/,
    ),
    inParam(
      'start_param in a parameter',
      { start_param: 'x' },
      'start_param',
      /belongs in `endpoint.incremental`/,
    ),
    inParam(
      'a misspelt key in a parameter',
      { initialvalue: 1 },
      'initialvalue',
      /Did you mean `initial_value`\?/,
    ),
    inParam(
      'transform in a parameter',
      { transform: convert },
      'transform',
      /old word for `convert`/,
    ),
    inParam(
      'a parameter without a path',
      { cursor_path: undefined },
      'cursor_path',
      /but it is missing/,
    ),
    inEndpoint(
      'two parameters',
      { params: { a: param, b: param } },
      'params.b',
      /a request has one incremental, and `a` is one already/,
    ),
    inEndpoint(
      'both levels',
      { params: { a: param }, incremental: { cursor_path: 'at' } },
      'incremental',
      /the parameter `a` is one already/,
    ),
    inEndpoint(
      'a parameter of a misspelt type',
      { params: { a: { ...param, type: 'increment' } } },
      'params.a.type',
      /must be `resolve` or `incremental`.* got `increment`/,
    ),
  ])('is refused for $name', expectRefusal);
});
