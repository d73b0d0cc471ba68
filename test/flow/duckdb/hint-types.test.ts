import { expect, test } from 'vitest';
import type { ColumnHint } from '../../../src/schema/table-hints.ts';
import { batchOf, RawNumber } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

const raw = (text: string) => new RawNumber(text);
const hinted = (hint: Omit<ColumnHint, 'field'>) =>
  contacts({ columns: [{ field: 'v', ...hint }] });

/** A hint, a value, the column's type then, and the value as text. */
test.each<[Omit<ColumnHint, 'field'>, unknown, string, string | null]>([
  [{ dataType: 'text' }, 5, 'VARCHAR', '5'],
  [{ dataType: 'text' }, true, 'VARCHAR', 'true'],
  [{ dataType: 'text' }, { a: [1] }, 'VARCHAR', '{"a":[1]}'],
  [{ dataType: 'text' }, '2024-01-01', 'VARCHAR', '2024-01-01'],
  [{ dataType: 'text' }, raw('12345678901234567890.12'), 'VARCHAR', '12345678901234567890.12'],
  [{ dataType: 'double' }, 5, 'DOUBLE', '5.0'],
  [{ dataType: 'double' }, '1.5e3', 'DOUBLE', '1500.0'],
  [{ dataType: 'double' }, raw('0.12345678901234567890'), 'DOUBLE', '0.12345678901234568'],
  [{ dataType: 'bool' }, 1, 'BOOLEAN', 'true'],
  [{ dataType: 'bool' }, 'No', 'BOOLEAN', 'false'],
  [{ dataType: 'bigint' }, '42', 'BIGINT', '42'],
  [{ dataType: 'bigint' }, '0x1F', 'BIGINT', '31'],
  [{ dataType: 'bigint' }, raw('2.0'), 'BIGINT', '2'],
  [{ dataType: 'bigint' }, raw('1e3'), 'BIGINT', '1000'],
  [{ dataType: 'bigint', precision: 8 }, 127, 'TINYINT', '127'],
  [{ dataType: 'bigint', precision: 16 }, '-5', 'SMALLINT', '-5'],
  [{ dataType: 'bigint', precision: 32 }, 7, 'INTEGER', '7'],
  [
    { dataType: 'bigint', precision: 128 },
    raw('9223372036854775808'),
    'HUGEINT',
    '9223372036854775808',
  ],
  [{ dataType: 'decimal', precision: 10, scale: 2 }, raw('1.005'), 'DECIMAL(10,2)', '1.01'],
  [{ dataType: 'decimal', precision: 10, scale: 2 }, '-1.005', 'DECIMAL(10,2)', '-1.01'],
  [
    { dataType: 'decimal' },
    raw('12345678901234567890.123456789'),
    'DECIMAL(38,9)',
    '12345678901234567890.123456789',
  ],
  [
    { dataType: 'wei' },
    '123456789012345678901234567890',
    'DECIMAL(38,0)',
    '123456789012345678901234567890',
  ],
  [{ dataType: 'binary' }, 'aGVsbG8=', 'BLOB', 'hello'],
  [{ dataType: 'json' }, 'plain', 'JSON', '"plain"'],
  [{ dataType: 'json' }, '{"a":1}', 'JSON', '{"a":1}'],
  [{ dataType: 'json' }, raw('12345678901234567890.12'), 'JSON', '12345678901234567890.12'],
  [{ dataType: 'date' }, '2024-02-29', 'DATE', '2024-02-29'],
  [{ dataType: 'date' }, '2024-02-29T00:00:00Z', 'DATE', '2024-02-29'],
  [{ dataType: 'time' }, '10:30', 'TIME', '10:30:00'],
  [
    { dataType: 'timestamp' },
    '2024-01-01T10:00:00',
    'TIMESTAMP WITH TIME ZONE',
    '2024-01-01 10:00:00+00',
  ],
  [
    { dataType: 'timestamp' },
    '2024-01-01 10:00:00.5+02:00',
    'TIMESTAMP WITH TIME ZONE',
    '2024-01-01 08:00:00.5+00',
  ],
  [{ dataType: 'timestamp' }, '2024-01-01', 'TIMESTAMP WITH TIME ZONE', '2024-01-01 00:00:00+00'],
  [
    { dataType: 'timestamp' },
    raw('1704103200.25'),
    'TIMESTAMP WITH TIME ZONE',
    '2024-01-01 10:00:00.25+00',
  ],
  [
    { dataType: 'timestamp', timezone: false },
    '2024-01-01T10:00:00+02:00',
    'TIMESTAMP',
    '2024-01-01 08:00:00',
  ],
  [
    { dataType: 'timestamp', timezone: false, precision: 0 },
    1704103200,
    'TIMESTAMP_S',
    '2024-01-01 10:00:00',
  ],
  [
    { dataType: 'timestamp', timezone: false, precision: 3 },
    '2024-01-01T10:00:00.120',
    'TIMESTAMP_MS',
    '2024-01-01 10:00:00.12',
  ],
  [
    { dataType: 'timestamp', timezone: false, precision: 9 },
    '2024-01-01T10:00:00.123456789Z',
    'TIMESTAMP_NS',
    '2024-01-01 10:00:00.123456789',
  ],
  [{ dataType: 'decimal' }, null, 'NULL', null],
])('the hint %j takes %j as %s %s', async (hint, value, type, text) => {
  const path = await databasePath();
  const target = hinted(hint);
  const rows = [batchOf([{ id: 1, v: value }])];
  await loadBatches(path, rows, { target });
  const select = type === 'BLOB' ? 'decode(v)' : 'v::VARCHAR';
  const [row] = await query(path, `SELECT typeof(v) t, ${select} v FROM contacts`);
  expect(row).toEqual(text === null ? { t: 'DECIMAL(38,9)', v: null } : { t: type, v: text });
  const again = await loadBatches(path, rows, { target });
  expect(again.counts).toMatchObject({ unchanged: 1, schemaChanges: [] });
});

test.each<[Omit<ColumnHint, 'field'>, unknown]>([
  [{ dataType: 'double' }, 'abc'],
  [{ dataType: 'double' }, raw('9007199254740993')],
  [{ dataType: 'double' }, '1e400'],
  [{ dataType: 'double' }, true],
  [{ dataType: 'bool' }, 2],
  [{ dataType: 'bool' }, 'maybe'],
  [{ dataType: 'bigint' }, 2.5],
  [{ dataType: 'bigint' }, '2.5'],
  [{ dataType: 'bigint' }, true],
  [{ dataType: 'bigint' }, raw('1.00000000000000000001')],
  [{ dataType: 'bigint' }, raw('1e-5')],
  [{ dataType: 'bigint', precision: 8 }, 128],
  [{ dataType: 'decimal', precision: 4, scale: 2 }, 100],
  [{ dataType: 'wei' }, 1.5],
  [{ dataType: 'binary' }, 'not base64!'],
  [{ dataType: 'date' }, '2024-02-30'],
  [{ dataType: 'date' }, '2024-02-29T10:00:00Z'],
  [{ dataType: 'time' }, '25:00:00'],
  [{ dataType: 'timestamp' }, '2024-01-01T10:00:00.1234567Z'],
  [{ dataType: 'timestamp' }, 1704103200000],
  [{ dataType: 'timestamp', timezone: false, precision: 3 }, '2024-01-01T10:00:00.1234Z'],
])('the hint %j fails at %j, by field and value, and nothing is written', async (hint, value) => {
  const path = await databasePath();
  const rows = [
    batchOf([
      { id: 1, v: null },
      { id: 2, v: value },
    ]),
  ];
  const error = await rejection(loadBatches(path, rows, { target: hinted(hint) }));
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE', context: { field: 'v' } });
  expect(error.message).toMatch(/^contacts: 1 value of the field `v` does not fit the hinted type/);
  expect(error.message).toContain('The table is as it was');
  expect(await query(path, "FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([]);
});
