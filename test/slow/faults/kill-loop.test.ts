import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { FAILPOINTS } from '../../../src/staging/failpoints.ts';
import { type TestFolder, testFolder } from '../../support/crm.ts';
import { killUntilThrough, syncInChild, tablesOf } from '../../support/kill-loop.ts';

/** Each step is killed at its first passing; `npm run kill-loop` kills at the second, third … too, until a run gets through. */
const MAX_KILLS = process.env['SLUICE_KILLS'] === 'all' ? 1000 : 1;
const WALK_FAILPOINTS = ['request.before', 'request.after', 'page.before', 'page.after'];
/** What a load does in one layout, and not in the other. */
const ONLY_IN = {
  native: /^fold\.(delete|insert|missing)\./,
  dlt: /^fold\.normalise\./,
};
const PLACES = [
  ...[...WALK_FAILPOINTS, ...FAILPOINTS]
    .filter((name) => !ONLY_IN.dlt.test(name))
    .map((name) => ['native', name] as const),
  // what stands in front of a fold is the same
  ...FAILPOINTS.filter((name) => name.startsWith('fold.') && !ONLY_IN.native.test(name)).map(
    (name) => ['dlt', name] as const,
  ),
];

let total = 0;
let api: SampleApi;
let folder: TestFolder;
/** Databases that an earlier load filled, before rows changed, came and went. */
const bases = { native: '', dlt: '' };
const undisturbed: Record<'native' | 'dlt', readonly unknown[]> = { native: [], dlt: [] };
beforeAll(async () => {
  api = await startSampleApi({ token: 'kill', sizes: { contacts: 70 } });
  folder = await testFolder();
  for (const layout of ['native', 'dlt'] as const) {
    bases[layout] = folder.file(`base-${layout}.duckdb`);
    const loaded = await syncInChild(api, bases[layout], '', layout);
    expect(loaded).toMatchObject({ code: 0, stderr: '' });
  }
  const contacts = api.collection('contacts');
  for (const position of [3, 30, 69]) contacts.touch(position);
  for (const position of [60, 20, 0]) contacts.deleteAt(position);
  for (const position of [67, 10]) contacts.insertAt(position);
  for (const layout of ['native', 'dlt'] as const) {
    const file = folder.file(`undisturbed-${layout}.duckdb`);
    await copyFile(bases[layout], file);
    expect(await syncInChild(api, file, '', layout)).toMatchObject({ code: 0, stderr: '' });
    undisturbed[layout] = await tablesOf(file);
  }
}, 300_000);
afterAll(async () => {
  if (MAX_KILLS > 1) console.log(`${total} kills`);
  await api.close();
  await folder[Symbol.asyncDispose]();
});

describe.concurrent('a sync that is killed', () => {
  test.each(PLACES)(
    '(%s) at %s and run again gives the tables of an undisturbed run',
    async (layout, name) => {
      const base = bases[layout];
      const { kills, last, tables } = await killUntilThrough(api, base, name, MAX_KILLS, layout);
      total += kills;
      expect(kills).toBeGreaterThan(0);
      expect(last).toMatchObject({ code: 0, stderr: '' });
      expect(tables).toEqual(undisturbed[layout]);
      for (const report of last.reports) expect(report.verdict).toBe('complete');
    },
    600_000,
  );
});
