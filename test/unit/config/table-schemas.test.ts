import { describe, expect, test } from 'vitest';
import { columnHints, tableKeys } from '../../../src/config/format/columns.ts';
import { answerActions, processingSteps } from '../../../src/config/format/steps.ts';
import { schemaContract, writeMode, writeProblem } from '../../../src/config/format/table.ts';
import {
  expectRefusal,
  inEndpoint,
  inResource,
  type Refusal,
} from '../../support/config-issues.ts';

const column = (name: string, hints: object, key: string, message: RegExp): Refusal =>
  inResource(name, { columns: { a: hints } }, `columns.a${key}`, message);
const action = (name: string, entry: unknown, at: string, message: RegExp): Refusal =>
  inEndpoint(name, { response_actions: [entry] }, `response_actions[0]${at}`, message);
const disposition = (name: string, value: unknown, at: string, message: RegExp): Refusal =>
  inResource(name, { write_disposition: value }, `write_disposition${at}`, message);

describe('What is said of rows and tables is refused at the exact path', () => {
  test.each<Refusal>([
    column('an unknown hint', { typ: 'x' }, '.typ', /a column has no key `typ`/),
    column('a hint of other databases', { partition: true }, '.partition', /not available in/),
    column('an unknown type', { data_type: 'str' }, '.data_type', /must be one of `text`/),
    column('digits of no number', { data_type: 'bool', precision: 1 }, '.precision', /goes with/),
    column('a scale of text', { data_type: 'text', scale: 1 }, '.scale', /`decimal`, `wei` only/),
    inResource('a column without a name', { columns: [{}] }, 'columns[0].name', /is missing/),
    inResource(
      'a column twice',
      { columns: [{ name: 'a' }, { name: 'a' }] },
      'columns[1].name',
      /is the name of column 0/,
    ),
    action(
      'an action with a status as text',
      { status_code: '404', action: 'ignore' },
      '.status_code',
      /must be a status/,
    ),
    action(
      'an unknown action',
      { status_code: 404, action: 'drop' },
      '.action',
      /`ignore`, got `drop`/,
    ),
    action('no action', { status_code: 404 }, '.action', /but it is missing/),
    action('ignore without a condition', { action: 'ignore' }, '.action', /needs a condition/),
    action('an empty list of functions', { action: [] }, '.action', /must be a list of functions/),
    inResource(
      'a step that does nothing',
      { processing_steps: [{}] },
      'processing_steps[0]',
      /does nothing/,
    ),
    inResource(
      'a misspelt step',
      { processing_steps: [{ fliter: () => true }] },
      'processing_steps[0].fliter',
      /Did you mean `filter`\?/,
    ),
    disposition('skip', 'skip', '', /`selected: false`/),
    disposition('a function', () => 'merge', '', /a function here is not available yet/),
    disposition(
      'scd2',
      { disposition: 'merge', strategy: 'scd2' },
      '.strategy',
      /`scd2` is not available yet/,
    ),
    disposition(
      'a strategy of append',
      { disposition: 'append', strategy: 'upsert' },
      '.strategy',
      /`merge` only/,
    ),
    disposition(
      'deduplicated without its strategy',
      { disposition: 'merge', deduplicated: false },
      '.deduplicated',
      /`delete-insert` only/,
    ),
    disposition(
      'rows that are deduplicated',
      { disposition: 'merge', strategy: 'delete-insert', deduplicated: true },
      '.deduplicated',
      /`true` is not available yet/,
    ),
    disposition(
      'an option of scd2',
      { disposition: 'merge', boundary_timestamp: 'x' },
      '.boundary_timestamp',
      /not available yet/,
    ),
    inResource(
      'an unknown contract',
      { schema_contract: { tables: 'evolv' } },
      'schema_contract.tables',
      /Did you mean `evolve`\?/,
    ),
  ])('$name', expectRefusal);
});

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
