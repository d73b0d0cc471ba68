import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { query } from '../../support/crm.ts';
import { syncSuite } from '../../support/sync-suite.ts';

const FOLDER = fileURLToPath(new URL('../../../scripts/examples', import.meta.url));
const suite = syncSuite();

/** Runs an example as a user would, against a sample API. */
async function run(name: string, ...args: string[]): Promise<string> {
  const api = await suite.start({ sizes: { contacts: 400, deals: 150 } });
  return await runAlone(name, args, { API_BASE_URL: api.url, API_KEY: api.token });
}

/** Runs an example that brings its own API. */
async function runAlone(
  name: string,
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const flags = ['--conditions=sluice-source', '--import', 'tsx', join(FOLDER, `${name}.ts`)];
  const env = { ...process.env, ...variables };
  return (await promisify(execFile)(process.execPath, [...flags, ...args], { env })).stdout;
}

const tests: Readonly<Record<string, () => Promise<void>>> = {
  rows: async () => {
    expect(await run('rows')).toMatch(
      /^100 contacts with a phone number, found in \d+ requests\n$/,
    );
  },
  'own-transform': async () => {
    const file = `${suite.file}.txt`;
    expect(await run('own-transform', file)).toBe(`400 addresses in ${file} (exhausted)\n`);
    const emails = [...suite.api.rows('contacts')].map(({ email }) => `${email}\n`);
    expect(await readFile(file, 'utf8')).toBe(emails.join(''));
  },
  'three-stages': async () => {
    expect(await run('three-stages', suite.file)).toBe(
      `400 contacts in ${suite.file} (exhausted)\n`,
    );
    expect(await query(suite.file, 'SELECT count(*)::INTEGER AS n FROM contacts')).toEqual([
      { n: 400 },
    ]);
  },
  'sync-with-events': async () => {
    expect(await run('sync-with-events', suite.file)).toBe(
      'contacts: complete, 400 new, 0 changed, 0 as before\ndeals: complete, 150 new, 0 changed, 0 as before\n',
    );
  },
  'link-header': async () => {
    expect(await runAlone('link-header')).toBe('25 projects on 3 pages (exhausted)\n');
  },
  cursor: async () => {
    expect(await runAlone('cursor')).toBe('60 events on 3 pages, 20 of them of a closed issue\n');
  },
  'parent-and-child': async () => {
    expect(await runAlone('parent-and-child', [suite.file])).toBe(
      'projects: exhausted, 25 new\nissues: exhausted, 87 new\n',
    );
    const sql =
      "SELECT count(*)::INTEGER AS n FROM issues WHERE _projects_key = 'PRJ-' || project_id";
    expect(await query(suite.file, sql)).toEqual([{ n: 87 }]);
  },
  incremental: async () => {
    expect(await runAlone('incremental', [suite.file])).toBe(
      '87 new, 0 changed, on 9 pages\n1 new, 1 changed, on 1 page\n',
    );
    expect(await query(suite.file, 'SELECT state FROM issues WHERE id = 7')).toEqual([
      { state: 'closed' },
    ]);
  },
};

test.each(Object.entries(tests))('the example %s does what it says', (_name, check) => check());

test('every example is run', async () => {
  const names = (await readdir(FOLDER))
    .filter((name) => name !== 'crm.ts')
    .map((name) => name.replace('.ts', ''));
  expect(names.sort()).toEqual(Object.keys(tests).sort());
});
