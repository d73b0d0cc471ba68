import { readFileSync } from 'node:fs';

// As far from here as from the built file.
const PACKAGE_JSON = new URL('../package.json', import.meta.url);

/** That of this package. */
export const VERSION: string = packageVersion();

function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(PACKAGE_JSON, 'utf8'));
  const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return version ? String(parsed.version) : '0';
}
