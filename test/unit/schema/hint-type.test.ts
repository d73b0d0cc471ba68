import { expect, test } from 'vitest';
import { hintedType } from '../../../src/schema/hint-type.ts';
import type { ColumnHint } from '../../../src/schema/table-hints.ts';

test.each<[Omit<ColumnHint, 'field'>, string | undefined]>([
  [{}, undefined],
  [{ precision: 3 }, undefined],
  [{ dataType: 'text', precision: 20 }, 'VARCHAR'],
  [{ dataType: 'bigint' }, 'BIGINT'],
  [{ dataType: 'bigint', precision: 1 }, 'TINYINT'],
  [{ dataType: 'bigint', precision: 9 }, 'SMALLINT'],
  [{ dataType: 'bigint', precision: 33 }, 'BIGINT'],
  [{ dataType: 'bigint', precision: 65 }, 'HUGEINT'],
  [{ dataType: 'decimal' }, 'DECIMAL(38,9)'],
  [{ dataType: 'decimal', precision: 10 }, 'DECIMAL(10,9)'],
  [{ dataType: 'decimal', precision: 5 }, 'DECIMAL(5,5)'],
  [{ dataType: 'decimal', precision: 10, scale: 0 }, 'DECIMAL(10,0)'],
  [{ dataType: 'wei' }, 'DECIMAL(38,0)'],
  [{ dataType: 'timestamp', precision: 3 }, 'TIMESTAMPTZ'],
  [{ dataType: 'timestamp', timezone: false }, 'TIMESTAMP'],
  [{ dataType: 'timestamp', timezone: false, precision: 0 }, 'TIMESTAMP_S'],
  [{ dataType: 'timestamp', timezone: false, precision: 1 }, 'TIMESTAMP_MS'],
  [{ dataType: 'timestamp', timezone: false, precision: 9 }, 'TIMESTAMP_NS'],
])('the hint %j is the type %s', (hint, type) => {
  expect(hintedType({ field: 'v', ...hint })).toBe(type);
});
