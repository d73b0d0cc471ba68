import { describe, expect, test } from 'vitest';
import { columnHints, tableKeys } from '../../../src/config/format/columns.ts';
import { answerActions, processingSteps } from '../../../src/config/format/steps.ts';
import { schemaContract, writeMode, writeProblem } from '../../../src/config/format/table.ts';

describe('What is said of rows and tables', () => {
  test('becomes hints of columns, and keys', () => {
    const columns = [
      { name: 'id', primary_key: true, data_type: 'bigint' },
      { name: 'gone', hard_delete: true, dedup_sort: 'desc', description: null },
    ] as const;
    expect(columnHints(columns)).toEqual([
      { field: 'id', dataType: 'bigint' },
      { field: 'gone', hardDelete: true, dedupSort: 'desc' },
    ]);
    expect(tableKeys({ columns, primary_key: 'a', merge_key: ['b'] })).toEqual({
      primaryKey: ['a', 'id'],
      mergeKey: ['b'],
    });
  });

  const id = { primaryKey: ['id'], mergeKey: [] };
  const day = { primaryKey: [], mergeKey: ['day'] };
  const none = { primaryKey: [], mergeKey: [] };
  test.each([
    [undefined, id, 'append'],
    ['replace', id, 'replace'],
    ['merge', id, 'merge'],
    ['merge', day, 'merge'],
    ['merge', none, 'append'],
    [{ disposition: 'merge', strategy: 'upsert' }, id, 'merge'],
    [{ disposition: 'merge', strategy: 'insert-only' }, id, 'insert_only'],
  ] as const)('becomes a write mode: %j with %j', (written, keys, mode) => {
    expect(writeMode(written, keys)).toBe(mode);
  });

  test('needs a primary key where rows are matched by it', () => {
    const upsert = { disposition: 'merge', strategy: 'upsert' } as const;
    expect(writeProblem(upsert, day)).toBe('`upsert` needs a `primary_key`');
    expect(writeProblem(upsert, id)).toBeUndefined();
  });

  test('becomes a contract', () => {
    expect(schemaContract(undefined)).toEqual({
      tables: 'evolve',
      columns: 'evolve',
      dataType: 'evolve',
    });
    expect(schemaContract('freeze')).toMatchObject({ tables: 'freeze', dataType: 'freeze' });
    expect(schemaContract({ columns: 'discard_row' })).toMatchObject({
      tables: 'evolve',
      columns: 'discard_row',
    });
  });

  test('becomes actions and steps', () => {
    const look = (): undefined => undefined;
    const filter = (): boolean => true;
    const split = (): unknown[] => [];
    expect(
      answerActions([
        look,
        { status_code: 404, content: null, action: 'ignore' },
        { action: look },
      ]),
    ).toEqual([{ action: [look] }, { statusCode: 404, action: 'ignore' }, { action: [look] }]);
    expect(processingSteps([{ filter }, { yield_map: split }])).toEqual([
      { filter },
      { yieldMap: split },
    ]);
  });
});
