import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { duckdb } from '../../../src/duckdb-writable.ts';
import { streamLines } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { dedupe } from '../../../src/transform/dedupe.ts';
import { contactsOnly, crmSource, query } from '../../support/crm.ts';
import { syncSuite } from '../../support/sync-suite.ts';

const suite = syncSuite();

describe('stream()', () => {
  test('gives the rows as objects, as the API sent them, and a report at the end', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    const stream = crmSource(api).stream('contacts');
    expect(await stream.toArray()).toEqual([...api.rows('contacts')]);
    expect(await stream.report).toMatchObject({
      name: 'contacts',
      verdict: 'exhausted',
      basis: 'total',
      received: 50,
      pages: 4,
    });
  });

  test('asks only as fast as it is read, and lets everything go when it is left', async () => {
    const api = await suite.start({ sizes: { contacts: 2000 } });
    const stream = crmSource(api).stream('contacts');
    let seen = 0;
    for await (const row of stream) {
      expect(row['id']).toBeTypeOf('string');
      if (++seen === 30) break;
    }
    expect(await stream.report).toMatchObject({ verdict: 'incomplete', reason: 'aborted' });
    // the page that was read, those read ahead, and a window of four behind them
    expect(api.requests.length).toBeLessThan(12);
  });

  test('ends when its signal aborts, also while nobody reads it', async () => {
    const api = await suite.start({ sizes: { contacts: 2000 } });
    const stop = new AbortController();
    const stream = crmSource(api).stream('contacts', { signal: stop.signal });
    const failed = new Promise((resolve) => stream.once('error', resolve));
    stream.once('data', () => {
      stream.pause();
      stop.abort(new Error('enough'));
    });
    expect(await stream.report).toMatchObject({ verdict: 'incomplete', reason: 'aborted' });
    expect(await failed).toBe(stop.signal.reason);
  });

  test('makes integers beyond 2^53 bigint', async () => {
    const api = await suite.start({
      sizes: { contacts: 1 },
      faults: [{ nth: 1, action: { type: 'rowText', text: '{"id":9007199254740993,"x":1.5}' } }],
    });
    expect(await crmSource(api).stream('contacts').toArray()).toEqual([
      { id: 9007199254740993n, x: 1.5 },
    ]);
  });

  test('fails with the error of the page, behind the rows before it', async () => {
    const api = await suite.start({
      sizes: { contacts: 100 },
      faults: [
        {
          resource: 'contacts',
          offset: 40,
          times: Infinity,
          action: { type: 'status', code: 500 },
        },
      ],
    });
    const stream = crmSource(api).stream('contacts');
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const _ of stream) seen++;
    };
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    expect(seen).toBe(40);
    expect((await stream.report).error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
  });

  test('tells no secret, neither in its error nor in its report', async () => {
    const api = await suite.start({
      token: 'canary-0123456789',
      faults: [{ times: Infinity, action: { type: 'html', text: 'bad token canary-0123456789' } }],
    });
    const stream = crmSource(api).stream('contacts');
    await expect(stream.toArray()).rejects.toThrow('bad token ***');
    expect((await stream.report).error?.message).toContain('bad token ***');
    expect(inspect(await stream.report, { depth: 9 })).not.toContain('canary');
  });

  test('ends with the reason of a signal', async () => {
    const api = await suite.start({ latencyMs: 60_000 });
    const stop = new AbortController();
    const stream = crmSource(api).stream('contacts', { signal: stop.signal });
    setImmediate(() => stop.abort(new Error('enough')));
    await expect(stream.toArray()).rejects.toThrow('enough');
  });

  test('proves its rows where it is told to, and sends each once', async () => {
    const api = await suite.start({ sizes: { contacts: 90 } });
    const stream = crmSource(api).stream('contacts', { verify: 'overlap' });
    expect(await stream.toArray()).toEqual([...api.rows('contacts')]);
    expect(await stream.report).toMatchObject({
      verdict: 'complete',
      basis: 'overlap',
      received: 90,
    });
  });

  test('makes exactly the requests of the format by itself, whatever the configuration says', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    const source = crmSource(api, { resource_defaults: { primary_key: 'id', verify: 'overlap' } });
    await source.stream('contacts').toArray();
    expect(api.requests.map(({ query }) => query['offset'])).toEqual(['0', '20', '40', '60']);
  });

  test('needs no primary key', async () => {
    const api = await suite.start({ sizes: { contacts: 30 } });
    const source = crmSource(api, { resource_defaults: {}, ...contactsOnly() });
    expect(await source.stream('contacts').toArray()).toHaveLength(30);
  });

  test('of a resource that is not there names those that are', async () => {
    const api = await suite.start();
    expect(() => crmSource(api).stream('contact')).toThrow(
      /`contact` is not a resource.*`contacts`/,
    );
  });
});

test('streamLines gives the text of each row as the API wrote it, one a line', async () => {
  const text = '{"id":1,"n":1.50,"big":12345678901234567890123}';
  const api = await suite.start({
    sizes: { contacts: 1 },
    faults: [{ nth: 1, action: { type: 'rowText', text } }],
  });
  const chunks = await streamLines(crmSource(api), 'contacts').toArray();
  expect(Buffer.concat(chunks as Buffer[]).toString()).toBe(`${text}\n`);
});

describe('the three stages in one pipeline', () => {
  test('fill a table as sync does', async () => {
    const api = await suite.start({ sizes: { contacts: 1200 } });
    const stages = [
      dedupe({ key: 'id' }),
      duckdb(suite.file, { table: 'contacts', key: 'id', dataset: 'staged' }),
    ] as const;
    await pipeline(crmSource(api).stream('contacts'), ...stages);
    await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const difference =
      'SELECT * EXCLUDE (_load_id) FROM staged.contacts EXCEPT SELECT * EXCLUDE (_load_id) FROM main.contacts';
    expect(await query(suite.file, difference)).toEqual([]);
    expect(await query(suite.file, 'SELECT count(*)::INTEGER AS n FROM staged.contacts')).toEqual([
      { n: 1200 },
    ]);
  });

  test('fold nothing when one of them fails, and leave no staging behind', async () => {
    const api = await suite.start({
      sizes: { contacts: 1200 },
      faults: [
        {
          resource: 'contacts',
          offset: 1100,
          times: Infinity,
          action: { type: 'status', code: 404 },
        },
      ],
    });
    const run = pipeline(
      crmSource(api).stream('contacts'),
      duckdb(suite.file, { table: 'contacts', key: 'id' }),
    );
    await expect(run).rejects.toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    const tables = await query(
      suite.file,
      `SELECT schema_name, table_name FROM duckdb_tables() WHERE estimated_size > 0`,
    );
    expect(tables.filter(({ table_name: name }) => String(name).includes('contacts'))).toEqual([]);
  });

  test('may share one file at the same time', async () => {
    const api = await suite.start({ sizes: { contacts: 700, deals: 300 } });
    const source = crmSource(api);
    await Promise.all([
      pipeline(source.stream('contacts'), duckdb(suite.file, { table: 'contacts', key: 'id' })),
      pipeline(source.stream('deals'), duckdb(suite.file, { table: 'deals', key: 'id' })),
      sync(source, { to: suite.file, resources: ['lists'] }),
    ]);
    const counts = `SELECT (SELECT count(*) FROM contacts)::INTEGER AS contacts, (SELECT count(*) FROM deals)::INTEGER AS deals, (SELECT count(*) FROM lists)::INTEGER AS lists`;
    expect(await query(suite.file, counts)).toEqual([{ contacts: 700, deals: 300, lists: 12 }]);
  });

  test('refuse a row without a key, and the table is as it was', async () => {
    await suite.start();
    const sink = duckdb(suite.file, { table: 't', key: 'id' });
    const run = pipeline([{ id: 1 }, { id: null }], sink);
    await expect(run).rejects.toMatchObject({ code: 'PARSE_KEY_MISSING' });
  });

  test('keep bigint whole', async () => {
    await suite.start();
    await pipeline(
      [{ id: 1, n: 12345678901234567890n }],
      duckdb(suite.file, { table: 't', key: 'id' }),
    );
    expect(await query(suite.file, 'SELECT n::VARCHAR AS n FROM t')).toEqual([
      { n: '12345678901234567890' },
    ]);
  });

  test.each([
    [{ table: '', key: 'id' }, 'table'],
    [{ table: 't', key: '' }, 'key'],
    [{ table: 't', key: [] }, 'key'],
  ])('refuse the options %j', (options, path) => {
    expect(() => duckdb('x.duckdb', options)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path })] }),
    );
  });
});
