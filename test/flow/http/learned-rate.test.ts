import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { restApiSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { crmConfig } from '../../support/crm.ts';

/** Rows go nowhere. */
const sink = (): Writable =>
  new Writable({ objectMode: true, write: (_row, _encoding, done) => done() });

test('a limit that nobody configured is kept as soon as the API tells of it, by six resources together', async () => {
  const rate = 25;
  await using api = await startSampleApi({ rate, sizes: { contacts: 300, deals: 300 } });
  const report = await sync(restApiSource(crmConfig(api)), { to: sink() });
  expect(report.resources.map(({ verdict }) => verdict)).not.toContain('incomplete');
  const refused = api.requests.filter(({ status }) => status === 429);
  // without the limit most of those behind the first window are refused; a busy machine may bring two close together
  expect(refused.length).toBeLessThanOrEqual(3);
  // the requests filled several windows, each of them nearly, if the machine let them
  const [first, last] = [api.requests[0], api.requests.at(-1)];
  const windows = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1000;
  expect(api.requests.length).toBeGreaterThan(2 * rate);
  expect(api.requests.length).toBeGreaterThan(windows * rate * 0.5);
});
