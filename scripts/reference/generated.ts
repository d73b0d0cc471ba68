import { readFileSync } from 'node:fs';
import { typesModule } from './config-types.ts';
import '../../src/sync-options.ts';
import { fillReference } from './fill-reference.ts';

/** A file that follows from the sections of the configuration. */
interface Generated {
  /** From the root of the project. */
  readonly file: string;
  /** The text that it should have. */
  readonly text: () => string;
}

export const ROOT: URL = new URL('../../', import.meta.url);

const CONFIG_TYPES = 'src/config/format/config-types.ts';
const SYNC_OPTION_TYPES = 'src/sync-option-types.ts';
const REFERENCE = 'CONFIGURATION.md';

/** The types in TypeScript, and the page whose tables are made of the sections; the text around these is written by hand. */
export const GENERATED: readonly Generated[] = [
  { file: CONFIG_TYPES, text: () => typesModule('top', CONFIG_TYPES) },
  { file: SYNC_OPTION_TYPES, text: () => typesModule('sync_options', SYNC_OPTION_TYPES) },
  { file: REFERENCE, text: () => fillReference(readFileSync(new URL(REFERENCE, ROOT), 'utf8')) },
];
