import { existsSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { ndjsonDestination } from '../../../src/destination/ndjson/ndjson-destination.ts';
import { rowsDestination } from '../../../src/destination/ndjson/rows-destination.ts';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import type { TestRow } from '../../support/batches.ts';
import {
  type DestinationUnderTest,
  destinationContract,
} from '../../support/destination-contract.ts';
import { databasePath, query } from '../../support/duckdb-load.ts';

interface Line {
  readonly resource: string;
  readonly row: TestRow;
}

const byId = (a: TestRow, b: TestRow): number => Number(a['id']) - Number(b['id']);
const rowsIn = (lines: readonly Line[], table: string): TestRow[] =>
  lines
    .filter(({ resource }) => resource === table)
    .map(({ row }) => row)
    .sort(byId);

const DESTINATIONS: readonly DestinationUnderTest[] = [
  {
    name: 'a DuckDB file',
    hasTables: true,
    place: async () => {
      const path = await databasePath();
      return {
        open: () => duckdbDestination(path),
        rows: async (table) => {
          const isThere =
            existsSync(path) &&
            (await query(path, `FROM duckdb_tables() WHERE table_name = '${table}'`)).length > 0;
          if (!isThere) return [];
          return query(path, `SELECT id::INTEGER AS id, name FROM ${table} ORDER BY id`);
        },
      };
    },
  },
  {
    name: 'NDJSON',
    hasTables: false,
    place: async () => {
      const texts: string[] = [];
      return {
        open: () => {
          const output = new PassThrough();
          output.on('data', (chunk: Buffer) => texts.push(chunk.toString()));
          return ndjsonDestination(output);
        },
        rows: async (table) =>
          rowsIn(
            texts
              .join('')
              .split('\n')
              .filter(Boolean)
              .map((line) => JSON.parse(line)),
            table,
          ),
      };
    },
  },
  {
    name: 'a Writable',
    hasTables: false,
    place: async () => {
      const lines: Line[] = [];
      return {
        open: () =>
          rowsDestination(
            new Writable({
              objectMode: true,
              write: (line: Line, _encoding, done) => {
                lines.push(line);
                done();
              },
            }),
          ),
        rows: async (table) => rowsIn(lines, table),
      };
    },
  },
];

for (const destination of DESTINATIONS) destinationContract(destination);
