import { types } from 'node:util';
import { createJiti } from 'jiti';
import { fileProblem } from './file-problem.ts';

/**
 * The default export of a TypeScript or JavaScript module, awaited. Its imports of `sluice` get this very package,
 * whatever is or isn't installed where the file lies.
 *
 * @throws {ConfigError} when it can't be loaded or has no default export.
 */
export async function importConfig(file: string): Promise<unknown> {
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
