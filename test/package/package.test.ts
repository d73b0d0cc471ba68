import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSampleApi } from '../../fixtures/api/sample-api.ts';
import { query, type TestFolder, testFolder } from '../support/crm.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const exec = promisify(execFile);

/** The package as it would be published, installed in a folder of its own. */
let folder: TestFolder;
let app: string;
beforeAll(async () => {
  folder = await testFolder();
  app = folder.file('app');
  await mkdir(app);
  await exec('npm', ['pack', '--pack-destination', folder.path], { cwd: ROOT });
  await writeFile(join(app, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  const tarball = (await exec('ls', [folder.path])).stdout
    .split('\n')
    .find((name) => name.endsWith('.tgz'));
  await exec(
    'npm',
    ['install', '--prefer-offline', '--omit=dev', join(folder.path, String(tarball))],
    { cwd: app },
  );
}, 180_000);
afterAll(() => folder[Symbol.asyncDispose]());

const inApp = (
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ stdout: string; stderr: string }> =>
  exec(command, args, { cwd: app, env: { ...process.env, ...env } });

describe('the installed package', () => {
  test('can be imported', async () => {
    const script = `import { restApiSource, sync, dedupe, duckdb } from 'sluice'; console.log([restApiSource, sync, dedupe, duckdb].map((one) => typeof one).join())`;
    const { stdout } = await inApp(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toBe('function,function,function,function\n');
  });

  test('runs its command over a configuration in TypeScript that imports it by name', async () => {
    await using api = await startSampleApi();
    await writeFile(
      join(app, 'sluice.config.ts'),
      `import { defineConfig, env, secret } from 'sluice';
export default defineConfig({
  client: {
    base_url: env('API_BASE_URL'),
    auth: { type: 'api_key', name: 'Api-Token', api_key: secret('API_KEY') },
    paginator: { type: 'offset', limit: 100 },
  },
  resources: [{ name: 'lists', primary_key: 'id', write_disposition: 'merge', endpoint: { data_selector: 'lists' } }],
});
`,
    );
    const env = { API_BASE_URL: api.url, API_KEY: api.token };
    const { stdout, stderr } = await inApp('npx', ['sluice', 'sync'], env);
    expect(stdout).toBe('');
    expect(stderr).toContain('lists');
    expect(
      await query(join(app, 'sluice.duckdb'), 'SELECT count(*)::INTEGER AS n FROM lists'),
    ).toEqual([{ n: 12 }]);
    expect(
      (await inApp('npx', ['sluice', 'stream', 'lists'], env)).stdout.split('\n'),
    ).toHaveLength(13);
  });

  test('gives the compiler of a user all types, checked to the last', async () => {
    await writeFile(
      join(app, 'consumer.ts'),
      `import { type ResourceReport, type RestApiConfig, restApiSource, sync } from 'sluice';
const config: RestApiConfig = { client: { base_url: 'https://api.example.com' }, resources: [] };
const report = await sync(restApiSource(config), { to: ':memory:' });
const first: ResourceReport | undefined = report.resources[0];
console.log(first?.verdict);
`,
    );
    const types = join(ROOT, 'node_modules/@types');
    await mkdir(join(app, 'node_modules/@types'), { recursive: true });
    await symlink(join(types, 'node'), join(app, 'node_modules/@types/node')).catch(() => {});
    const flags = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
    ];
    await inApp(join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'consumer.ts']);
  });

  test('holds what it needs and nothing else', async () => {
    const { stdout } = await exec('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
    });
    const [packed] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const tops = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'CONFIGURATION.md',
      'LICENSE',
      'MOVING-FROM-DLT.md',
      'PERFORMANCE.md',
      'README.md',
      'dist',
      'package.json',
      'src',
    ]);
  });
});
