import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { startTrackerApi, type TrackerApi } from '../../../fixtures/tracker/tracker-api.ts';
import { type CliRun, createWorkplace, runToEnd, type Workplace } from '../../support/run-cli.ts';

let api: SampleApi;
let tracker: TrackerApi;
let place: Workplace;

beforeAll(async () => {
  api = await startSampleApi({
    faults: [{ resource: 'deals', times: Infinity, action: { type: 'dupIds', every: 10 } }],
  });
  tracker = await startTrackerApi();
  place = await createWorkplace(api, ['contacts', 'lists']);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await tracker.close();
  await api.close();
});

const offset = { type: 'offset', limit: 20, total_path: 'meta.total' };

/** A configuration of the sample API in a file of its own. */
async function configOf(name: string, ...resources: object[]): Promise<string> {
  const file = join(place.folder, name);
  const client = {
    base_url: api.url,
    auth: { type: 'api_key', name: 'Api-Token', api_key: api.token },
  };
  const resource_defaults = { primary_key: 'id', write_disposition: 'merge' };
  await writeFile(file, JSON.stringify({ client, resource_defaults, resources }));
  return file;
}

function check(...args: string[]): Promise<CliRun> {
  return runToEnd(['check', ...args], { cwd: place.folder, env: place.env });
}

test('a configuration that fits the API ends with 0, after one request for each resource, and writes nothing', async () => {
  const before = await readdir(place.folder);
  const asked = api.requests.length;
  const { code, stdout, stderr } = await check();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [head, titles, contacts, lists, ...more] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/sluice\.config\.json: valid, 2 resources\.$/);
  expect(titles).toMatch(/^resource +table +write +paginator +rows at +best verdict +first page$/);
  expect(contacts).toMatch(
    /^contacts +contacts +merge on id +offset +contacts +complete \(overlap\) +100 rows of 2,317, more follow$/,
  );
  expect(lists).toMatch(/ 12 rows of 12$/);
  expect(more).toEqual([]);
  expect(stdout).not.toContain(api.token);
  expect(api.requests.slice(asked).map(({ path }) => path.split('/').at(-1))).toEqual([
    'contacts',
    'lists',
  ]);
  expect(await readdir(place.folder)).toEqual(before);
});

test('--quiet tells nothing where nothing is to be told', async () => {
  expect(await check('--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('--offline asks for nothing; --only and --exclude choose', async () => {
  const asked = api.requests.length;
  const [offline, only] = await Promise.all([
    check('--offline', '--json'),
    check('--offline', '--only', 'lists'),
  ]);
  expect([offline.code, only.code]).toEqual([0, 0]);
  const { resources } = JSON.parse(offline.stdout);
  expect(resources).toMatchObject([
    { name: 'contacts', table: 'contacts', write: 'merge', paginator: 'offset', warnings: [] },
    { name: 'lists' },
  ]);
  expect(resources[0]).not.toHaveProperty('page');
  expect(only.stdout).toContain('valid, 1 resource.');
  expect(only.stdout).not.toContain('contacts');
  expect(api.requests).toHaveLength(asked);
});

test('a selector that is wrong is 1, with the names that were seen', async () => {
  const file = await configOf('selector.json', {
    name: 'contacts',
    endpoint: { data_selector: 'contact', paginator: offset },
  });
  const { code, stdout } = await check(file);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^contacts .* failed$/m);
  expect(stdout).toMatch(
    /^error: contacts, page 1: `contact` \(data_selector\) .*names seen: .*`contacts`.*`meta`/m,
  );
});

test('a total that is not there is 1, and told with its resource; an ignored answer is 3', async () => {
  const file = await configOf(
    'total.json',
    {
      name: 'lists',
      endpoint: { data_selector: 'lists', paginator: { ...offset, total_path: 'count' } },
    },
    {
      name: 'none',
      endpoint: { paginator: offset, response_actions: [{ status_code: 404, action: 'ignore' }] },
    },
    { name: 'forms', endpoint: { data_selector: '$.forms[*]', paginator: 'single_page' } },
  );
  const [all, ignored, whole] = await Promise.all([
    check(file),
    check(file, '--only', 'none', '--quiet'),
    check(file, '--only', 'forms'),
  ]);
  expect(all.code).toBe(1);
  expect(all.stdout).toMatch(/^error: lists, page 1: `total_path` \(\/count\) is not in the body/m);
  expect(ignored).toMatchObject({
    code: 3,
    stdout: 'warning: none: the response was ignored, as `response_actions` say.\n',
  });
  // not wrong, but worth knowing
  expect(whole.code).toBe(0);
  expect(whole.stdout).toMatch(/^forms: pages are read whole/m);
});

test('rows without the key are 1, with their page; what sync refuses is 2', async () => {
  const file = await configOf('no-key.json', {
    name: 'lists',
    primary_key: 'uuid',
    endpoint: { data_selector: 'lists', paginator: offset },
  });
  const appended = await configOf('on-missing.json', {
    name: 'lists',
    write_disposition: 'append',
    on_missing: 'delete',
    endpoint: { data_selector: 'lists', paginator: offset },
  });
  const [keyless, refused] = await Promise.all([check(file), check(appended)]);
  expect(keyless.code).toBe(1);
  expect(keyless.stdout).toMatch(/^lists .* 12 rows of 12$/m);
  expect(keyless.stdout).toMatch(
    /^error: lists, page 1: row 1 has no usable primary key, `uuid` is missing\.$/m,
  );
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('resources[0].on_missing: `lists` is written as `append`');
});

test('keys that stand on the page twice are 3, and so is a page without rows', async () => {
  const file = await configOf(
    'keys.json',
    { name: 'deals', endpoint: { data_selector: 'deals', paginator: offset } },
    {
      name: 'none',
      endpoint: {
        path: 'contacts?offset=9000',
        data_selector: 'contacts',
        paginator: 'single_page',
      },
    },
  );
  const { code, stdout } = await check(file);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^warning: deals: \d+ rows? .*key that stands on the page already/m);
  expect(stdout).toContain('warning: none: the first page has no rows.');
});

test('a resource that depends on another is asked for with the first row of its first page', async () => {
  const file = join(place.folder, 'tracker.json');
  const config = {
    client: { base_url: tracker.url, auth: { token: tracker.token } },
    resources: [
      { name: 'projects', selected: false, endpoint: { paginator: 'header_link' } },
      {
        name: 'issues',
        endpoint: {
          path: 'projects/{resources.projects.id}/issues',
          data_selector: 'issues',
          paginator: { type: 'offset', limit: 5, total_path: 'meta.total' },
        },
      },
      {
        name: 'comments',
        endpoint:
          'projects/{resources.issues.project_id}/issues/{resources.issues.number}/comments',
      },
    ],
  };
  await writeFile(file, JSON.stringify(config));
  const before = tracker.requests.length;
  const { stdout } = await check(file, '--json', '--only', 'issues');
  const { resources } = JSON.parse(stdout);
  expect(resources).toMatchObject([{ name: 'issues', parent: 'projects', page: { status: 200 } }]);
  const paths = tracker.requests.slice(before).map(({ path }) => path);
  expect(paths).toEqual(['/projects', '/projects/1/issues']);
});

test('how the API pages and where its rows are is found out, and told', async () => {
  const file = join(place.folder, 'auto.json');
  await writeFile(
    file,
    JSON.stringify({
      client: { base_url: tracker.url, auth: { token: tracker.token } },
      resources: ['projects', 'issues', 'events', 'users', 'audit'],
    }),
  );
  const { stdout } = await check(file, '--json');
  const found = JSON.parse(stdout).resources.map(
    ({ name, page }: { name: string; page: Record<string, unknown> }) => [
      name,
      page['paginator'],
      page['selector'],
      page['hasNext'],
    ],
  );
  expect(found).toEqual([
    ['projects', 'header_link', '$', true],
    ['issues', 'json_link', 'issues', true],
    ['events', 'cursor', 'events', true],
    ['users', 'page_number', 'users', true],
    ['audit', 'header_cursor', '$', true],
  ]);
});

test('a first page that tells nothing of others is told, with what to write, and is 3', async () => {
  const file = join(place.folder, 'silent.json');
  await writeFile(
    file,
    JSON.stringify({
      client: { base_url: tracker.url, auth: { token: tracker.token } },
      resources: [
        'priorities',
        { name: 'written', endpoint: { path: 'priorities', paginator: 'single_page' } },
      ],
    }),
  );
  const { code, stdout } = await check(file);
  expect(code).toBe(3);
  expect(stdout).toMatch(
    /^warning: priorities: its first page tells nothing of other pages.*How the API pages was not recognised.*`paginator: single_page`/m,
  );
  expect(stdout).not.toMatch(/warning: written/);
});

test('rows that the first page has not, and that no way leads to, are 3', async () => {
  const file = await configOf('unpaged.json', { name: 'contacts' });
  const { code, stdout } = await check(file);
  expect(code).toBe(3);
  expect(stdout).not.toContain('contacts: contacts:');
  expect(stdout).toMatch(/^warning: contacts: .*a total of 2317 at `meta\.total`, but 20 /m);
  expect(stdout).toContain('exhausted (end)');
});

test('what the API refuses is 1, and nothing of the key is told', async () => {
  const { code, stdout, stderr } = await runToEnd(['check', '--json'], {
    cwd: place.folder,
    env: { ...place.env, API_KEY: 'a-wrong-key-of-ours' },
  });
  expect(code).toBe(1);
  const { resources } = JSON.parse(stdout);
  expect(resources[0].error).toMatch(/^contacts, page 1: .*403/);
  expect(stdout + stderr).not.toContain('a-wrong-key-of-ours');
});

test('mistakes are 2, all at once, and nothing is asked for', async () => {
  const asked = api.requests.length;
  const file = join(place.folder, 'bad.json');
  await writeFile(
    file,
    JSON.stringify({ client: { base_url: 1, header: {} }, resources: ['a', 'a'] }),
  );
  const [bad, none, unknown, unset] = await Promise.all([
    check(file),
    check('no-such.json'),
    check('--only', 'list'),
    runToEnd(['check', '--offline'], { cwd: place.folder }),
  ]);
  expect([bad, none, unknown, unset].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  expect([bad, none, unknown, unset].map(({ stdout }) => stdout).join('')).toBe('');
  expect(bad.stderr).toContain('3 problems');
  expect(bad.stderr).toContain('client.header: the client has no key `header`. Did you mean');
  expect(none.stderr).toContain('no-such.json');
  expect(unknown.stderr).toContain('there is no resource `list`');
  expect(unset.stderr).toContain('API_KEY');
  expect(api.requests).toHaveLength(asked);
});
