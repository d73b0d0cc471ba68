#!/usr/bin/env node
import module from 'node:module';
import { tooFewFiles } from './open-files.ts';

// from Node 22.1 on: what was compiled is kept between runs, in the system's folder for such files
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
// before anything else is loaded, for loading is what fails without them
const problem = tooFewFiles();
if (problem === undefined) {
  const { runCli } = await import('./run.ts');
  await runCli(process.argv.slice(2));
} else {
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = 1;
}
