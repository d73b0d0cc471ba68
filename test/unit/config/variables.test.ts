import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { env, secret, writeVariable } from '../../../src/config/secrets/variable.ts';
import { config, issuesOf, refusalOf } from '../../support/config-issues.ts';

/** As a text file gives it. */
const text = (name: string): string => writeVariable({ kind: 'text', name });

describe('Variables', () => {
  test('are looked up when the source is made, alone and inside of a text', () => {
    const written = config({
      client: {
        base_url: `${env('HOST')}/v2`,
        auth: { type: 'api_key', api_key: secret('KEY') },
        headers: { Authorization: `Bearer ${secret('TOKEN')}` },
      },
    });
    const variables = { HOST: 'https://x', KEY: 'k1', TOKEN: 't1' };
    const plan = resolveSource(written, { env: variables });
    expect(plan.resources[0]?.request.baseUrl).toBe('https://x/v2');
    expect(plan.http.auth).toMatchObject({ apiKey: 'k1' });
    expect(plan.http.headers).toEqual({ Authorization: 'Bearer t1' });
    expect(plan.http.secrets).toEqual(['k1', 't1']);
  });

  test('of another copy of the package are known', () => {
    const foreign = { [Symbol.for('sluice.variable')]: { kind: 'secret', name: 'KEY' } };
    const written = config({ client: { auth: { type: 'api_key', api_key: foreign } } });
    expect(resolveSource(written, { env: { KEY: 'k1' } }).http.auth).toMatchObject({
      apiKey: 'k1',
    });
  });

  test('of a text file are secrets, but not in base_url and path', () => {
    const written = config({
      client: { base_url: text('HOST'), headers: { 'X-A': text('A') } },
      endpoint: { path: `x/${text('PATH_PART')}`, params: { since: text('SINCE') } },
    });
    const variables = { HOST: 'https://host', A: 'aaa', PATH_PART: 'ppp', SINCE: 'sss' };
    const plan = resolveSource(written, { env: variables });
    expect(plan.http.secrets).toEqual(['aaa', 'sss']);
    expect(plan.resources[0]?.request).toMatchObject({
      baseUrl: 'https://host',
      path: ['x/ppp'],
    });
  });

  test('hold no placeholders, whatever their value', () => {
    const written = config({ endpoint: { path: env('P'), params: { a: secret('S') } } });
    const plan = resolveSource(written, { env: { P: 'a{b', S: '{c}}' } });
    expect(plan.resources[0]?.request).toMatchObject({
      path: ['a{b'],
      params: [[['a'], { kind: 'value', value: { kind: 'text', text: ['{c}}'] } }]],
    });
  });

  test('that are missing are named all at once, with every place', () => {
    const written = config({
      client: { base_url: env('HOST'), auth: { type: 'api_key', api_key: secret('KEY') } },
      endpoint: { params: { key: secret('KEY') } },
    });
    const error = refusalOf(written);
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.issues).toEqual([
      {
        path: 'client.base_url',
        message: 'environment variable `HOST` is not set.',
      },
      {
        path: 'client.auth.api_key',
        message:
          'environment variable `KEY` is not set (needed by resources[0].endpoint.params.key, too).',
      },
    ]);
  });

  test('that are empty are as good as missing where a secret is needed', () => {
    const written = config({ client: { auth: { type: 'api_key', api_key: secret('KEY') } } });
    expect(issuesOf(written, { KEY: '' })).toEqual({
      'client.auth.api_key': 'environment variable `KEY` is empty.',
    });
  });

  test.each(['', 'a b', '1A', 'A=B'])('can not be called %j', (name) => {
    expect(() => secret(name)).toThrow("as in secret('API_KEY')");
    expect(() => env(name)).toThrow("as in env('API_KEY')");
  });
});

describe('Secrets', () => {
  test.each([
    ['a literal key', { auth: { type: 'api_key', api_key: 'canary-1' } }],
    ['a literal header that authenticates', { headers: { authorization: 'canary-1' } }],
    ['a key by env()', { auth: { type: 'api_key', api_key: env('C') } }],
  ])('include %s', (_, client) => {
    const plan = resolveSource(config({ client }), { env: { C: 'canary-1' } });
    expect(plan.http.secrets).toEqual(['canary-1']);
  });

  test('include a literal parameter that authenticates, but not one that does not', () => {
    const params = { access_token: 'canary-1', status: 'something' };
    const plan = resolveSource(config({ endpoint: { params } }), { env: {} });
    expect(plan.http.secrets).toEqual(['canary-1']);
  });

  test.each<[name: string, endpoint: Readonly<Record<string, unknown>>]>([
    ['a header', { headers: { 'PRIVATE-TOKEN': 'canary-1' } }],
    ['a parameter', { params: { 'Ocp-Apim-Subscription-Key': 'canary-1' } }],
    ['a parameter in a list', { params: { signature: ['canary-1'] } }],
    ['a parameter of the path', { path: 'x?page=1&hapikey=canary-1' }],
    ['a field', { method: 'POST', json: { login: { userPassword: 'canary-1' } } }],
    ['a field inside of one', { method: 'POST', json: { credentials: { k: 'canary-1' } } }],
    ['a field of a form', { method: 'POST', data: { client_secret: 'canary-1' } }],
    ['a field of a form of pairs', { method: 'POST', data: [['auth_token', 'canary-1']] }],
    ['a field of a form as text', { method: 'POST', data: 'a=1&api_secret=canary-1' }],
    ['a field of JSON as text', { method: 'POST', data: '{{"pwd": "canary-1"}}' }],
  ])('include what is written in %s, which is in no hash', (_, endpoint) => {
    const plan = resolveSource(config({ endpoint }), { env: {} });
    expect(plan.http.secrets).toEqual(['canary-1']);
    const other = JSON.parse(JSON.stringify(endpoint).replace('canary-1', 'canary-2')) as object;
    const otherPlan = resolveSource(config({ endpoint: { ...other } }), { env: {} });
    expect(otherPlan.resources[0]?.planHash).toBe(plan.resources[0]?.planHash);
  });

  test.each([
    ['Bearer canary-1', 'canary-1'],
    ['Basic bWU6Y2FuYXJ5LTE=', 'canary-1'],
    ['sid=canary-1; lang=en', 'canary-1'],
  ])('include what is one in the header %j', (header, part) => {
    const headers = { Authorization: header, Cookie: header };
    const literal = resolveSource(config({ endpoint: { headers } }), { env: {} });
    expect(literal.http.secrets).toEqual(expect.arrayContaining([header, part]));
    const [scheme = '', ...rest] = header.split(' ');
    const written = `${scheme} ${secret('REST')}`;
    const plan = resolveSource(config({ endpoint: { headers: { Authorization: written } } }), {
      env: { REST: rest.join(' ') },
    });
    expect(plan.http.secrets).toContain(part);
  });

  test.each([
    ['a short value', { headers: { 'X-Api-Key': 'short' } }],
    ['a field to sort by', { params: { sort_key: 'created_at' } }],
    ['a place among pages', { params: { page_token: 'beginning' } }],
    [
      'a placeholder',
      { path: 'x?token={incremental.start_value}', incremental: { cursor_path: 'a' } },
    ],
  ])('do not include %s', (_, endpoint) => {
    expect(resolveSource(config({ endpoint }), { env: {} }).http.secrets).toEqual([]);
  });

  test('are marked in a text file, anywhere', () => {
    const marked = writeVariable({ kind: 'secret', name: 'A' });
    const written = config({ endpoint: { path: `x/${marked}` } });
    const plan = resolveSource(written, { env: { A: 'canary-1' } });
    expect(plan.http.secrets).toEqual(['canary-1']);
    expect(plan.resources[0]?.request.path).toEqual(['x/canary-1']);
  });

  const CANARY = 'canary-4711';
  const places: readonly (readonly [name: string, written: (canary: unknown) => unknown])[] = [
    ['auth', (canary) => config({ client: { auth: canary } })],
    [
      'auth.token',
      (canary) => config({ client: { auth: { type: 'bearer', token: `${canary}\n` } } }),
    ],
    ['auth.apikey', (canary) => config({ client: { auth: { type: 'api_key', apikey: canary } } })],
    [
      'auth.api_key',
      (canary) => config({ client: { auth: { type: 'api_key', api_key: `${canary}\n` } } }),
    ],
    [
      'auth.location',
      (canary) =>
        config({
          client: { auth: { type: 'api_key', api_key: canary, location: secret('CANARY') } },
        }),
    ],
    [
      'headers.Authorization',
      (canary) => config({ client: { headers: { Authorization: `${canary}\n` } } }),
    ],
    ['params.token', (canary) => config({ endpoint: { params: { token: `${canary}{x}` } } })],
    [
      'base_url with a password',
      (canary) => config({ client: { base_url: `https://u:${canary}@x` } }),
    ],
    [
      'base_url with a query',
      (canary) => config({ client: { base_url: `https://x?key=${canary}` } }),
    ],
    ['a path with a query', (canary) => config({ endpoint: { path: `x?key=${canary}&id={id}` } })],
  ];
  test.each(places)('written in %s are in no refusal', (_, written) => {
    const error = refusalOf(written(CANARY), { CANARY });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });

  test.each(['selected', 'naming', 'primary_key', 'write_disposition'])(
    'of the environment are in no refusal of %s',
    (key) => {
      const value = key === 'primary_key' ? [secret('CANARY'), secret('CANARY')] : secret('CANARY');
      const error = refusalOf(config({ resource: { [key]: value } }), { CANARY });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
    },
  );

  test('of the environment are in no refusal of an endpoint', () => {
    const error = refusalOf(
      config({
        endpoint: {
          method: secret('CANARY'),
          path: `${secret('CANARY')}#`,
          data_selector: `${secret('CANARY')} x`,
          paginator: { type: secret('CANARY') },
        },
      }),
      { CANARY },
    );
    expect(error.issues).toHaveLength(4);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });
});
