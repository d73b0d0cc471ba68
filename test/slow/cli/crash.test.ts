import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { createWorkplace, ROOT, runToEnd } from '../../support/run-cli.ts';

test('a rejection that nobody caught ends the run in order with 1 and its stack', async () => {
  await using api = await startSampleApi();
  await using place = await createWorkplace(api, ['lists']);
  const config = join(place.folder, 'crash.config.mjs');
  await writeFile(
    config,
    `import { readFileSync } from 'node:fs';
     setImmediate(() => Promise.reject(new Error('thrown on the side')));
     const text = readFileSync(new URL('./sluice.config.json', import.meta.url), 'utf8');
     export default JSON.parse(text.replace('\${API_BASE_URL}', '${api.url}').replace('\${API_KEY}', '${api.token}'));`,
  );
  const { code, stdout, stderr } = await runToEnd(['sync', config, '--quiet', '--to', 'x.duckdb'], {
    cwd: place.folder,
    env: place.env,
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: nobody caught this: Error: thrown on the side\n {4}at /m);
});

const LEAKING =
  "new Error('it said ' + Buffer.from('Bearer ' + key).toString('base64'), { cause: key })";

test.each([
  ['a step throws later', `map: (row) => { setTimeout(() => { throw ${LEAKING}; }); return row; }`],
  ['a step rejects', `map: (row) => { void Promise.reject(${LEAKING}); return row; }`],
  [
    'a step rejects with a text',
    `map: (row) => { void Promise.reject('it said ' + key); return row; }`,
  ],
  [
    'a step throws after the run',
    `filter: () => { process.once('beforeExit', () => { throw ${LEAKING}; }); return true; }`,
  ],
])('no secret is told when %s', async (_, step) => {
  await using api = await startSampleApi();
  await using place = await createWorkplace(api, ['lists']);
  const config = join(place.folder, 'crash.config.mjs');
  await writeFile(
    config,
    `const key = process.env['API_KEY'];
     export default {
       client: {
         base_url: '${api.url}',
         auth: { type: 'api_key', name: 'Api-Token', api_key: key, location: 'header' },
       },
       resources: [{
         name: 'lists',
         endpoint: { path: '/lists', data_selector: 'lists', paginator: 'single_page' },
         processing_steps: [{ ${step} }],
       }],
     };`,
  );
  const { code, stdout, stderr } = await runToEnd(['sync', config, '--to', 'x.duckdb'], {
    cwd: place.folder,
    env: place.env,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/nobody caught this: .*it said \S*\*{3}/);
  const inBase64 = Buffer.from(`Bearer ${api.token}`).toString('base64').slice(10, -4);
  for (const secret of [api.token, inBase64]) expect(`${stdout}${stderr}`).not.toContain(secret);
});

test('progress draws under plain node, where packages are what they are', async () => {
  const script = `
    const { liveProgress } = await import('./src/cli/progress/live-progress.ts');
    process.stderr.isTTY = true;
    const progress = liveProgress({
      stderr: process.stderr,
      resources: ['contacts'],
      now: () => 0,
      paint: (_colour, text) => text,
    });
    progress.onEvent({ type: 'page', resource: 'contacts', page: 1, rows: 5, received: 5, total: 10 });
    progress.stop();`;
  const { code, stderr } = await runToEnd([], {
    cwd: ROOT,
    command: [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script],
  });
  expect(code).toBe(0);
  expect(stderr).toContain('contacts  ██████████░░░░░░░░░░  5/10 rows  1 page');
});
