import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/file/load-config.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { ConfigError } from '../../../src/errors.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sluice-config-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(cwd, name), text);

async function refusal(name: string | undefined): Promise<ConfigError> {
  const error: unknown = await loadConfig(name, { cwd }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ConfigError) return error;
  throw new Error('was not refused', { cause: error });
}

const MODULE = `import { defineConfig, secret } from 'sluice';
export default defineConfig({ client: { base_url: 'https://x', headers: { a: secret('A') } }, resources: [] });`;

describe('A configuration file', () => {
  test.each([
    ['sluice.config.ts', MODULE.replace('export', 'const typed: number = 1;\nexport')],
    ['sluice.config.js', MODULE],
    ['my.mjs', MODULE],
    ['my.mts', MODULE.replace('defineConfig({', 'await Promise.resolve({')],
    ['promise.ts', MODULE.replace('defineConfig({', 'Promise.resolve({')],
    [
      'common.cjs',
      "module.exports = { client: { base_url: 'https://x', headers: { a: require('sluice').secret('A') } }, resources: [] };",
    ],
    [
      'my.json',
      `\uFEFF{"client": {"base_url": "https://x", "headers": {"a": "\${A}"}}, "resources": []}`,
    ],
    ['my.yaml', `client: {base_url: "https://x", headers: {a: "\${A}"}}\nresources: []`],
    ['my.yml', `client:\n  base_url: https://x\n  headers:\n    a: \${A}\nresources: []`],
  ])('%s is read', async (name, text) => {
    await write(name, text);
    const { config, path } = await loadConfig(name, { cwd });
    expect(path).toBe(join(cwd, name));
    const { http } = resolveSource(config, { env: { A: 'value-of-a' } });
    expect(http.headers).toEqual({ a: 'value-of-a' });
    expect(http.secrets).toEqual(['value-of-a']);
  });

  test('of JSON may be indented by tabs', async () => {
    await write('my.json', '{\n\t"resources": [\n\t\t"a"\n\t]\n}');
    expect((await loadConfig('my.json', { cwd })).config.resources).toEqual(['a']);
  });

  test('may import others of its folder', async () => {
    await write('resources.ts', "export const names: string[] = ['a', 'b'];");
    await write(
      'my.ts',
      "import { names } from './resources.ts';\nexport default { resources: names };",
    );
    expect((await loadConfig('my.ts', { cwd })).config.resources).toEqual(['a', 'b']);
  });

  test('is looked for by its usual names where none is given', async () => {
    await write('sluice.config.yaml', 'resources: [yaml]');
    await write('sluice.config.json', '{"resources": ["json"]}');
    expect((await loadConfig(undefined, { cwd })).config.resources).toEqual(['json']);
  });

  test('that is not there is said to be so, with the names that were looked for', async () => {
    const error = await refusal(undefined);
    expect(error.code).toBe('CONFIG_NOT_FOUND');
    expect(error.message).toBe(
      `no configuration in ${cwd}: looked for sluice.config.ts, sluice.config.js, sluice.config.json, sluice.config.yaml. Name a file.`,
    );
  });

  test('that is named and not there, or a folder, is said to be so', async () => {
    expect((await refusal('no.ts')).code).toBe('CONFIG_NOT_FOUND');
    await mkdir(join(cwd, 'folder.ts'));
    expect((await refusal('folder.ts')).message).toBe(
      `${join(cwd, 'folder.ts')}: is no file. Name the configuration itself.`,
    );
  });

  test.each<[name: string, text: string, message: RegExp]>([
    ['my.toml', '', /is no file that a configuration is read from \(\.ts, /],
    ['none.mjs', 'export const config = {};', /has no default export/],
    ['none.ts', 'export const config = {};', /has no default export\. Write `export default/],
    [
      'text.ts',
      "export default 'x';",
      /must hold an object with `client` and `resources`, got a string/,
    ],
    ['list.mjs', 'export default [];', /got a list/],
    ['null.json', 'null', /got nothing/],
    ['empty.yaml', '', /got nothing/],
    ['syntax.ts', 'export default { a: 1,, };', /could not be loaded: .*1:22/],
    ['throws.js', "throw new TypeError('boom');", /could not be loaded: boom/],
    [
      'rejects.js',
      "export default Promise.reject(new Error('boom'));",
      /could not be loaded: boom/,
    ],
    [
      'imports.ts',
      "import './nowhere.ts';\nexport default {};",
      /could not be loaded: .*nowhere\.ts/,
    ],
    [
      'comma.json',
      '{\n  "a": 1,\n}',
      /is not JSON from line 3, column 1 on\. It takes no comments/,
    ],
    ['syntax.json', '{\n  "a": 1\n  "b": 2\n}', /is not JSON from line 3, column 3 on/],
    ['twice.json', '{\n  "a": 1,\n  "a": 2\n}', /is wrong at line 3, column 3 \(duplicate key\)/],
    ['indent.yaml', 'a:\n  b: 1\n c: 2', /is wrong at line 3, column \d/],
    ['two.yaml', 'a: 1\n---\nb: 2', /is wrong at line 2, column 1 \(multiple docs\)/],
    ['tag.yaml', 'a: !env X', /is wrong at line 1, column 4 \(tag resolve failed\)/],
    ['variable.yaml', `a: "\${A:-b}"`, /has `\$\{A:-b\}`, which names no environment variable/],
    ['open.yaml', `a: "\${A"`, /has `\$\{A`, which names no environment variable/],
    ['kind.yaml', `a: "\${env:A}"`, /has `\$\{env:A\}`, which names no environment variable/],
    ['text.yaml', `a: "\${A canary"`, /has `\$\{A`, which names no environment variable/],
  ])('%s is refused by name', async (name, text, message) => {
    await write(name, text);
    const error = await refusal(name);
    expect(error.message).toContain(join(cwd, name));
    expect(error.message).toMatch(message);
  });

  test.each([
    ['my.json', '{"auth": {"api_key": "canary" "x"}}'],
    ['my.yaml', 'auth:\n  api_key: "canary" canary'],
    ['my.ts', "const key = 'canary' 'canary';"],
  ])('%s with an error shows none of its text', async (name, text) => {
    await write(name, text);
    const error = await refusal(name);
    expect(`${error.message} ${error.cause}`).not.toContain('canary');
  });

  test(`has a literal \${ where it is written $\${`, async () => {
    await write('my.json', `{"resources": ["$\${A}", "a$b", "$$"]}`);
    expect((await loadConfig('my.json', { cwd })).config.resources).toEqual([`\${A}`, 'a$b', '$$']);
  });

  test('that is a module has no variables in its texts', async () => {
    const written = `\${A}`;
    await write('my.js', `export default { resources: ['${written}'] };`);
    expect((await loadConfig('my.js', { cwd })).config.resources).toEqual([written]);
  });
});
