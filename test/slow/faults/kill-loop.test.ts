import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { FAILPOINTS } from '../../../src/staging/failpoints.ts';
import { type TestFolder, testFolder } from '../../support/crm.ts';
import { killUntilThrough, syncInChild, tablesOf } from '../../support/kill-loop.ts';

/** Each step is killed at its first passing; `npm run kill-loop` kills at the second, third … too, until a run gets through. */
const MAX_KILLS = process.env['SLUICE_KILLS'] === 'all' ? 1000 : 1;
const WALK_FAILPOINTS = ['request.before', 'request.after', 'page.before', 'page.after'];

let total = 0;
let api: SampleApi;
let folder: TestFolder;
/** A database that an earlier load filled, before rows changed, came and went. */
let base: string;
let undisturbed: readonly unknown[];
beforeAll(async () => {
  api = await startSampleApi({ token: 'kill', sizes: { contacts: 70 } });
  folder = await testFolder();
  base = folder.file('base.duckdb');
  expect(await syncInChild(api, base, '')).toMatchObject({ code: 0, stderr: '' });
  const contacts = api.collection('contacts');
  for (const position of [3, 30, 69]) contacts.touch(position);
  for (const position of [60, 20, 0]) contacts.deleteAt(position);
  for (const position of [67, 10]) contacts.insertAt(position);
  const file = folder.file('undisturbed.duckdb');
  await copyFile(base, file);
  expect(await syncInChild(api, file, '')).toMatchObject({ code: 0, stderr: '' });
  undisturbed = await tablesOf(file);
}, 300_000);
afterAll(async () => {
  if (MAX_KILLS > 1) console.log(`${total} kills`);
  await api.close();
  await folder[Symbol.asyncDispose]();
});

describe.concurrent('a sync that is killed', () => {
  test.each([...WALK_FAILPOINTS, ...FAILPOINTS])(
    'at %s and run again gives the table of an undisturbed run',
    async (name) => {
      const { kills, last, tables } = await killUntilThrough(api, base, name, MAX_KILLS);
      total += kills;
      expect(kills).toBeGreaterThan(0);
      expect(last).toMatchObject({ code: 0, stderr: '' });
      expect(tables).toEqual(undisturbed);
      for (const report of last.reports) expect(report.verdict).toBe('complete');
    },
    600_000,
  );
});
