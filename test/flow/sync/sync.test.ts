import { readFile, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { SluiceEvent } from '../../../src/events.ts';
import { sync } from '../../../src/sync.ts';
import { CRM_RESOURCES, crmSource, query } from '../../support/crm.ts';
import { reportOf, syncSuite } from '../../support/sync-suite.ts';

const suite = syncSuite();

describe('six resources into DuckDB', () => {
  test('are there whole, each once, in the last form received; a second run rewrites nothing', async () => {
    const api = await suite.start();
    const first = await sync(crmSource(api), { to: suite.file });
    expect(first.verdict).toBe('complete');
    for (const name of CRM_RESOURCES) {
      const ids = [...api.ids(name)];
      expect(reportOf(first, name)).toMatchObject({
        received: ids.length,
        inserted: ids.length,
        table: name,
      });
      const rows = await query(suite.file, `SELECT id FROM ${name} ORDER BY id::BIGINT`);
      expect(rows.map(({ id }) => id)).toEqual(ids);
    }
    const look = `SELECT rowid, id, _load_id FROM contacts ORDER BY rowid`;
    const before = await query(suite.file, look);
    const second = await sync(crmSource(api), { to: suite.file });
    for (const name of CRM_RESOURCES) {
      expect(reportOf(second, name)).toMatchObject({
        inserted: 0,
        updated: 0,
        unchanged: [...api.ids(name)].length,
      });
    }
    expect(await query(suite.file, look)).toEqual(before);
  });

  test('take in what changed, and only that', async () => {
    const api = await suite.start({ sizes: { contacts: 100 } });
    await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    const contacts = api.collection('contacts');
    const [changed, added] = [contacts.touch(7), contacts.insertAt(100)];
    const report = await sync(crmSource(api), { to: suite.file, resources: ['contacts'] });
    expect(reportOf(report, 'contacts')).toMatchObject({
      received: 101,
      inserted: 1,
      updated: 1,
      unchanged: 99,
    });
    const rows = await query(
      suite.file,
      `SELECT id FROM contacts WHERE _load_id = '${report.loadId}' ORDER BY id::BIGINT`,
    );
    expect(rows.map(({ id }) => id)).toEqual(
      [changed, added].sort((a, b) => Number(a) - Number(b)),
    );
  });

  test('keep each value as the API sent it', async () => {
    const api = await suite.start();
    await sync(crmSource(api), { to: suite.file, resources: ['deals'] });
    const rows = await query(
      suite.file,
      'SELECT * REPLACE (to_json(links) AS links) FROM deals ORDER BY id::BIGINT',
    );
    const sent = [...api.rows('deals')];
    for (const [i, row] of rows.entries()) {
      expect(row['id']).toBe(sent[i]?.['id']);
      expect(row['group']).toBe(sent[i]?.['group'] ?? null);
      expect(row['win_probability']).toBe(sent[i]?.['winProbability']?.toString() ?? null);
      const links = Object.values(JSON.parse(String(row['links'] ?? '{}')) as object);
      expect(links.filter((link) => link !== null)).toEqual(
        Object.values(sent[i]?.['links'] ?? {}),
      );
    }
  });

  test('are written down in the books', async () => {
    const api = await suite.start();
    const report = await sync(crmSource(api, {}, { name: 'crm' }), {
      to: suite.file,
      resources: ['lists'],
    });
    expect(await query(suite.file, 'SELECT load_id, source, verdict FROM _sluice.loads')).toEqual([
      { load_id: report.loadId, source: 'crm', verdict: 'complete' },
    ]);
    const [row] = await query(suite.file, 'SELECT * FROM _sluice.resources');
    expect(row).toMatchObject({
      resource: 'lists',
      verdict: 'complete',
      received: '12',
      inserted: '12',
    });
    expect(JSON.stringify(await query(suite.file, 'FROM _sluice.resources'))).not.toContain(
      api.token,
    );
  });

  test('go into the schema of the dataset', async () => {
    const api = await suite.start();
    await sync(crmSource(api), { to: suite.file, resources: ['lists'], dataset: 'crm raw' });
    expect(await query(suite.file, 'SELECT count(*)::INTEGER AS n FROM "crm raw".lists')).toEqual([
      { n: 12 },
    ]);
  });

  test('say what happens, in order', async () => {
    const api = await suite.start();
    const events: SluiceEvent[] = [];
    await sync(crmSource(api), {
      to: suite.file,
      resources: ['lists'],
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ type }) => type)).toEqual([
      'load_started',
      'resource_started',
      'page',
      'page',
      'page',
      'resource_finished',
      'load_finished',
    ]);
  });

  test('are loaded to the end when an event handler throws, and its error is not lost', async () => {
    const api = await suite.start();
    const onEvent = (): void => {
      throw new Error('in the handler');
    };
    const run = sync(crmSource(api), { to: suite.file, resources: ['lists'], onEvent });
    await expect(run).rejects.toThrow('in the handler');
    expect(await query(suite.file, 'SELECT count(*)::INTEGER AS n FROM lists')).toEqual([
      { n: 12 },
    ]);
  });

  test('ten more runs leave the file hardly larger than the second did', async () => {
    const api = await suite.start({ sizes: { contacts: 1500 } });
    const size = async (): Promise<number> => {
      await sync(crmSource(api), { to: suite.file, resources: ['contacts', 'lists'] });
      return (await stat(suite.file)).size;
    };
    await size();
    const second = await size();
    let last = 0;
    for (let run = 0; run < 10; run++) last = await size();
    expect(last).toBeLessThanOrEqual(second + Math.max(second * 0.05, 1024 * 1024));
  });
});

describe('other destinations', () => {
  test('a Writable gets resource and row, as objects, and is ended', async () => {
    const api = await suite.start();
    const seen: { resource: string; row: Record<string, unknown> }[] = [];
    const to = new Writable({
      objectMode: true,
      write(chunk, _encoding, done) {
        seen.push(chunk);
        done();
      },
    });
    const report = await sync(crmSource(api), { to, resources: ['lists', 'forms'] });
    expect(to.writableFinished).toBe(true);
    expect(seen.filter(({ resource }) => resource === 'lists').map(({ row }) => row)).toEqual([
      ...api.rows('lists'),
    ]);
    expect(seen).toHaveLength(17);
    expect(reportOf(report, 'lists')).toMatchObject({ received: 12, inserted: 12 });
  });
});

test('no byte of the key is in the database file', async () => {
  const api = await suite.start({ token: 'canary-0123456789' });
  await sync(crmSource(api), { to: suite.file, resources: ['lists'] });
  api.addFault({
    resource: 'lists',
    action: { type: 'body', text: '{"echo":"canary-0123456789"}' },
  });
  const report = await sync(crmSource(api), { to: suite.file, resources: ['lists'] });
  expect(reportOf(report, 'lists').error).toBeDefined();
  expect((await readFile(suite.file)).includes('canary')).toBe(false);
});
