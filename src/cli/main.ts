#!/usr/bin/env node
import { tooFewFiles } from './open-files.ts';

// before anything else is loaded, for loading is what fails without them
const problem = tooFewFiles();
if (problem === undefined) {
  const { runCli } = await import('./run.ts');
  await runCli(process.argv.slice(2));
} else {
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = 1;
}
