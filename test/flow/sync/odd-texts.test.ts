import { describe, expect, test } from 'vitest';
import { Reply } from '../../support/family-suite.ts';
import { oneResource } from '../../support/one-resource.ts';
import { reportOf } from '../../support/sync-suite.ts';

const { suite, config } = oneResource();

interface Named {
  readonly name: string;
}

/** Loads a body that is sent as it stands. */
async function loadBody(body: string | Buffer, type = 'application/json', over: object = {}) {
  suite.api.answer = () => new Reply(200, body, { 'content-type': type });
  return reportOf(await suite.load(config(over)), 'items');
}

const valuesOf = async (sql: string): Promise<unknown[]> =>
  (await suite.rows(sql)).map((row) => Object.values(row)[0]);

const CAFES = ['café', 'cafè', 'cafê'];
const bodyOf = (ids: readonly string[]): string =>
  JSON.stringify({ data: ids.map((id) => ({ id, name: id })) });

/** Rows that take the place of those of their team. */
const GROUPS = { primary_key: undefined, merge_key: 'team' };

describe('a lone surrogate', () => {
  test.each<[string, string, object]>([
    ['in a name', '{"id":1,"a\\ud800b":2,"a\\ud801b":3}', {}],
    ['in a name that is nearly the only one', '{"id":1,"\\udc00":2}', {}],
    ['in a nested name', '{"id":1,"o":{"\\ud800":1,"\\ud801":2}}', {}],
    ['in a value', '{"id":1,"v":"\\ud800"}', {}],
    ['in a value of a name with one', '{"id":1,"\\ud800":"\\ud800"}', {}],
    [
      'beside a number that a double does not hold',
      '{"id":1,"\\ud800":0.12345678901234567890}',
      {},
    ],
    [
      'in a name, with a step',
      '{"id":1,"\\ud800":2}',
      { processing_steps: [{ map: (r: object) => r }] },
    ],
  ])('%s loads, and loads again unchanged', async (_what, row, over) => {
    const body = `{"data":[${row}]}`;
    expect(await loadBody(body, undefined, over)).toMatchObject({
      inserted: 1,
      verdict: 'complete',
    });
    expect(await loadBody(body, undefined, over)).toMatchObject({
      unchanged: 1,
      verdict: 'complete',
    });
  });

  test('in names gives each a column of its own, and values of names are kept', async () => {
    await loadBody('{"data":[{"id":1,"a\\ud800":2,"a\\ud801":3,"a\\ufffd":4}]}');
    expect(await suite.rows('SELECT * EXCLUDE (_load_id) FROM items')).toEqual([
      { id: '1', a_d800: '2', a_d801: '3', a_: '4' },
    ]);
  });

  const keys = [
    '\\ud800',
    '\\ud801',
    '\\udc00',
    'a\\ud800',
    'a\\ud801',
    '\\ufffd',
    '\\ud83d\\ude00',
  ];
  test.each<[string, object, (key: string) => string]>([
    ['a key', {}, (key) => `{"id":"${key}"}`],
    ['a compound key', { primary_key: ['id', 'b'] }, (key) => `{"id":"${key}","b":1}`],
    ['a key by the name of its column', { primary_key: 'my_id' }, (key) => `{"myId":"${key}"}`],
    [
      'a key behind a step',
      { processing_steps: [{ map: (row: object) => ({ ...row, more: 1 }) }] },
      (key) => `{"id":"${key}"}`,
    ],
    [
      'a key of rows found by a path',
      { endpoint: { data_selector: '$..items', paginator: 'single_page' } },
      (key) => `{"items":{"id":"${key}"}}`,
    ],
  ])('in %s keeps rows apart, load after load', async (_what, over, rowOf) => {
    const body = `{"data":[${keys.map(rowOf).join(',')}]}`;
    const first = await loadBody(body, undefined, over);
    expect(first).toMatchObject({ inserted: keys.length, duplicates: 0, verdict: 'complete' });
    const again = await loadBody(body, undefined, over);
    expect(again).toMatchObject({ unchanged: keys.length, duplicates: 0, verdict: 'complete' });
    expect(await valuesOf('SELECT count(*) FROM items')).toEqual([String(keys.length)]);
  });

  test.each<[string, object, (key: string) => string]>([
    ['', GROUPS, (key) => `{"team":"${key}"}`],
    [', by the name of its column', { merge_key: 'my_team' }, (key) => `{"myTeam":"${key}"}`],
    [', beside a key', { primary_key: 'id' }, (key) => `{"id":"${key}","team":"${key}"}`],
    [', in a list', {}, (key) => `{"team":["${key}"]}`],
  ])('in a merge key keeps groups apart%s', async (_what, over, rowOf) => {
    const rows = keys.map((key) => rowOf(key));
    await loadBody(`{"data":[${rows.join(',')}]}`, undefined, { ...GROUPS, ...over });
    const again = await loadBody(`{"data":[${rows[0]}]}`, undefined, { ...GROUPS, ...over });
    expect(again).toMatchObject({ deleted: again.inserted, verdict: 'complete' });
    expect(await valuesOf('SELECT count(*) FROM items')).toEqual([String(keys.length)]);
  });

  test('in a message of an error is no obstacle to the books', async () => {
    const report = await loadBody('{"\\ud800":[]}');
    expect(report.error?.message).toContain('data');
    expect(
      await valuesOf("SELECT count(*) FROM _sluice.resources WHERE reason = 'failed_page'"),
    ).toEqual(['1']);
  });
});

describe('the charset of a response', () => {
  test.each<[string, string, BufferEncoding]>([
    ['application/json; charset=iso-8859-1', 'Latin-1', 'latin1'],
    ['application/json;CHARSET="ISO-8859-1"', 'Latin-1, in quotes', 'latin1'],
    ['text/plain; foo=bar; charset=latin1; x=y', 'Latin-1, among others', 'latin1'],
    ['application/json; charset=utf-16', 'UTF-16', 'utf16le'],
    ['application/json; charset=utf-8', 'UTF-8', 'utf8'],
    ['application/json', 'none', 'utf8'],
  ])('%s is honoured', async (type, _what, encoding) => {
    const report = await loadBody(Buffer.from(bodyOf(CAFES), encoding), type);
    expect(report).toMatchObject({ inserted: 3, duplicates: 0, verdict: 'complete', warnings: [] });
    expect(await valuesOf('SELECT id FROM items ORDER BY id')).toEqual([...CAFES].sort());
    expect(await valuesOf('SELECT name FROM items ORDER BY id')).toEqual([...CAFES].sort());
  });

  test('is that of what a response action left as it was, and not of what it made', async () => {
    const endpoint = (action: (answer: { body: object }) => unknown): object => ({
      endpoint: {
        data_selector: 'data',
        paginator: 'single_page',
        response_actions: [
          { status_code: 200, action: (answer: { body: object }) => action(answer) },
        ],
      },
    });
    const body = Buffer.from(bodyOf(CAFES), 'latin1');
    const type = 'application/json; charset=iso-8859-1';
    await loadBody(
      body,
      type,
      endpoint(() => undefined),
    );
    await loadBody(
      body,
      type,
      endpoint((answer) => ({ ...answer, body: { ...answer.body } })),
    );
    expect(await valuesOf('SELECT id FROM items ORDER BY id')).toEqual([...CAFES].sort());
  });

  test('that nobody knows is told, and the body read as UTF-8', async () => {
    const report = await loadBody(bodyOf(CAFES), 'application/json; charset=x-odd');
    expect(report).toMatchObject({ inserted: 3, warnings: [expect.stringMatching(/x-odd/)] });
  });

  test('is that of an error, too', async () => {
    suite.api.answer = () =>
      new Reply(400, Buffer.from('{"error":"pas trouvé"}', 'latin1'), {
        'content-type': 'application/json; charset=iso-8859-1',
      });
    const report = reportOf(await suite.load(config()), 'items');
    expect(report.error?.message).toContain('pas trouvé');
  });
});

describe('a key whose bytes are not valid', () => {
  test.each<[string, object]>([
    ['alone', {}],
    ['one of several', { primary_key: ['id', 'name'] }],
    ['found by a path', { endpoint: { data_selector: '$.data[*]', paginator: 'single_page' } }],
    ['behind a filter', { processing_steps: [{ filter: () => true }] }],
    ['behind a step', { processing_steps: [{ map: (row: object) => ({ ...row, more: 1 }) }] }],
    ['made by a step', { processing_steps: [{ map: ({ name }: Named) => ({ id: name }) }] }],
    ['in several tables', { table_name: () => 'items' }],
  ])('is refused: %s', async (_what, over) => {
    const report = await loadBody(Buffer.from(bodyOf(CAFES), 'latin1'), undefined, over);
    expect(report).toMatchObject({ verdict: 'incomplete', inserted: 0 });
    expect(report.error).toMatchObject({
      code: 'PARSE_KEY_MISSING',
      message: expect.stringMatching(
        /^items, page 1: row 1 .*`id` holds bytes that are not valid utf-8, seen as `caf\ufffd`/,
      ),
    });
  });

  test.each<[string, object]>([
    ['alone', {}],
    ['one of several', { merge_key: ['more', 'name'] }],
    ['beside a key', { primary_key: 'more' }],
    ['by the name of its column', { merge_key: 'my_name' }],
    ['by a hint', { merge_key: undefined, columns: { name: { merge_key: true } } }],
    ['behind a filter', { processing_steps: [{ filter: () => true }] }],
    ['made by a step', { processing_steps: [{ map: ({ name }: Named) => ({ name }) }] }],
  ])('is refused as a merge key: %s', async (_what, over) => {
    const rows = CAFES.map((name, more) => ({ more, name, myName: name }));
    const bytes = Buffer.from(JSON.stringify({ data: rows }), 'latin1');
    const report = await loadBody(bytes, undefined, { ...GROUPS, merge_key: 'name', ...over });
    expect(report.error?.message).toMatch(
      /^items, page 1: row 1 has no usable merge key, `(name|myName)` holds bytes that are not valid utf-8/,
    );
    expect(report).toMatchObject({ verdict: 'incomplete', inserted: 0 });
  });

  test('is refused where it comes from the row of a parent', async () => {
    suite.api.answer = (path) =>
      path === '/items'
        ? new Reply(
            200,
            Buffer.from('{"data":[{"id":1,"name":"caf\xe9"},{"id":2,"name":"caf\xe8"}]}', 'latin1'),
            { 'content-type': 'application/json' },
          )
        : { data: [{ no: 7 }] };
    const { resources } = config() as { resources: readonly object[] };
    const visits = {
      name: 'visits',
      primary_key: ['_items_name', 'no'],
      write_disposition: 'merge',
      include_from_parent: ['name'],
      endpoint: {
        path: 'items/{resources.items.id}/visits',
        data_selector: 'data',
        paginator: 'single_page',
      },
    };
    const report = await suite.load({ resources: [...resources, visits] });
    expect(reportOf(report, 'items')).toMatchObject({ inserted: 2 });
    expect(reportOf(report, 'visits')).toMatchObject({ verdict: 'incomplete', inserted: 0 });
    expect(reportOf(report, 'visits').error?.message).toMatch(
      /^visits: its key `_items_name` comes from a row of `items`/,
    );
  });

  test('is no matter if rows have no key', async () => {
    const append = { primary_key: undefined, write_disposition: 'append' };
    const bytes = Buffer.from(bodyOf(CAFES), 'latin1');
    expect(await loadBody(bytes, undefined, append)).toMatchObject({
      inserted: 3,
      warnings: [expect.stringMatching(/not valid utf-8/)],
    });
  });

  test('is not one in which the API sent U+FFFD itself', async () => {
    const report = await loadBody(bodyOf(['\ufffd', 'a\ufffd']));
    expect(report).toMatchObject({ inserted: 2, verdict: 'complete' });
  });
});
