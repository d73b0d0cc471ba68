import { describe, expect, test } from 'vitest';
import { serve } from '../../support/http-server.ts';
import { at, config, type Item, itemsSuite } from '../../support/items-suite.ts';

const self = itemsSuite();
const { suite } = self;

const ISO = ['2024-05-01T10:00:00Z', '2024-05-02T10:00:00+02:00', '2024-05-03'];
const START = { initial_value: '2024-01-01' };
const ODD = [
  'yesterday',
  '',
  '0000-00-00 00:00:00',
  '2024-13-45T00:00:00Z',
  1714557600,
  true,
  ['x'],
  { y: 1 },
];

/** The API, and which rows it gives since when. */
const since = (_path: string, asked: URLSearchParams): unknown => ({
  data: self.items.filter(({ at: moment }) => String(moment) >= (asked.get('since') ?? '')),
});

describe('a cursor that is not of the kind of the others', () => {
  for (const place of ['first', 'in the middle', 'last'] as const) {
    const withOdd = (odd: unknown): Item[] => {
      const index = { first: 0, 'in the middle': 1, last: 3 }[place];
      return at(...ISO.slice(0, index), odd, ...ISO.slice(index));
    };
    for (const start of [START, {}]) {
      const where = `${place}, ${'initial_value' in start ? 'with' : 'without'} an initial value`;

      test.each(ODD)(`is an error, ${where}: %j`, async (odd) => {
        await suite.start(self.all);
        self.items = withOdd(odd);
        const report = await self.load(config(start));
        expect(report.error).toMatchObject({ code: 'TRANSFORM_CURSOR' });
        expect(report.error?.message).toMatch(/on_cursor_value_missing/);
        expect(
          await suite.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main'"),
        ).toEqual([]);
      });

      test.each(ODD.slice(0, 4))(`is taken where that is said, ${where}: %j`, async (odd) => {
        await suite.start(self.all);
        const written = config({
          ...start,
          start_param: 'since',
          on_cursor_value_missing: 'include',
        });
        self.items = withOdd(odd);
        const first = await self.load(written);
        expect(first.error).toBe(undefined);
        self.items = at('2024-06-01T00:00:00Z').map((item) => ({ ...item, id: 9 }));
        expect(await self.load(written)).toMatchObject({ inserted: 1 });
        expect(await self.ids()).toEqual([1, 2, 3, 4, 9]);
      });

      test.each(ODD.slice(0, 4))(`is left out where that is said, ${where}: %j`, async (odd) => {
        await suite.start(self.all);
        const written = config({ ...start, on_cursor_value_missing: 'exclude' });
        self.items = withOdd(odd);
        const first = await self.load(written);
        // nobody can know that the first one is odd: it is taken, and hides nothing
        const isFirst = place === 'first' && !('initial_value' in start);
        expect(first).toMatchObject({ inserted: isFirst ? 4 : 3, filtered: isFirst ? 0 : 1 });
        if (!isFirst) expect(first.warnings.join()).toContain('is not of the kind of the others');
        self.items = [...self.items, { id: 9, at: '2024-06-01T00:00:00Z' }];
        expect(await self.load(written)).toMatchObject({ inserted: 1 });
        expect(await self.ids()).toContain(9);
      });
    }
  }

  test.each([
    ['versions', ['v1', 'v2', 'w']],
    ['numbers', [1, 2.5, 2n ** 60n]],
    ['dates and times', ['2024-05-01', '2024-05-01T10:00:00Z', '20240502T100000+0200']],
    ['booleans', [false, true, true]],
  ])('all of one kind are no error: %s', async (_, values) => {
    await suite.start(
      () =>
        `{"data":[${values.map((value, i) => `{"id":${i + 1},"at":${typeof value === 'bigint' ? value : JSON.stringify(value)}}`).join()}]}`,
    );
    expect(await self.load(config({}))).toMatchObject({ inserted: 3 });
  });

  test.each(['', '0', 'a'])(
    'a walk may start at the text %j, which is for everything',
    async (initial) => {
      await suite.start(self.all);
      self.items = at(...ISO.map((text) => `${initial === 'a' ? 'b' : ''}${text}`));
      expect(await self.load(config({ initial_value: initial }))).toMatchObject({ inserted: 3 });
    },
  );

  test('one that an older version kept is told, with the way out of it, which works', async () => {
    await suite.start(self.all);
    self.items = at('yesterday');
    await self.load(config({}));
    self.items = at(...ISO);
    const stuck = await self.load(config({}));
    expect(stuck.error?.message).toContain(
      'An earlier load kept the second one: load once with `--since`',
    );
    expect(await self.load(config({}), { since: '2024-01-01' })).toMatchObject({
      inserted: 2,
      updated: 1,
    });
    self.items = [...at(...ISO), { id: 9, at: '2024-06-01' }];
    expect(await self.load(config({}))).toMatchObject({ inserted: 1, filtered: 3 });
  });
});

describe('a cursor that is ahead of the clock', () => {
  const DAY = 86_400_000;
  const from = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
  const written = config({ ...START, start_param: 'since' });

  test.each([
    ['a time', '2099-01-01T00:00:00Z'],
    ['a date', '2099-01-01'],
  ])('is told at each load, and `since` mends it: %s', async (_, ahead) => {
    await suite.start(since);
    self.items = at(from(-3), ahead);
    const first = await self.load(written);
    expect(first).toMatchObject({ inserted: 2 });
    expect(told(first)).toHaveLength(1);
    expect(told(first)[0]).toContain(`"${ahead}"`);
    expect(told(first)[0]).toContain('`--since`');
    self.items = at(from(-3), ahead, from(-2));
    const hidden = await self.load(written);
    expect(hidden.inserted).toBe(0);
    expect(told(hidden)).toHaveLength(1);
    // the row is there still
    const mended = await self.load(written, { since: from(-10) });
    expect(mended).toMatchObject({ inserted: 1 });
    expect(told(mended)).toHaveLength(1);
    self.items = at(from(-3), from(-3), from(-2), from(-1));
    const later = await self.load(written);
    expect(later).toMatchObject({ inserted: 1 });
    expect(told(later)).toEqual([]);
    expect(await self.ids()).toEqual([1, 2, 3, 4]);
  });

  test('a range moves a cursor only to mend it', async () => {
    await suite.start(since);
    self.items = at(from(-3), from(-2));
    await self.load(written);
    const kept = await suite.rows('SELECT state FROM _sluice.cursors');
    expect(await self.load(written, { since: from(-9) })).toMatchObject({ unchanged: 2 });
    expect(await suite.rows('SELECT state FROM _sluice.cursors')).toEqual(kept);
    self.items = at(from(-3), '2099-01-01');
    await self.load(written);
    const poisoned = await suite.rows('SELECT state FROM _sluice.cursors');
    await self.load(written, { since: from(-9), until: from(-1) });
    await self.load(written, { until: '2100-01-01' });
    expect(await suite.rows('SELECT state FROM _sluice.cursors')).toEqual(poisoned);
  });

  test.each([
    ['less than a day', () => from(0.9), 0],
    ['more than a day', () => from(1.1), 1],
    ['in the past', () => from(-1), 0],
  ])('is one from a day on: %s', async (_, moment, count) => {
    await suite.start(since);
    self.items = at(moment());
    expect(told(await self.load(written))).toHaveLength(count);
  });

  test.each([
    ['2020-01-01T00:00:00Z', '2024-05-01', 1],
    ['2098-12-31T12:00:00Z', '2099-01-01', 0],
  ])('the clock is that of the response: %s', async (date, moment, count) => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        date: new Date(date).toUTCString(),
      });
      response.end(JSON.stringify({ data: at(moment) }));
    });
    await suite.start(since);
    const report = await self.load({ client: { base_url: server.origin }, ...written });
    expect(told(report)).toHaveLength(count);
  });

  test.each([
    ['min', { last_value_func: 'min' }],
    ['a function', { last_value_func: (values: unknown[]) => values.at(-1) }],
  ])('is not one where the greatest value does not count: %s', async (_, how) => {
    await suite.start(self.all);
    self.items = at('2099-01-01');
    expect(told(await self.load(config(how)))).toEqual([]);
  });
});

const told = ({ warnings }: { readonly warnings: readonly string[] }): string[] =>
  warnings.filter((warning) => warning.includes('ahead of the clock'));
