import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { types } from 'node:util';
import { ConfigError } from '../../errors.ts';
import type { RestApiConfig } from '../format/config-types.ts';
import { columnFilesFrom } from '../json-schema/column-files.ts';
import { fileProblem } from './file-problem.ts';

/** What is looked for where no file is named; the first one counts. */
const DEFAULT_NAMES = ['ts', 'js', 'json', 'yaml'].map((extension) => `sluice.config.${extension}`);

type Reader = (file: string) => Promise<unknown>;

const READERS: Readonly<Record<string, Reader>> = {
  '.ts': importConfig,
  '.mts': importConfig,
  '.cts': importConfig,
  '.js': importConfig,
  '.mjs': importConfig,
  '.cjs': importConfig,
  '.json': async (file) => (await textFiles()).parseJsonConfig(await readText(file), file),
  '.yaml': async (file) => (await textFiles()).parseYamlConfig(await readText(file), file),
  '.yml': async (file) => (await textFiles()).parseYamlConfig(await readText(file), file),
};

// only what reads the file at hand is loaded: parsers take as long to load as a small file takes to read
const textFiles = (): Promise<typeof import('./text-file.ts')> => import('./text-file.ts');

export interface LoadOptions {
  /** The folder that paths start from, and that is searched where no file is named. */
  readonly cwd: string;
}

export interface LoadedConfig {
  /** As it is written, and not checked yet: `restApiSource` does that. */
  readonly config: RestApiConfig;
  /** The file that it came from, absolute. */
  readonly path: string;
}

/**
 * Reads a configuration from a file: a TypeScript or JavaScript module with a default export (also a promise of one), or
 * JSON or YAML, in which `${NAME}` stands for an environment variable and `$${` for a literal `${`. Variables are looked
 * up when the source is made.
 *
 * @param path the file; without it `sluice.config.{ts,js,json,yaml}` is looked for in the folder
 * @throws {ConfigError} when there is none, or it holds no configuration.
 */
export async function loadConfig(
  path: string | undefined,
  { cwd }: LoadOptions,
): Promise<LoadedConfig> {
  const file = path === undefined ? await findConfig(cwd) : resolve(cwd, path);
  if (path !== undefined) await assertFile(file);
  const read = READERS[extname(file).toLowerCase()];
  if (read === undefined) {
    const known = Object.keys(READERS).join(', ');
    throw fileProblem(file, `is no file that a configuration is read from (${known}).`);
  }
  const config = await read(file);
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    const what = 'must hold an object with `client` and `resources`';
    throw fileProblem(file, `${what}, got ${Array.isArray(config) ? 'a list' : typeOf(config)}.`);
  }
  return { config: columnFilesFrom(config, dirname(file)) as RestApiConfig, path: file };
}

async function findConfig(cwd: string): Promise<string> {
  for (const name of DEFAULT_NAMES) {
    const file = resolve(cwd, name);
    if ((await kindOf(file)) === 'file') return file;
  }
  throw notFound(
    `no configuration in ${cwd}: looked for ${DEFAULT_NAMES.join(', ')}. Name a file.`,
  );
}

async function assertFile(file: string): Promise<void> {
  const kind = await kindOf(file);
  if (kind === 'none') throw notFound(`${file}: there is no such file.`);
  if (kind === 'other') throw notFound(`${file}: is no file. Name the configuration itself.`);
}

async function kindOf(file: string): Promise<'file' | 'other' | 'none'> {
  try {
    return (await stat(file)).isFile() ? 'file' : 'other';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
    throw fileProblem(file, 'could not be read', error);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw fileProblem(file, 'could not be read', error);
  }
}

function notFound(message: string): ConfigError {
  return new ConfigError('CONFIG_NOT_FOUND', [{ path: '', message }]);
}

function typeOf(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : `a ${typeof value}`;
}

/**
 * The default export of a TypeScript or JavaScript module, awaited. Its imports of `sluice` get this very package,
 * whatever is or isn't installed where the file lies.
 *
 * @throws {ConfigError} when it can't be loaded or has no default export.
 */
async function importConfig(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // no cache on disk: the text of a configuration may hold secrets
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    // else a module without a default export would pass itself off as one
    interopDefault: false,
    virtualModules: { sluice: await importThisPackage() },
  });
  try {
    return await defaultExport(await jiti.import(file), file);
  } catch (error) {
    throw fileProblem(file, 'could not be loaded', error);
  }
}

/** What a module exports by default; a CommonJS module is what it exports. */
function defaultExport(module: unknown, file: string): unknown {
  if (typeof module !== 'object' || module === null) return module;
  if ('default' in module) return module.default;
  if (!('__esModule' in module) && !types.isModuleNamespaceObject(module)) return module;
  throw fileProblem(file, 'has no default export. Write `export default defineConfig({ … })`.');
}

/** Not a plain import: the door knows this room, and this room must not know the door before it is asked to. */
async function importThisPackage(): Promise<unknown> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return import(new URL(`../../index.${extension}`, import.meta.url).href);
}
