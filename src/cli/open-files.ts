import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** Files that Node has open at once while it loads the modules of Sluice, and what connections and DuckDB take besides. */
export const NEEDED_FILES = 208;

/** Says that too few files may be open at once; undefined if they are enough. The module loader would only fail with EMFILE. */
export function tooFewFiles(needed: number = NEEDED_FILES): string | undefined {
  const open: number[] = [];
  try {
    while (open.length < needed) open.push(openSync(devNull, 'r'));
    return undefined;
  } catch {
    return `this process may open only ${open.length} files more, and Sluice needs ${needed}. Raise the limit (\`ulimit -n 1024\`) and run again. Nothing was read or written.`;
  } finally {
    for (const file of open) closeSync(file);
  }
}
