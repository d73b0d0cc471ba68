import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { clientOf, onePosts, runConfig, type Script } from './scripted-api.ts';

type Plain = Readonly<Record<string, unknown>>;

const SECRET = 'canary-5up3r/+s&cret';
const FORMS = [
  SECRET,
  encodeURIComponent(SECRET),
  new URLSearchParams([['', SECRET]]).toString().slice(1),
  Buffer.from(SECRET).toString('base64').replace(/=+$/, ''),
  SECRET.replace('/', '\\/'),
  SECRET.replace('&', '&amp;'),
];

function expectNoSecret(text: string): void {
  for (const form of FORMS) expect(text).not.toContain(form);
}

describe('the message of an answer that is refused', () => {
  test('says where, what, which value, and what became of the data', async () => {
    const { error } = await runConfig(
      onePosts({ paginator: { type: 'page_number', total_path: null }, params: { sort: 'id' } }),
      ({ index }) =>
        index === 0
          ? { json: [{ id: 1 }] }
          : { status: 422, json: { message: 'page 1 is\nmissing' } },
    );
    expect(String(error)).toBe(
      'SourceError: posts, page 2: GET https://api.test/posts?sort=id&page=1 answered 422 (`page 1 is missing`). The pages before it were read. If they are all, ignore this status in `response_actions`; else check what leads to this page. Nothing of this page was kept.',
    );
    expect(error).toMatchObject({ context: { resource: 'posts', page: 2, status: 422 } });
  });

  test.each([
    [401, 'SOURCE_AUTH', 'client.auth'],
    [403, 'SOURCE_AUTH', 'client.auth'],
    [404, 'SOURCE_HTTP_STATUS', 'endpoint.path'],
    [500, 'SOURCE_HTTP_STATUS', 'again'],
    [304, 'SOURCE_HTTP_STATUS', '304'],
  ])('%i has the code %s and advice', async (status, code, says) => {
    const { error } = await runConfig(onePosts({}), () => ({ status, text: '' }));
    expect(error).toMatchObject({ code, context: { status } });
    expect(String(error)).toContain(says);
  });

  test.each([400, 404, 410, 422])(
    '%i behind a page that was read is not put down to the path',
    async (status) => {
      const { error } = await runConfig(
        onePosts({ paginator: { type: 'page_number', total_path: null } }),
        ({ index }) => (index === 0 ? { json: [{ id: 1 }] } : { status, text: '' }),
      );
      expect(String(error)).toContain('The pages before it were read.');
      expect(String(error)).not.toContain('endpoint.path');
    },
  );

  test('cuts what the API says', async () => {
    const { error } = await runConfig(onePosts({}), () => ({
      status: 404,
      text: `no ${'x'.repeat(5000)}`,
    }));
    expect(String(error).length).toBeLessThan(500);
  });
});

describe('a secret', () => {
  const echo: Script = ({ headers, url, body }) => ({
    status: 404,
    json: { message: `with ${body} to ${url} you sent ${JSON.stringify(headers)}` },
  });
  const withActions = { response_actions: [{ status_code: 410, action: 'ignore' }] };

  test.each<readonly [what: string, client: Plain, endpoint: Plain]>([
    ['of a bearer', { auth: { token: SECRET } }, {}],
    ['of an api_key', { auth: { type: 'api_key', api_key: SECRET, name: 'X-Key' } }, {}],
    [
      'of an api_key in the query',
      { auth: { type: 'api_key', api_key: SECRET, name: 'weird', location: 'query' } },
      {},
    ],
    [
      'of a cookie',
      { auth: { type: 'api_key', api_key: SECRET, name: 'sid', location: 'cookie' } },
      {},
    ],
    ['of a password', { auth: { type: 'http_basic', username: 'ann', password: SECRET } }, {}],
    ['of an endpoint', {}, { auth: { token: SECRET } }],
    ['in the JSON body', {}, { method: 'POST', json: { auth: { password: SECRET } } }],
    ['in a form', {}, { method: 'POST', data: { client_secret: SECRET } }],
    ['in a header of the client', { headers: { 'X-Api-Key': SECRET } }, {}],
    ['in a header of the endpoint', {}, { headers: { Authorization: `Token ${SECRET}` } }],
    ...[
      'api_key',
      'token',
      'key',
      'access_token',
      'apikey',
      'api-key',
      'access-token',
      'secret',
      'password',
      'pwd',
      'client_secret',
      'API_KEY',
    ].map((name) => [`in the parameter ${name}`, {}, { params: { [name]: SECRET } }] as const),
  ])('%s is in no message, with response actions and without', async (_, client, endpoint) => {
    for (const actions of [{}, withActions]) {
      const config = onePosts({ paginator: 'single_page', ...endpoint, ...actions }, client);
      const { error, report } = await runConfig(config, echo);
      expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
      expect(String(error)).toContain('***');
      expectNoSecret(inspect({ error, report }, { depth: 9 }));
    }
  });

  test.each<readonly [what: string, script: Script]>([
    [
      'an answer that is no JSON',
      ({ headers }) => ({ text: `<html>${headers['authorization']}</html>` }),
    ],
    [
      'a body that is cut off',
      ({ headers }) => ({ text: `[{"a":"${headers['authorization']}"},` }),
    ],
    [
      'a selector that is missing',
      ({ headers }) => ({ json: { [String(headers['authorization'])]: [] } }),
    ],
    [
      'a redirect',
      () => ({
        status: 302,
        headers: { Location: `https://elsewhere.test/?k=${encodeURIComponent(SECRET)}` },
      }),
    ],
    ['a connection that fails', () => ({ failure: `E_${SECRET}` })],
    [
      'a link to another host',
      () => ({
        json: { data: [], next: `https://elsewhere.test/?k=${encodeURIComponent(SECRET)}` },
      }),
    ],
    [
      'a link that comes again',
      () => ({ json: { data: [{ id: 1 }], next: `/posts?k=${encodeURIComponent(SECRET)}` } }),
    ],
    [
      'a link that is none',
      () => ({ json: { data: [], next: `http://?k=${encodeURIComponent(SECRET)}` } }),
    ],
  ])('is not in the message of %s', async (_, script) => {
    const { error, report } = await runConfig(
      onePosts({ paginator: 'json_link', data_selector: 'data' }, { auth: { token: SECRET } }),
      script,
    );
    expect(error).toBeDefined();
    expectNoSecret(inspect({ error, report }, { depth: 9 }));
  });

  test.each([
    'api_key',
    'token',
    'key',
    'access_token',
    'apikey',
    'api-key',
    'Access-Token',
    'secret',
    'password',
    'pwd',
    'client_secret',
    'signature',
  ])('that a link of the API carries as %s is not in a message either', async (name) => {
    const secret = encodeURIComponent(SECRET);
    for (const actions of [{}, withActions]) {
      const { error, report } = await runConfig(
        onePosts({ paginator: 'json_link', ...actions }),
        ({ index }) =>
          index === 0
            ? { json: { data: [{ id: 1 }], next: `/posts?p=2&${name}=${secret}&monkey=5` } }
            : { status: 404, text: 'no' },
      );
      expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
      expect(String(error)).toContain(`/posts?p=2&${name}=***&monkey=5`);
      expectNoSecret(inspect({ error, report }, { depth: 9 }));
    }
  });

  test('is not in what is wrong with the configuration', async () => {
    const config = {
      client: clientOf({
        auth: { type: 'api_key', api_key: SECRET, location: 'nowhere' },
        what: 1,
      }),
      resources: [{ name: 'posts', endpoint: { params: { token: SECRET }, wrong: SECRET } }],
    };
    const error = await runConfig(config, () => ({ json: [] })).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expectNoSecret(inspect(error, { depth: 9 }));
  });
});
