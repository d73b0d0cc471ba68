import { describe, expect, test } from 'vitest';
import { churn } from '../../../fixtures/api/churn.ts';
import { restApiSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { contactsOnly, crmConfig, crmSource, query } from '../../support/crm.ts';
import { reportOf, syncSuite } from '../../support/sync-suite.ts';

const suite = syncSuite();
const defaults = { primary_key: 'id', write_disposition: 'merge' } as const;

describe('a collection that moves while it is synced', () => {
  test.each([1, 2, 3])(
    'is complete all the same, and holds every row that stayed, seed %i',
    async (seed) => {
      const before: string[] = [];
      const api = await suite.start({ sizes: { contacts: 600 }, onRequest: churn(40, seed) });
      before.push(...api.ids('contacts'));
      const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
      expect(reportOf(report, 'contacts')).toMatchObject({ verdict: 'complete', basis: 'overlap' });
      const after = new Set(api.ids('contacts'));
      const stayed = before.filter((id) => after.has(id));
      const rows = await query(suite.file, 'SELECT id FROM contacts');
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(stayed));
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    },
  );
});

describe('a run that was interrupted', () => {
  test('goes on from its last whole page, and is complete', async () => {
    const api = await suite.start({
      sizes: { contacts: 300 },
      faults: [
        { resource: 'contacts', offset: 152, times: 5, action: { type: 'status', code: 500 } },
      ],
    });
    const first = reportOf(
      await sync(crmSource(api), { to: suite.file, resources: ['contacts'] }),
      'contacts',
    );
    expect(first).toMatchObject({
      verdict: 'incomplete',
      reason: 'failed_page',
      staged: 153,
      resumed: false,
    });
    const asked = api.requests.length;
    const second = reportOf(
      await sync(crmSource(api), { to: suite.file, resources: ['contacts'] }),
      'contacts',
    );
    expect(second).toMatchObject({
      verdict: 'complete',
      resumed: true,
      carried: 153,
      received: 147,
      inserted: 300,
    });
    expect(Number(api.requests[asked]?.query['offset'])).toBe(152);
  });

  test('starts over where it is asked another way, and says why', async () => {
    const api = await suite.start({
      sizes: { contacts: 300 },
      faults: [
        { resource: 'contacts', offset: 160, times: 5, action: { type: 'status', code: 500 } },
      ],
    });
    const options = { to: suite.file, resources: ['contacts'] };
    await sync(crmSource(api), { ...options, verify: 'total' });
    const second = reportOf(await sync(crmSource(api), options), 'contacts');
    expect(second).toMatchObject({
      verdict: 'complete',
      resumed: false,
      carried: 0,
      received: 300,
    });
    expect(second.warnings[0]).toContain('160 rows');
  });

  test('starts over where its headers have changed, for they may choose other rows', async () => {
    const api = await suite.start({
      sizes: { contacts: 100 },
      faults: [
        { resource: 'contacts', offset: 57, times: 5, action: { type: 'status', code: 500 } },
      ],
    });
    const config = crmConfig(api, contactsOnly());
    const withWorkspace = (id: string): ReturnType<typeof crmSource> =>
      crmSource(api, { ...config, client: { ...config.client, headers: { 'X-Workspace': id } } });
    await sync(withWorkspace('1'), { to: suite.file });
    const second = reportOf(await sync(withWorkspace('2'), { to: suite.file }), 'contacts');
    expect(second).toMatchObject({ resumed: false, received: 100 });
  });

  test('starts over when it is told to', async () => {
    const api = await suite.start({
      sizes: { contacts: 100 },
      faults: [
        { resource: 'contacts', offset: 57, times: 5, action: { type: 'status', code: 500 } },
      ],
    });
    const options = { to: suite.file, resources: ['contacts'] };
    await sync(crmSource(api), options);
    const second = reportOf(await sync(crmSource(api), { ...options, full: true }), 'contacts');
    expect(second).toMatchObject({ resumed: false, received: 100, inserted: 100 });
  });
});

test('a wait beyond the deadline ends the walk as incomplete, and the next run goes on', async () => {
  const api = await suite.start({
    sizes: { contacts: 100 },
    faults: [{ resource: 'contacts', offset: 57, action: { type: 'retryAfter', value: '3600' } }],
  });
  const config = crmConfig(api, contactsOnly());
  const source = restApiSource(
    { ...config, client: { ...config.client, deadline_seconds: 20 } },
    { env: {} },
  );
  const first = reportOf(await sync(source, { to: suite.file }), 'contacts');
  expect(first).toMatchObject({ verdict: 'incomplete', reason: 'deadline', staged: 58 });
  expect(first.error).toBeUndefined();
  expect(first.warnings.join()).toMatch(/would have to wait until \d{4}-/);
  const second = reportOf(
    await sync(crmSource(api, contactsOnly()), { to: suite.file }),
    'contacts',
  );
  expect(second).toMatchObject({ verdict: 'complete', carried: 58, inserted: 100 });
});

test('a body that says it is an error is none of the pages', async () => {
  const api = await suite.start({
    sizes: { contacts: 100 },
    faults: [
      {
        resource: 'contacts',
        offset: 19,
        action: { type: 'body', text: '{"contacts":[],"error":"quota"}' },
      },
    ],
  });
  const config = crmConfig(api, contactsOnly());
  const client = { ...config.client, error_path: 'error', retry: { attempts: 1 } };
  const source = restApiSource({ ...config, client }, { env: {} });
  const contacts = reportOf(await sync(source, { to: suite.file }), 'contacts');
  expect(contacts.error).toMatchObject({ code: 'PARSE_ERROR_BODY' });
  expect(contacts.error?.message).toContain('quota');
});

describe('rows that the API no longer has', () => {
  const ids = (where: string): Promise<unknown[]> =>
    query(suite.file, `SELECT id FROM contacts WHERE ${where} ORDER BY id::BIGINT`);

  test('stay where nothing is said', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    await sync(crmSource(api, contactsOnly()), { to: suite.file });
    api.collection('contacts').deleteAt(10);
    const report = reportOf(
      await sync(crmSource(api, contactsOnly()), { to: suite.file }),
      'contacts',
    );
    expect(report).toMatchObject({ deleted: 0, unchanged: 49 });
    expect(await ids('true')).toHaveLength(50);
  });

  test('are marked, and unmarked when they come back', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    const source = crmSource(api, {
      ...contactsOnly(),
      resource_defaults: { ...defaults, on_missing: 'mark' },
    });
    await sync(source, { to: suite.file });
    const id = api.collection('contacts').deleteAt(10);
    expect(reportOf(await sync(source, { to: suite.file }), 'contacts')).toMatchObject({
      deleted: 1,
    });
    expect(await ids('_deleted_at IS NOT NULL')).toEqual([{ id }]);
  });

  test('are deleted after a complete walk only', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    const source = crmSource(api, {
      ...contactsOnly(),
      resource_defaults: { ...defaults, on_missing: 'delete' },
    });
    await sync(source, { to: suite.file });
    api.collection('contacts').deleteAt(10);
    const exhausted = reportOf(await sync(source, { to: suite.file, verify: 'total' }), 'contacts');
    expect(exhausted).toMatchObject({ verdict: 'exhausted', deleted: 0 });
    expect(await ids('true')).toHaveLength(50);
    const complete = reportOf(await sync(source, { to: suite.file }), 'contacts');
    expect(complete).toMatchObject({ verdict: 'complete', deleted: 1, unchanged: 49 });
    expect(await ids('true')).toHaveLength(49);
  });

  test('stay when they are too many to be believed', async () => {
    const api = await suite.start({ sizes: { contacts: 50 } });
    const source = crmSource(api, {
      ...contactsOnly(),
      resource_defaults: { ...defaults, on_missing: 'delete' },
    });
    await sync(source, { to: suite.file });
    for (let i = 0; i < 20; i++) api.collection('contacts').deleteAt(0);
    const report = reportOf(await sync(source, { to: suite.file }), 'contacts');
    expect(report).toMatchObject({ verdict: 'complete', deleted: 0, refusedDeletes: 20 });
    expect(report.warnings[0]).toContain('max_delete_ratio');
    expect(await ids('true')).toHaveLength(50);
  });
});
