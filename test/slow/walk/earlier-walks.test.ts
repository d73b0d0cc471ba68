import { describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../../src/model.ts';
import { slice } from '../../support/family-suite.ts';
import { type Item, itemsSuite } from '../../support/items-suite.ts';
import { stopBehindEnd, stopBehindPage } from '../../support/walk-endings.ts';

const self = itemsSuite();
const { suite } = self;

const rowsOf = (from: number, count: number, version = 0): Item[] =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, version }));

const OFFSET = { type: 'offset', limit: 10 };
const PAGES = { type: 'page_number', base_page: 0, total_path: null };
const CURSOR = { type: 'cursor', cursor_path: 'next', cursor_param: 'offset' };
const MERGE = { primary_key: 'id', write_disposition: 'merge' };

function resource(more: object, paginator: object | string = OFFSET, endpoint: object = {}) {
  const own = { data_selector: 'data', paginator, ...endpoint };
  return { resources: [{ name: 'items', ...more, endpoint: own }] };
}

/** Pages by offset, by number and by cursor alike. */
function answer(_path: string, asked: URLSearchParams): unknown {
  if (asked.has('page')) {
    const at = Number(asked.get('page')) * 10;
    return { data: self.items.slice(at, at + 10) };
  }
  const offset = Number(asked.get('offset') ?? 0);
  const limit = Number(asked.get('limit') ?? 10);
  const isLast = offset + limit >= self.items.length;
  const page = slice(self.items, new URLSearchParams({ offset: `${offset}`, limit: `${limit}` }));
  return { ...(page as object), next: isLast ? null : `${offset + limit}` };
}

const all = (_path: string, _asked: URLSearchParams): unknown => ({ data: self.items });

/** The rows of the table, as the API has them. */
const table = async (): Promise<unknown[]> =>
  suite.rows('SELECT id::INTEGER AS id, version::INTEGER AS version FROM items ORDER BY ALL');

/** Between the runs 50 rows come, 20 change and 10 go. */
function churn(): void {
  const kept = self.items.slice(10).map((item, i) => (i < 20 ? { ...item, version: 1 } : item));
  self.items = [...kept, ...rowsOf(1000, 50)];
}

describe('a walk that ended in an earlier run proves nothing of today', () => {
  const walks: [string, object | string, string][] = [
    ['offset, overlap', OFFSET, 'overlap'],
    ['offset, passes', OFFSET, 'passes'],
    ['offset, total', OFFSET, 'total'],
    ['offset, off', OFFSET, 'off'],
    ['page number, passes', PAGES, 'passes'],
    ['page number, off', PAGES, 'off'],
    ['cursor', CURSOR, 'total'],
    ['single page', 'single_page', 'overlap'],
  ];
  test.each(walks)('%s: merged rows are folded, and the run walks anew', async (_, by, verify) => {
    await suite.start(by === 'single_page' ? all : answer);
    self.items = rowsOf(1, 45);
    const written = resource(MERGE, by);
    await stopBehindEnd(self, written, { verify });
    const old = [...self.items];
    churn();
    const second = await self.load(written, { verify });
    expect(second.requests).toBeGreaterThan(by === 'single_page' ? 0 : 3);
    expect(second.carried).toBe(45);
    // a walk that had only begun to prove goes on; it has passed the collection whole in this run all the same
    if (verify !== 'passes') {
      expect(second).toMatchObject({ received: 85, inserted: 95, updated: 20, unchanged: 15 });
    }
    expect(second.since === undefined || verify === 'passes').toBe(true);
    expect(second.error).toBe(undefined);
    expect(await table()).toEqual(
      [...old.slice(0, 10), ...self.items].map((item) => ({ ...item })),
    );
  });

  test.each([
    ['merge', MERGE],
    [
      'insert_only',
      { ...MERGE, write_disposition: { disposition: 'merge', strategy: 'insert-only' } },
    ],
  ])('%s: refused by the API afterwards, the staged rows are in the table', async (_, more) => {
    const api = await suite.start(answer);
    self.items = rowsOf(1, 45);
    await stopBehindEnd(self, resource(more), { verify: 'overlap' });
    const ok = api.answer;
    api.answer = () => JSON.parse('{"error":"who are you?"}');
    const second = await self.load(resource(more), { verify: 'overlap' });
    expect(second).toMatchObject({ verdict: 'incomplete', carried: 45, inserted: 45, staged: 0 });
    expect(second.error?.message).toContain('45 rows had been written before.');
    expect(
      await suite.rows(
        'SELECT verdict, inserted::INTEGER AS inserted FROM _sluice.resources WHERE load_id = (SELECT load_id FROM _sluice.loads ORDER BY started_at DESC LIMIT 1)',
      ),
    ).toEqual([{ verdict: 'incomplete', inserted: 45 }]);
    api.answer = ok;
    const third = await self.load(resource(more), { verify: 'overlap' });
    expect(third).toMatchObject({ verdict: 'complete', received: 45, unchanged: 45, carried: 0 });
  });

  test.each([
    ['append', { write_disposition: 'append' }],
    ['append with a key', { primary_key: 'id', write_disposition: 'append' }],
    ['merge by no key', { write_disposition: 'merge' }],
    ['replace', { primary_key: 'id', write_disposition: 'replace' }],
    ['groups', { primary_key: 'id', merge_key: 'version', write_disposition: 'merge' }],
  ])('%s: the staged rows are dropped, and the run walks anew', async (_, more) => {
    await suite.start(answer);
    self.items = rowsOf(1, 45);
    const written = resource(more);
    await stopBehindEnd(self, written);
    churn();
    const second = await self.load(written);
    expect(second).toMatchObject({ carried: 45, discarded: 45, received: 85, inserted: 85 });
    expect(second.warnings.join()).toContain('the staged rows were dropped');
    expect(second.since).toBe(undefined);
    expect(await table()).toEqual(self.items.map((item) => ({ ...item })));
  });

  test('rows that are deleted where they are missing: one that is there again stays', async () => {
    await suite.start(answer);
    const written = resource({ ...MERGE, on_missing: 'delete', max_delete_ratio: 1 });
    const options = { verify: 'overlap' };
    const whole = rowsOf(1, 45);
    self.items = whole;
    await self.load(written, options);
    self.items = whole.filter(({ id }) => id !== 7);
    await stopBehindEnd(self, written, options);
    self.items = whole.filter(({ id }) => id !== 8);
    expect(await self.load(written, options)).toMatchObject({ verdict: 'complete', deleted: 1 });
    expect(await self.ids()).toEqual(self.items.map(({ id }) => id));
  });

  describe('with a cursor', () => {
    const incremental = { cursor_path: 'at', initial_value: 0, start_param: 'since' };
    const since = (_path: string, asked: URLSearchParams): unknown => ({
      data: self.items.filter(({ at }) => Number(at) >= Number(asked.get('since') ?? 0)),
    });
    const moments = (from: number, count: number): Item[] =>
      Array.from({ length: count }, (_, i) => ({ id: from + i, at: from + i }));

    test.each([
      ['append', { write_disposition: 'append' }, { discarded: 0, inserted: 12 }],
      ['merge', MERGE, { discarded: 0, inserted: 12 }],
      ['replace', { write_disposition: 'replace' }, { discarded: 10, inserted: 12 }],
    ])('%s: no row is lost, and none is there twice', async (_, more, counts) => {
      const api = await suite.start(since);
      const written = resource(more, 'single_page', { incremental });
      self.items = moments(1, 10);
      await stopBehindEnd(self, written);
      self.items = moments(1, 12);
      expect(await self.load(written)).toMatchObject({ carried: 10, ...counts });
      expect(await self.ids()).toEqual(self.items.map(({ id }) => id));
      const asked = api.asked.at(-1);
      expect(asked).toBe(counts.discarded > 0 ? '/items?since=0' : '/items?since=10');
      const third = await self.load(written);
      expect(third).toMatchObject({ carried: 0, inserted: 0 });
    });
  });
});

describe('a walk that is resumed in its middle', () => {
  const options = { verify: 'overlap' };

  test('says since when, in the report and the books, and reads its head again', async () => {
    const api = await suite.start(answer);
    self.items = rowsOf(1, 45);
    const from = new Date().toISOString();
    await stopBehindPage(self, resource(MERGE), 2, options);
    const until = new Date().toISOString();
    self.items = [...rowsOf(900, 1), ...self.items];
    const second = await self.load(resource(MERGE), options);
    expect(second).toMatchObject({ verdict: 'complete', resumed: true, inserted: 46 });
    const { since = '' } = second;
    expect(since >= from && since <= until).toBe(true);
    expect(api.asked.at(-1)).toBe('/items?offset=0&limit=10');
    const [book] = await suite.rows(
      "SELECT epoch_ms(since)::VARCHAR AS since, epoch_ms(since) = epoch_ms((report ->> 'since')::TIMESTAMPTZ) AS same FROM _sluice.resources WHERE since IS NOT NULL",
    );
    expect(book).toEqual({ since: String(Date.parse(since)), same: true });
    expect(await self.ids()).toHaveLength(46);
  });

  test('keeps the time of its first row through all interruptions, and loses it with the walk', async () => {
    await suite.start(answer);
    self.items = rowsOf(1, 45);
    await stopBehindPage(self, resource(MERGE), 1, options);
    const second = await stopBehindPage(self, resource(MERGE), 1, options);
    const third = await stopBehindPage(self, resource(MERGE), 1, options);
    expect(second.since).toBeDefined();
    expect(third.since).toBe(second.since);
    expect(await self.load(resource(MERGE), options)).toMatchObject({ since: second.since });
    const fresh = await self.load(resource(MERGE), options);
    expect(fresh.since).toBe(undefined);
  });

  test.each(['delete', 'mark'])(
    'does nothing for on_missing: %s, and says so once',
    async (mode) => {
      await suite.start(answer);
      const written = resource({ ...MERGE, on_missing: mode, max_delete_ratio: 1 });
      self.items = rowsOf(1, 45);
      await self.load(written, options);
      self.items = rowsOf(1, 40);
      await stopBehindPage(self, written, 2, options);
      const second = await self.load(written, options);
      expect(second).toMatchObject({ verdict: 'complete', deleted: 0 });
      expect(said(second, 'did nothing in this run')).toHaveLength(1);
      const third = await self.load(written, options);
      expect(third).toMatchObject({ verdict: 'complete', deleted: 5 });
      expect(said(third, 'did nothing')).toEqual([]);
    },
  );

  test('deletes if another pass went through the whole collection in this run', async () => {
    await suite.start(answer);
    const written = resource({ ...MERGE, on_missing: 'delete', max_delete_ratio: 1 }, PAGES);
    self.items = rowsOf(1, 45);
    await self.load(written, { verify: 'passes' });
    self.items = rowsOf(1, 40);
    await stopBehindPage(self, written, 2, { verify: 'passes' });
    const second = await self.load(written, { verify: 'passes' });
    expect(second).toMatchObject({ verdict: 'complete', basis: 'passes', deleted: 5 });
    expect(second.since).toBeDefined();
    expect(said(second, 'on_missing')).toEqual([]);
  });

  describe('leaves rows that it had read before they went, and says so once', () => {
    const ways: readonly (readonly [name: string, paginator: object, verify: string])[] = [
      ['page numbers, passes', PAGES, 'passes'],
      ['offsets, passes', OFFSET, 'passes'],
      ['cursor, passes', CURSOR, 'passes'],
      ['offsets, overlap', OFFSET, 'overlap'],
    ];
    test.each(
      ways.flatMap(([name, ...way]) =>
        ['delete', 'mark'].map((mode) => [`${name}, ${mode}`, ...way, mode] as const),
      ),
    )('%s', async (_, paginator, verify, mode) => {
      await suite.start(answer);
      const written = resource({ ...MERGE, on_missing: mode, max_delete_ratio: 1 }, paginator);
      const present = (): Promise<unknown> =>
        suite.rows(
          mode === 'mark'
            ? 'SELECT count(*)::INTEGER AS n FROM items WHERE _deleted_at IS NULL'
            : 'SELECT count(*)::INTEGER AS n FROM items',
        );
      self.items = rowsOf(1, 45);
      await self.load(written, { verify });
      // the third row is staged, and goes before the walk is resumed
      await stopBehindPage(self, written, 2, { verify });
      self.items = self.items.filter(({ id }) => id !== 3);
      const second = await self.load(written, { verify });
      expect(second).toMatchObject({ verdict: 'complete', resumed: true, deleted: 0 });
      const text = `\`on_missing: ${mode}\``;
      expect(said(second, text)).toHaveLength(1);
      expect(said(second, 'next run that walks from the start')).toHaveLength(1);
      expect(await present()).toEqual([{ n: 45 }]);
      const third = await self.load(written, { verify });
      expect(third).toMatchObject({ verdict: 'complete', deleted: 1 });
      expect(said(third, text)).toEqual([]);
      expect(await present()).toEqual([{ n: 44 }]);
    });
  });
});

const said = ({ warnings }: ResourceReport, text: string): string[] =>
  warnings.filter((warning) => warning.includes(text));
