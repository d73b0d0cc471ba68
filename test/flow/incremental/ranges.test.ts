import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { query } from '../../support/crm.ts';
import { offsets, Reply, slice } from '../../support/family-suite.ts';
import { at, config, itemsSuite } from '../../support/items-suite.ts';
import { rejection } from '../../support/rejection.ts';

const items = itemsSuite();
const { suite } = items;
const SENT = { params: { since: '{incremental.start_value}' } };

const ago = (hours: number): string =>
  new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
const days = (count: number): string => ago(count * 24).slice(0, 10);

const sent = (): (string | null)[] =>
  suite.api.asked.map((call) => new URL(call, 'http://x').searchParams.get('since'));

/** How many seconds lie between a text and a time. */
const apart = (text: string | null | undefined, other: string): number =>
  Math.abs(Date.parse(text ?? '') - Date.parse(other)) / 1000;

async function loadedOnce(moments: readonly unknown[], incremental: object = {}): Promise<void> {
  items.items = at(...moments);
  await suite.start(items.all);
  await items.load(config(incremental));
  suite.api.asked.length = 0;
}

describe('`since` and `until` from now', () => {
  test('of a cursor of which nothing is known are sent as times, and filter', async () => {
    items.items = at(ago(24 * 8), ago(24 * 6), ago(1));
    await suite.start(items.all);
    const report = await items.load(config({}, undefined, SENT), { since: '7d', until: '12h' });
    expect(report).toMatchObject({ inserted: 1, filtered: 2 });
    expect(apart(sent()[0], ago(24 * 7))).toBeLessThan(60);
  });

  test.each<[string, unknown, string, (value: string | null | undefined) => void]>([
    ['a date', days(300), '7d', (value) => expect(value).toBe(days(7))],
    [
      'a time with an offset',
      '2024-01-01T00:00:00+02:00',
      '12h',
      (value) => {
        expect(value).toMatch(/\+02:00$/);
        expect(apart(value, ago(12))).toBeLessThan(60);
      },
    ],
    [
      'seconds',
      1_700_000_000,
      '12h',
      (value) => expect(Math.abs(Number(value) - Date.now() / 1000 + 43_200)).toBeLessThan(60),
    ],
    ['a text of another kind', 'a', '7d', (value) => expect(value).toBe('7d')],
  ])('are of the kind of the value that was kept: %s', async (_what, kept, since, check) => {
    await loadedOnce([kept]);
    await items.load(config({}, undefined, SENT), { since });
    check(sent()[0]);
  });

  test('are of the kind of `initial_value`', async () => {
    items.items = [];
    await suite.start(items.all);
    const incremental = { initial_value: '2024-01-01' };
    await items.load(config(incremental, undefined, SENT), { since: '7d' });
    expect(sent()).toEqual([days(7)]);
  });
});

describe('refused, before anything is asked', () => {
  test.each<[string, object, object, RegExp]>([
    [
      'of which nothing is known',
      {},
      { since: 'yesterday' },
      /since: does not fit .*"yesterday"\) is not a date, or a number/,
    ],
    ['until', {}, { until: 'tomorrow' }, /until: does not fit .*"tomorrow"/],
    ['the second of two', {}, { since: '7d', until: 'soon' }, /until: does not fit .*"soon"/],
    ['a date that is none', {}, { since: '2026-02-30' }, /since: does not fit/],
    [
      'beside a date',
      { initial_value: '2024-01-01' },
      { since: 'yesterday' },
      /is not a date, and the cursor is one/,
    ],
    ['beside a start from now', { initial_value: '-30d' }, { since: 'yesterday' }, /is not a date/],
    ['a number beside a date', { initial_value: '2024-01-01' }, { since: 5 }, /cannot be compared/],
    [
      'beside a number',
      { initial_value: 1 },
      { since: '7d' },
      /is a time, but the cursor is a number/,
    ],
    ['an end before the start', {}, { since: '1d', until: '2d' }, /the range is empty/],
  ])('%s', async (_what, incremental, options, message) => {
    await suite.start(items.all);
    const error = await rejection(items.load(config(incremental), options));
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
    expect(suite.api.asked).toEqual([]);
    expect(existsSync(suite.file)).toBe(false);
  });

  test.each<[string, unknown, object, RegExp]>([
    [
      'a time',
      '2024-01-01T00:00:00Z',
      { since: 'yesterday' },
      /is not a date, and the cursor is one/,
    ],
    ['a number', 7, { since: 'yesterday' }, /is not a number, but the cursor is a number \(7\)/],
    [
      'a number, by a date',
      7,
      { since: '2024-01-01' },
      /is a time, but the cursor is a number \(7\)/,
    ],
    ['a text', 'b', { since: 5 }, /cannot be compared/],
  ])('by what was kept: %s', async (_what, kept, options, message) => {
    await loadedOnce([kept]);
    const error = await rejection(items.load(config({}), options));
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
    expect(suite.api.asked).toEqual([]);
    const [last] = (await readStatus(suite.file)).loads;
    expect(last?.verdict).toBe('incomplete');
    expect(await items.ids()).toEqual([1]);
    // the file was let go
    expect(await items.load(config({}))).toMatchObject({ filtered: 1 });
  });

  test('any text beside a text of another kind is taken', async () => {
    await loadedOnce(['a', 'c']);
    expect(await items.load(config({}), { since: 'b' })).toMatchObject({ unchanged: 1 });
  });
});

describe('`initial_value` from now', () => {
  const RECENT = { initial_value: '-30d' };

  test('is where the first load starts', async () => {
    items.items = at(ago(24 * 31), ago(24 * 29));
    await suite.start(items.all);
    expect(await items.load(config(RECENT, undefined, SENT))).toMatchObject({
      inserted: 1,
      filtered: 1,
    });
    expect(apart(sent()[0], ago(24 * 30))).toBeLessThan(60);
  });

  test('is no bound of later ones: what came between is not lost', async () => {
    await loadedOnce(['2024-01-01T00:00:00Z']);
    items.items = at('2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z', ago(1));
    const report = await items.load(config(RECENT, undefined, SENT));
    expect(report).toMatchObject({ inserted: 2, filtered: 1 });
    expect(sent()).toEqual(['2024-01-01T00:00:00Z']);
  });

  test('leaves the unit of a lag to the value that was kept', async () => {
    await loadedOnce(['2024-01-10']);
    await items.load(config({ ...RECENT, lag: 2 }, undefined, SENT));
    expect(sent()).toEqual(['2024-01-08']);
  });

  test('with an `end_value` from now', async () => {
    items.items = at(ago(24 * 31), ago(24 * 20), ago(24));
    await suite.start(items.all);
    const report = await items.load(config({ ...RECENT, end_value: '-10d' }));
    expect(report).toMatchObject({ inserted: 1, filtered: 2 });
  });

  test('stays where it was when an interrupted walk is gone on with', async () => {
    const all = at(ago(9), ago(8), ago(7), ago(6));
    let isBroken = true;
    await suite.start((_path, asked) =>
      isBroken && asked.get('offset') === '2' ? new Reply(403) : slice(all, asked),
    );
    const written = config({ initial_value: '12h' }, undefined, { ...SENT, paginator: offsets(2) });
    expect(await items.load(written)).toMatchObject({ staged: 2 });
    const [first] = sent();
    await query(
      `${suite.file}.staging`,
      `UPDATE checkpoints SET state = replace(state, '${first}', '${ago(15)}')`,
    );
    isBroken = false;
    suite.api.asked.length = 0;
    expect(await items.load(written)).toMatchObject({ carried: 2, inserted: 4 });
    for (const since of sent()) expect(apart(since, ago(15))).toBeLessThan(60);
  });

  test('an end before the start is refused', async () => {
    await suite.start(items.all);
    await expect(items.load(config({ ...RECENT, end_value: '40d' }))).rejects.toThrow(
      /end_value: lies before `initial_value`/,
    );
  });
});
