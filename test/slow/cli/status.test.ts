import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { type CliRun, createWorkplace, runToEnd, type Workplace } from '../../support/run-cli.ts';

let api: SampleApi;
let place: Workplace;

beforeAll(async () => {
  // a page that is refused ends the walk at once: nothing about it is to be tried again
  api = await startSampleApi({
    faults: [
      { resource: 'contacts', offset: 990, times: 3, action: { type: 'status', code: 404 } },
    ],
  });
  place = await createWorkplace(api, ['contacts']);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await api.close();
});

function run(...args: string[]): Promise<CliRun> {
  return runToEnd(args, { cwd: place.folder, env: place.env });
}

test('a sync that failed is told by status, dropped by reset, and gone on from by the next sync', async () => {
  const failed = await run('sync');
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^contacts +incomplete \(failed_page\)/m);
  expect(failed.stderr).toMatch(/^contacts: [\d,]+ rows staged; the next run goes on from there$/m);

  const told = await run('status', '--json');
  expect(told).toMatchObject({ code: 0, stderr: '' });
  const { loads, checkpoints } = JSON.parse(told.stdout);
  expect(loads).toMatchObject([{ source: 'rest_api', verdict: 'incomplete' }]);
  expect(checkpoints).toMatchObject([{ resource: 'contacts', isResumable: true }]);
  const [{ rows }] = checkpoints;
  expect(rows).toBeGreaterThan(500);

  const dropped = await run('reset', 'contacts');
  expect(dropped).toMatchObject({ code: 0, stdout: '' });
  expect(dropped.stderr).toContain(
    `dropped ${rows.toLocaleString('en-US')} staged rows of main.contacts`,
  );
  expect((await run('status')).stdout).toMatch(/\n\nNothing is staged\.\n$/);

  const typo = await run('reset', 'contact');
  expect(typo.code).toBe(2);
  expect(typo.stderr).toContain('there is no resource `contact`. sluice.duckdb has `contacts`.');

  // from the start, up to the same page
  const again = await run('sync');
  expect(again.code).toBe(1);
  expect(again.stderr).not.toContain('carried');

  const full = await run('sync', '--full');
  expect(full.code).toBe(1);
  expect(full.stderr).toMatch(/^warning: contacts: .* dropped, because a full run was asked for/m);
  expect(full.stderr).not.toContain('carried');

  const resumed = await run('sync', '--require', 'complete', '--report', 'report.json');
  expect(resumed.stderr).toMatch(/^contacts: went on from where .*: [\d,]+ rows carried$/m);
  expect(resumed.code).toBe(0);
  const report = JSON.parse(await readFile(join(place.folder, 'report.json'), 'utf8'));
  const [contacts] = report.resources;
  expect(contacts).toMatchObject({ verdict: 'complete', basis: 'overlap', resumed: true });
  expect(contacts).toMatchObject({ inserted: 2_317, staged: 0, deleted: 0 });
  expect(contacts.received + contacts.carried).toBe(2_317 + contacts.duplicates);
});

test('the proof, its absence and a try end with the codes that were asked for', async () => {
  const [off, enough, few, stream] = await Promise.all([
    run(
      'sync',
      '--to',
      'off.duckdb',
      '--verify',
      'off',
      '--require',
      'complete',
      '--quiet',
      '--nested',
      'json',
    ),
    run('sync', '--to', 'enough.duckdb', '--verify', 'total'),
    run('sync', '--to', 'few.duckdb', '--max-pages', '2'),
    run('stream', 'contacts', '--verify', 'overlap'),
  ]);
  expect(off.code).toBe(3);
  expect(off.stderr).toMatch(
    /^warning: contacts: exhausted \(\w+\) is less than --require complete\. `verify: overlap` proves it/,
  );
  expect(enough.code).toBe(0);
  expect(enough.stderr).toMatch(/^contacts +exhausted \(total\) +2,317 /m);
  expect(stream.code).toBe(0);
  expect(stream.stderr).toContain('contacts: complete (overlap), 2,317 rows');
  expect(stream.stdout.trimEnd().split('\n')).toHaveLength(2_317);
  expect(few.code).toBe(3);
  expect(few.stderr).toMatch(/^contacts +incomplete \(max_pages\) +(199|200) +(199|200) /m);
  expect(few.stderr).toContain('contacts: a try, ended by --max-pages');
});

test('deletes that are refused end with 3 and a warning; those that are not are a column', async () => {
  const runOver = async (rows: number, ...args: string[]): Promise<CliRun> => {
    await using smaller = await startSampleApi({ token: api.token, rows });
    return await runToEnd(['sync', 'deletes.json', '--to', 'deletes.duckdb', ...args], {
      cwd: place.folder,
      env: { ...place.env, API_BASE_URL: smaller.url },
    });
  };
  const config = JSON.parse(await readFile(join(place.folder, 'sluice.config.json'), 'utf8'));
  config.resource_defaults.on_missing = 'delete';
  await writeFile(join(place.folder, 'deletes.json'), JSON.stringify(config));

  expect((await runOver(300)).code).toBe(0);
  const refused = await runOver(200, '--quiet');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/^warning: contacts: 100 of 300 rows .*`max_delete_ratio`/m);
  const done = await runOver(290);
  expect(done.code).toBe(0);
  expect(done.stderr).toMatch(/^resource .* unchanged +deleted( +reread)? +seconds$/m);
  expect(done.stderr).toMatch(/^contacts +complete \(overlap\) +290 +0 +0 +290 +10 /m);
});

test('a database that is not there is 1 and named; nothing is made', async () => {
  const [status, reset] = await Promise.all([
    run('status', '--to', 'never.duckdb'),
    run('reset', 'contacts', '--to', 'never.duckdb'),
  ]);
  for (const { code, stdout, stderr } of [status, reset]) {
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: \S*never\.duckdb: there is no such file/);
  }
  await expect(readFile(join(place.folder, 'never.duckdb'))).rejects.toThrow('ENOENT');
});
