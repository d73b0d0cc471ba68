import { describe, expect, test } from 'vitest';
import { sync } from '../../../src/sync.ts';
import { CRM_RESOURCES, contactsOnly, crmSource, query } from '../../support/crm.ts';
import { reportOf, syncSuite } from '../../support/sync-suite.ts';

const suite = syncSuite();

describe('what goes wrong', () => {
  test('a wrong key: an error that names the header, and nothing is written', async () => {
    const api = await suite.start();
    const report = await sync(crmSource({ url: api.url, token: 'wrong-key' }), { to: suite.file });
    for (const name of CRM_RESOURCES) {
      const { error, verdict, reason } = reportOf(report, name);
      expect([verdict, reason]).toEqual(['incomplete', 'failed_page']);
      expect(error).toMatchObject({ code: 'SOURCE_AUTH' });
      expect(error?.message).toContain('`Api-Token`');
      expect(error?.message).not.toContain('wrong-key');
    }
    expect(
      await query(suite.file, `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'`),
    ).toEqual([]);
  });

  test('a resource that is not there: the other five load', async () => {
    const api = await suite.start({
      faults: [{ resource: 'segments', times: Infinity, action: { type: 'status', code: 404 } }],
    });
    const report = await sync(crmSource(api), { to: suite.file });
    expect(reportOf(report, 'segments').error?.message).toContain('404');
    for (const name of CRM_RESOURCES.filter((name) => name !== 'segments')) {
      expect(reportOf(report, name).verdict).toBe('complete');
    }
    expect(report.verdict).toBe('incomplete');
  });

  test('a body that says it is an error: it is told, and the table stays as it was', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    api.addFault({ resource: 'contacts', offset: 19, times: 5, action: { type: 'errorBody200' } });
    api.collection('contacts').touch(0);
    const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const contacts = reportOf(report, 'contacts');
    expect(contacts.error).toMatchObject({ code: 'PARSE_ERROR_BODY' });
    expect(contacts.error?.message).toContain('`errors`: `The query timed out`');
    expect(contacts.error?.message).toContain(
      'The table is as it was; 20 rows that had been received wait in staging.',
    );
    expect(contacts).toMatchObject({ received: 20, staged: 20 });
    const rows = await query(
      suite.file,
      `SELECT count(*)::INTEGER AS n FROM contacts WHERE _load_id = '${report.loadId}'`,
    );
    expect(rows).toEqual([{ n: 0 }]);

    const next = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    expect(reportOf(next, 'contacts')).toMatchObject({
      verdict: 'complete',
      resumed: true,
      carried: 20,
      received: 30,
      updated: 1,
      unchanged: 49,
    });
  });

  test('a row without a key: an error that names page, row and field', async () => {
    const api = await suite.start({
      faults: [{ resource: 'contacts', offset: 19, action: { type: 'missingId', row: 3 } }],
    });
    const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    expect(reportOf(report, 'contacts').error?.message).toMatch(
      /^contacts, page 2: row 4 .*`id` is missing/,
    );
  });

  test('one key in two forms is one row, with a warning', async () => {
    const api = await suite.start({ sizes: { contacts: 20 } });
    await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const [id] = [...api.ids('contacts')];
    api.addFault({
      resource: 'contacts',
      offset: 0,
      times: Infinity,
      action: { type: 'rowText', row: 0, text: `{"id":${id},"email":"new@example.test"}` },
    });
    const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const contacts = reportOf(report, 'contacts');
    expect(contacts).toMatchObject({ received: 20, updated: 1, unchanged: 19 });
    expect(contacts.warnings[0]).toContain('`id` comes as a number and as text');
    const look = `SELECT id, email FROM contacts WHERE id = '${id}'`;
    expect(await query(suite.file, look)).toEqual([{ id, email: 'new@example.test' }]);
  });

  test('copies of a row are counted, and the last one stays', async () => {
    const api = await suite.start({
      sizes: { contacts: 60 },
      faults: [{ resource: 'contacts', offset: 19, action: { type: 'dupIds', every: 5 } }],
    });
    const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const contacts = reportOf(report, 'contacts');
    expect(contacts.duplicates).toBeGreaterThan(0);
    const rows = await query(
      suite.file,
      'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS d FROM contacts',
    );
    expect(rows).toEqual([{ n: contacts.inserted, d: contacts.inserted }]);
  });

  test('an abort: what was received waits in staging, and the report tells', async () => {
    const api = await suite.start({ latencyMs: 5 });
    const abort = new AbortController();
    const report = await sync(crmSource(api), {
      to: suite.file,
      resources: ['contacts'],
      signal: abort.signal,
      onEvent: (event) => event.type === 'page' && event.page === 5 && abort.abort(),
    });
    const contacts = reportOf(report, 'contacts');
    expect(contacts).toMatchObject({ verdict: 'incomplete', reason: 'aborted', inserted: 0 });
    expect(contacts.error).toBeUndefined();
    expect(contacts.staged).toBe(contacts.received);
    expect(contacts.received).toBeGreaterThanOrEqual(96);
  });

  test.each([
    [{ resources: ['contact'] }, '`contact` is not a resource'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ verify: 'overlaps' }, 'must be one of `overlap`, `passes`, `total`, `off`, got `overlaps`.'],
    [{ full: 1 }, 'full: must be true or false, got 1.'],
    [
      { since: '2024', until: 5 },
      'since: got text ("2024"), but no resource that is loaded is incremental (',
    ],
    [{ maxPages: 0 }, 'maxPages: must be a whole number from 1, got 0.'],
    [{ waitLockSeconds: -1 }, 'must be a number of seconds from 0 to 2147483, got -1.'],
    [{ waitLockSeconds: Number.NaN }, 'must be a number of seconds from 0 to 2147483, got NaN.'],
    [{ to: '-', waitLockSeconds: 1 }, 'got 1, but `to` is no path of a database'],
    [{ require: 'complete' }, 'require: is not an option of sync()'],
    [{ layout: 'wide' as 'dlt' }, 'one of'],
    [{ layout: 'dlt', to: '-' }, 'has no tables'],
    [{ takeOver: true }, 'goes with the layout `dlt` only'],
    [{ foo: 1 }, 'foo'],
    [{ dataset: '_sluice' }, 'dataset: `_sluice` holds the books of Sluice'],
    [{ dataset: '_SLUICE' }, 'dataset: `_SLUICE` holds the books of Sluice'],
    [{ dataset: 'temp' }, 'dataset: `temp` is a name that DuckDB keeps for itself'],
    [{ dataset: 'System' }, 'dataset: `System` is a name that DuckDB keeps for itself'],
    [{ dataset: 'pg_catalog' }, 'dataset: `pg_catalog` is a name that DuckDB keeps'],
    [{ dataset: 'information_schema' }, 'dataset: `information_schema` is a name that DuckDB'],
  ])('wrong options: %j', async (options, message) => {
    const api = await suite.start();
    await expect(
      sync(crmSource(api), { to: suite.file, ...options } as object),
    ).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
    expect(api.requests).toHaveLength(0);
  });

  test('a resource without a primary key is appended, and the report says so', async () => {
    const api = await suite.start();
    const source = crmSource(api, { resource_defaults: {}, ...contactsOnly() });
    const [contacts] = (await sync(source, { to: suite.file })).resources;
    expect(contacts?.inserted).toBe(contacts?.received);
  });

  test('a resource that is to be merged by no key is appended with a warning', async () => {
    const api = await suite.start();
    const merge = { write_disposition: 'merge' } as const;
    const source = crmSource(api, { resource_defaults: merge, ...contactsOnly() });
    const [contacts] = (await sync(source, { to: suite.file })).resources;
    expect(contacts?.inserted).toBe(contacts?.received);
    expect(contacts?.warnings.join()).toContain('merge key');
  });

  test.each(['native', 'dlt'] as const)(
    'an error says once that nothing was written, layout %s',
    async (layout) => {
      const api = await suite.start({ sizes: { contacts: 5 } });
      const source = (schema_contract: { tables: 'freeze' | 'evolve' }) =>
        crmSource(api, {
          resource_defaults: { primary_key: 'id', schema_contract },
          ...contactsOnly(),
        });
      const messageOf = async (
        tables: 'freeze' | 'evolve',
        as: 'native' | 'dlt',
      ): Promise<string | undefined> => {
        const options = { to: suite.file, layout: as, verify: 'off' } as const;
        const report = await sync(source({ tables }), options);
        return reportOf(report, 'contacts').error?.message;
      };
      const other = layout === 'dlt' ? 'native' : 'dlt';
      const frozen = await messageOf('freeze', layout);
      expect(frozen).toContain('`tables: freeze`');
      expect(await messageOf('evolve', layout)).toBeUndefined();
      const foreign = await messageOf('evolve', other);
      expect(foreign).toContain(`is of layout \`${layout}\``);
      for (const message of [frozen, foreign]) {
        expect(message?.match(/Nothing was written|as it (?:was|is)\b/g)).toHaveLength(1);
      }
    },
  );
});
