import { writeFileSync } from 'node:fs';
import { configDocstrings } from '../test/support/config-docstrings.ts';

/** Writes the descriptions of the configuration's keys anew, from the docstrings of its types. */
const file = new URL('../src/config/format/descriptions.ts', import.meta.url);
writeFileSync(
  file,
  `// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table that a script writes
// Written by scripts/describe-config.ts from the docstrings of the configuration's types. Do not edit it.

/** What each key of a configuration means, by section and key. */
export const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(configDocstrings(), null, 2)};
`,
);
