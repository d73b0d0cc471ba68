import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors.ts';
import * as door from '../src/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');

/** Which rooms a room may know, as ARCHITECTURE.md says. Everybody may know the words: model.ts, errors.ts, events.ts and their like. */
const [, TABLE = ''] =
  /^\| room \| may import \|\n([\s\S]+?)\n\n/m.exec(
    readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'),
  ) ?? [];
const MAY_IMPORT = new Map(
  TABLE.split('\n')
    .map((row) =>
      row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
    )
    .flatMap(([, rooms = [], others = []]) => rooms.map((room) => [room, others] as const)),
);
const WORDS = [
  'model.ts',
  'batch.ts',
  'clock.ts',
  'version.ts',
  'errors.ts',
  'error-words.ts',
  'events.ts',
  'wording.ts',
  'failpoint.ts',
  'json-pointer.ts',
];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SRC, file));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    relative(SRC, resolve(dirname(file), String(match[1]))),
  );
}

/** The first folder of a path; two rooms for the stores behind the seam. */
const roomOf = (path: string): string => {
  const [first = '', second = ''] = dirname(path).split('/');
  if (first === '.') return path;
  return MAY_IMPORT.has(`${first}/${second}`) ? `${first}/${second}` : first;
};

describe('rooms', () => {
  test.each([...MAY_IMPORT.keys()])('%s imports only what it may know', (room) => {
    const allowed = [room, ...(MAY_IMPORT.get(room) ?? []), ...(room === 'cli' ? [] : WORDS)];
    const unknownResources = files
      .filter((file) => roomOf(relative(SRC, file)) === room)
      .flatMap((file) => importsOf(file).map((path) => [relative(SRC, file), path] as const))
      .filter(([, path]) => !allowed.includes(roomOf(path)));
    expect(unknownResources).toEqual([]);
  });

  test('are all in the table', () => {
    const rooms = files.map((file) => relative(SRC, file)).filter((file) => file.includes('/'));
    expect([...new Set(rooms.map(roomOf))].sort()).toEqual([...MAY_IMPORT.keys()].sort());
  });
});

test('the door shows these names, and a new one is a decision', () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "ConfigError",
      "DestinationError",
      "ERROR_CODES",
      "ParseError",
      "SluiceError",
      "SourceError",
      "checkSource",
      "configJsonSchema",
      "dedupe",
      "defineConfig",
      "duckdb",
      "env",
      "isClosedByReader",
      "loadConfig",
      "migrateNested",
      "ndjsonLines",
      "processEnv",
      "readDotEnv",
      "readStatus",
      "realFilePath",
      "redactorOf",
      "registerAuth",
      "registerPaginator",
      "resetResource",
      "restApiSource",
      "secret",
      "setCursor",
      "streamLines",
      "sync",
      "version",
    ]
  `);
});

test('every error code is explained in the README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(ERROR_CODES.filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
});

test('every error code is thrown somewhere', () => {
  const source = files
    .filter((file) => !file.endsWith('src/errors.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(ERROR_CODES.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});

test('the example in the README is the one that the tests run', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/<!-- (scripts\/\S+) -->\n```ts\n([\s\S]*?)```/g)];
  expect(examples).not.toHaveLength(0);
  for (const [, file, code] of examples)
    expect(code).toBe(readFileSync(join(ROOT, String(file)), 'utf8'));
});
