import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { type RestApiConfig, restApiSource, sync } from '../../../src/index.ts';

let api: SampleApi;

beforeAll(async () => {
  api = await startSampleApi();
});
afterAll(() => api.close());

function source(resources: readonly string[], from: SampleApi = api) {
  const config: RestApiConfig = {
    client: {
      base_url: from.url,
      auth: { type: 'api_key', name: 'Api-Token', api_key: from.token, location: 'header' },
      paginator: { type: 'offset', limit: 100, total_path: 'meta.total' },
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: resources.map((name) => ({ name, endpoint: { path: name, data_selector: name } })),
  };
  return restApiSource(config, { env: {} });
}

test('a Writable of the user gets every row of every resource, slowly as it takes them, and is ended', async () => {
  const seen: { readonly resource: string; readonly row: Record<string, unknown> }[] = [];
  let inside = 0;
  const to = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      inside += 1;
      expect(inside).toBe(1);
      seen.push(chunk);
      setImmediate(() => {
        inside -= 1;
        done();
      });
    },
  });
  const report = await sync(source(['deals', 'lists']), { to });

  expect(to.writableFinished).toBe(true);
  for (const name of ['deals', 'lists'] as const) {
    const rows = seen.filter(({ resource }) => resource === name).map(({ row }) => row);
    expect(rows).toEqual([...api.rows(name)]);
  }
  expect(report.resources.map(({ name, inserted, error }) => [name, inserted, error])).toEqual([
    ['deals', 861, undefined],
    ['lists', 12, undefined],
  ]);
});

test('a Writable that fails ends the resources with its error, and sync resolves', async () => {
  let count = 0;
  const to = new Writable({
    objectMode: true,
    write: (_chunk, _encoding, done) => {
      count += 1;
      done(count === 150 ? new Error('the queue is gone') : null);
    },
  });
  const report = await sync(source(['deals', 'contacts']), { to });
  for (const { verdict, reason, error } of report.resources) {
    expect({ verdict, reason }).toEqual({ verdict: 'incomplete', reason: undefined });
    expect(error?.message).toContain('the queue is gone');
  }
});

test('a Writable that is destroyed under way ends the run without an error of its own', async () => {
  let count = 0;
  const to = new Writable({
    objectMode: true,
    write: (_chunk, _encoding, done) => {
      count += 1;
      if (count === 150) to.destroy();
      done();
    },
  });
  await using large = await startSampleApi({ rows: 20_000 });
  const report = await sync(source(['contacts'], large), { to });
  expect(report.verdict).toBe('incomplete');
  expect(report.resources[0]?.inserted).toBeLessThanOrEqual(150);
  expect(large.requests.length).toBeLessThan(100);
});
