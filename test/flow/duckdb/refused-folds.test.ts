import { describe, expect, test } from 'vitest';
import { query } from '../../support/duckdb-load.ts';
import { type Item, itemsSuite } from '../../support/items-suite.ts';
import { beforeFold, stopBehindEnd } from '../../support/walk-endings.ts';

const self = itemsSuite();
const { suite } = self;

const MERGE = { primary_key: 'id', write_disposition: 'merge' };
const APPEND = { write_disposition: 'append' };
const BIGINT = { columns: { n: { data_type: 'bigint' } } };

function resource(more: object): object {
  const endpoint = { data_selector: 'data', paginator: { type: 'offset', limit: 10 } };
  return { resources: [{ name: 'items', ...more, endpoint }] };
}

const good: Item[] = Array.from({ length: 25 }, (_, i) => ({ id: i + 1, n: i }));
const withBad = (bad: object): Item[] =>
  good.map((item, i) => (i === 20 ? { ...item, ...bad } : item));

/** What makes rows that can't be written, by the rows alone. */
const refusals: [string, object, object, ((file: string) => Promise<unknown>)?][] = [
  ['a hint', { ...MERGE, ...BIGINT }, { n: 'many' }],
  ['a hint, appended', { ...APPEND, ...BIGINT }, { n: 'many' }],
  ['a hint, replaced', { write_disposition: 'replace', ...BIGINT }, { n: 'many' }],
  ['a hint that is not nullable', { ...MERGE, columns: { n: { nullable: false } } }, { n: null }],
  [
    'keys that a hint makes one',
    { ...MERGE, columns: { id: { data_type: 'bigint' } } },
    { id: '01' },
  ],
  ['a contract on types', { ...MERGE, schema_contract: { data_type: 'freeze' } }, { n: 'many' }],
  ['a contract on columns', { ...MERGE, schema_contract: { columns: 'freeze' } }, { more: 1 }],
  [
    'a constraint of the table',
    MERGE,
    { n: null },
    (file) => query(file, 'ALTER TABLE items ALTER COLUMN n SET NOT NULL'),
  ],
];

describe('rows that are refused for what they are', () => {
  test.each(refusals)('%s: the next run reads the mended API', async (_, more, bad, arrange) => {
    const api = await suite.start(self.all);
    self.items = good;
    const isMerged = 'primary_key' in more;
    if (isMerged) await self.load(resource(more));
    await arrange?.(suite.file);
    self.items = withBad(bad);
    const options = { verify: 'overlap' };
    const first = await self.load(resource(more), options);
    expect(first.error?.message).toContain(
      'The 25 staged rows were dropped, and the next run reads everything anew.',
    );
    expect(first).toMatchObject({ verdict: 'incomplete', staged: 0, discarded: 25, inserted: 0 });
    expect(first.error?.message).not.toContain('wait in staging');
    self.items = good;
    const asked = api.asked.length;
    const second = await self.load(resource(more), options);
    expect(api.asked.length).toBeGreaterThan(asked);
    expect(second).toMatchObject({ carried: 0, received: 25 });
    expect(second.error).toBe(undefined);
    expect(await self.ids()).toEqual(good.map(({ id }) => id));
  });

  test.each(refusals)(
    '%s: staged before a kill, they are dropped and read anew in one run',
    async (_, more, bad, arrange) => {
      await suite.start(self.all);
      self.items = good;
      const isMerged = 'primary_key' in more;
      if (isMerged) await self.load(resource(more));
      await arrange?.(suite.file);
      self.items = withBad(bad);
      await stopBehindEnd(self, resource(more));
      self.items = good;
      const second = await self.load(resource(more));
      expect(second).toMatchObject({ carried: 25, discarded: 25, received: 25 });
      expect(second.error).toBe(undefined);
      expect(second.warnings.join()).toContain('dropped');
      expect(await self.ids()).toEqual(good.map(({ id }) => id));
    },
  );
});

test('what has nothing to do with the rows keeps them: they are written first, and the run walks anew', async () => {
  await suite.start(self.all);
  self.items = good;
  const to = beforeFold(suite.file, () => query(suite.file, 'CREATE VIEW items AS SELECT 1 AS id'));
  const first = await self.load(resource(MERGE), { to });
  expect(first).toMatchObject({ staged: 25, discarded: 0 });
  expect(first.error).toMatchObject({ code: 'DESTINATION_TABLE_FOREIGN' });
  expect(first.error?.message).toContain('25 rows that had been received wait in staging.');
  await query(suite.file, 'DROP VIEW items');
  const second = await self.load(resource(MERGE));
  expect(second).toMatchObject({ carried: 25, received: 25, inserted: 25, unchanged: 25 });
});
