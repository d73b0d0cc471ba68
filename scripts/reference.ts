import { writeFileSync } from 'node:fs';
import { GENERATED, ROOT } from './reference/generated.ts';

/** Writes anew whatever follows from the sections of the configuration. */
for (const { file, text } of GENERATED) writeFileSync(new URL(file, ROOT), text());
