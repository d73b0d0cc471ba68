import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifier, literal } from '../../../src/staging/quote.ts';

test('any text comes back from a literal and any name from an identifier', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom("'", '"', "';--", '\u0000', 'a\u0000', '\\'),
  );
  try {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const name = value.replaceAll('\u0000', '') || '_';
        const result = await connection.runAndReadAll(
          `SELECT ${literal(value)} AS ${identifier(name)}`,
        );
        expect(result.getRowsJson()).toEqual([[value]]);
        expect(result.columnNames()).toEqual([name]);
      }),
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
