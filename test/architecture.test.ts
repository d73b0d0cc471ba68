import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors.ts';
import * as door from '../src/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');

/** Which rooms a room may know. Everybody may know the words: model.ts, errors.ts, events.ts and their like. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  http: [],
  pagination: [],
  parse: [],
  transform: ['parse'],
  schema: [],
  destination: ['parse', 'schema'],
  proof: ['pagination'],
  resource: ['http', 'pagination', 'parse', 'proof', 'transform'],
  config: ['http', 'pagination', 'parse', 'resource', 'schema', 'transform'],
  source: ['config', 'destination', 'http', 'parse', 'resource', 'transform', 'report.ts'],
  cli: ['index.ts'],
};
const WORDS = [
  'model.ts',
  'counted.ts',
  'duration.ts',
  'errors.ts',
  'error-words.ts',
  'events.ts',
  'excerpt.ts',
  'failpoint.ts',
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

const roomOf = (path: string): string => path.split('/')[0] ?? '';

describe('rooms', () => {
  test.each(Object.keys(MAY_IMPORT))('%s imports only what it may know', (room) => {
    const allowed = [room, ...(MAY_IMPORT[room] ?? []), ...(room === 'cli' ? [] : WORDS)];
    const strangers = files
      .filter((file) => roomOf(relative(SRC, file)) === room)
      .flatMap((file) => importsOf(file).map((path) => [relative(SRC, file), path] as const))
      .filter(([, path]) => !allowed.includes(roomOf(path)));
    expect(strangers).toEqual([]);
  });

  test('are all in the table', () => {
    const rooms = files.map((file) => relative(SRC, file)).filter((file) => file.includes('/'));
    expect([...new Set(rooms.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
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
      "armFailpoint",
      "checkSource",
      "configJsonSchema",
      "dedupe",
      "defineConfig",
      "duckdb",
      "env",
      "isClosedByReader",
      "loadConfig",
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
