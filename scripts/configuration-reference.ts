import { readFileSync, writeFileSync } from 'node:fs';
import { fillReference } from './reference/fill-reference.ts';

/** Makes the tables of CONFIGURATION.md anew; the text around them is written by hand. */
const file = new URL('../CONFIGURATION.md', import.meta.url);
writeFileSync(file, fillReference(readFileSync(file, 'utf8')));
