// biome-ignore-all lint/style/noExcessiveLinesPerFile: one table of everything that is refused
import { Dispatcher } from 'undici';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ConfigError,
  type RestApiConfig,
  registerAuth,
  registerPaginator,
  restApiSource,
} from '../../../src/index.ts';

type Json = Readonly<Record<string, unknown>>;

const SECRET = 'hush-hush-7f3a';

/** A configuration that is right, with a secret, a parent and a resource to change. */
const client: Json = { base_url: 'https://api.example.com/v1', auth: { token: SECRET } };
const top = (parts: Json): Json => ({ client, resources: ['parents', 'rows'], ...parts });
const inClient = (parts: Json): Json => top({ client: { ...client, ...parts } });
const inDefaults = (parts: Json): Json => top({ resource_defaults: parts });
const inResource = (parts: Json): Json =>
  top({ resources: ['parents', { name: 'rows', ...parts }] });
const inEndpoint = (parts: Json): Json => inResource({ endpoint: parts });
const inResources = (...resources: unknown[]): Json => top({ resources });
const inParams = (params: unknown): Json => inEndpoint({ params });
const paged = (paginator: unknown): Json => inEndpoint({ paginator });
const authenticated = (auth: unknown): Json => inClient({ auth });
const tracked = (incremental: unknown): Json => inEndpoint({ incremental });

const RESOURCE = 'resources[1]';
const ENDPOINT = `${RESOURCE}.endpoint`;
const PAGINATOR = `${ENDPOINT}.paginator`;
const INCREMENTAL = `${ENDPOINT}.incremental`;

const offset = { type: 'offset', limit: 10 };
const since = { type: 'incremental', cursor_path: 'at' };
const ofParent = { type: 'resolve', resource: 'parents', field: 'id' };
const oauth = {
  type: 'oauth2_client_credentials',
  access_token_url: 'https://api.example.com/token',
  client_id: 'id',
  client_secret: SECRET,
};

/** No request is made before a configuration is right. */
class NoRequests extends Dispatcher {
  override dispatch(): boolean {
    throw new Error('a request was made');
  }
}

function refusalOf(config: unknown, env: Readonly<Record<string, string>> = {}): ConfigError {
  try {
    restApiSource(config as RestApiConfig, { env, dispatcher: new NoRequests() });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was not refused');
}

type Row = readonly [what: string, config: unknown, path: string, ...parts: string[]];

/** Every row is refused for one thing: at this path, with these parts in the message, and without the secret. */
function refuses(about: string, rows: readonly Row[]): void {
  describe(about, () => {
    test.each(rows)('%s', (_, config, path, ...parts) => {
      const { issues, message } = refusalOf(config);
      expect(issues.map((issue) => issue.path)).toEqual([path]);
      for (const part of parts) expect(issues[0]?.message).toContain(part);
      expect(message).not.toContain(SECRET);
      // a sentence for people: it ends as one, and shows no object as [object Object]
      expect(message).toMatch(/[.?]$/);
      expect(message).not.toContain('[object');
    });
  });
}

beforeAll(() => {
  registerPaginator('no_paginator', () => ({ pages: 1 }) as never);
  registerAuth('no_auth', () => ({ sign: () => undefined }) as never);
});

refuses('What is missing is refused', [
  ['everything', undefined, '', '`client`'],
  ['the client', { resources: ['a'] }, 'client', 'missing'],
  ['the resources', { client }, 'resources', 'a list of resources', 'missing'],
  [
    'base_url',
    top({ client: {} }),
    'client.base_url',
    'the URL of the API',
    'https://',
    'is missing',
  ],
  ['base_url, null', inClient({ base_url: null }), 'client.base_url', 'got `null`'],
  [
    'the name of a resource',
    inResources({ endpoint: 'a' }),
    'resources[0].name',
    'the name of the resource',
    'missing',
  ],
  ['an empty name', inResources({ name: '' }), 'resources[0].name', 'the name of the resource'],
  ['an empty short form', inResources(''), 'resources[0]', 'the name of a resource'],
  [
    'the type of a paginator',
    paged({ limit: 10 }),
    `${PAGINATOR}.type`,
    'has no `type`',
    "type: 'offset'",
  ],
  ['limit of an offset', paged({ type: 'offset' }), `${PAGINATOR}.limit`, 'from 1', 'missing'],
  ['limit of an offset in short', paged('offset'), PAGINATOR, 'no default for `limit`', 'limit: …'],
  [
    'resource of a resolve',
    inEndpoint({ path: '{id}', params: { id: { type: 'resolve', field: 'x' } } }),
    `${ENDPOINT}.params.id.resource`,
    'the parent resource',
    'missing',
  ],
  [
    'field of a resolve',
    inEndpoint({ path: '{id}', params: { id: { type: 'resolve', resource: 'parents' } } }),
    `${ENDPOINT}.params.id.field`,
    'a field of its rows',
    'missing',
  ],
  [
    'cursor_path of an incremental',
    tracked({ initial_value: 1 }),
    `${INCREMENTAL}.cursor_path`,
    'such as `updated_at`',
    'missing',
  ],
  [
    'cursor_path of an incremental parameter',
    inParams({ a: { type: 'incremental' } }),
    `${ENDPOINT}.params.a.cursor_path`,
    'missing',
  ],
  [
    'the action of a response action',
    inEndpoint({ response_actions: [{ status_code: 404 }] }),
    `${ENDPOINT}.response_actions[0].action`,
    '`ignore`, a function',
    'missing',
  ],
  [
    'the disposition',
    inResource({ write_disposition: { strategy: 'upsert' } }),
    `${RESOURCE}.write_disposition.disposition`,
    '`append`, `replace`, `merge`',
    'missing',
  ],
  [
    'the name of a column of a list',
    inResource({ columns: [{ data_type: 'text' }] }),
    `${RESOURCE}.columns[0].name`,
    'the name of a field',
    'missing',
  ],
  [
    'the requests of a rate limit',
    inClient({ rate_limit: { per_seconds: 1 } }),
    'client.rate_limit.requests',
    'from 1',
    'missing',
  ],
]);

refuses('An authentication with a value that is nowhere is refused with the places tried', [
  [
    'token',
    authenticated('bearer'),
    'client.auth.token',
    '`SOURCES__REST_API__REST_API__CREDENTIALS__TOKEN`',
    '`CREDENTIALS__TOKEN`',
  ],
  ['token of an object without type', authenticated({}), 'client.auth.token', 'CREDENTIALS__TOKEN'],
  ['api_key', authenticated({ type: 'api_key' }), 'client.auth.api_key', '`CREDENTIALS__API_KEY`'],
  [
    'username',
    authenticated({ type: 'http_basic', password: SECRET }),
    'client.auth.username',
    '`CREDENTIALS__USERNAME`',
  ],
  [
    'password',
    authenticated({ type: 'http_basic', username: 'u' }),
    'client.auth.password',
    '`CREDENTIALS__PASSWORD`',
  ],
  ...['access_token_url', 'client_id', 'client_secret'].map((key): Row => {
    const { [key]: _, ...rest }: Json = oauth;
    return [
      key,
      authenticated(rest),
      `client.auth.${key}`,
      `\`CREDENTIALS__${key.toUpperCase()}\``,
    ];
  }),
  [
    'the same of an endpoint',
    inEndpoint({ auth: 'bearer' }),
    `${ENDPOINT}.auth.token`,
    'CREDENTIALS__TOKEN',
  ],
  [
    'and of the defaults',
    inDefaults({ endpoint: { auth: 'bearer' } }),
    'resource_defaults.endpoint.auth.token',
    'CREDENTIALS__TOKEN',
  ],
]);

refuses('A key that is none is refused, with the one that was meant', [
  [
    'at the top',
    top({ resource_default: {} }),
    'resource_default',
    'Did you mean `resource_defaults`?',
  ],
  [
    'at the top, of the client',
    top({ base_url: 'x' }),
    'base_url',
    '`base_url` belongs in `client`',
  ],
  ['in the client', inClient({ header: {} }), 'client.header', 'Did you mean `headers`?'],
  [
    'in the client, of an endpoint',
    inClient({ data_selector: 'x' }),
    'client.data_selector',
    'belongs in `endpoint`',
  ],
  ['in the client, of Python', inClient({ session: {} }), 'client.session', 'dispatcher'],
  [
    'in the defaults',
    inDefaults({ primarykey: 'id' }),
    'resource_defaults.primarykey',
    'Did you mean `primary_key`?',
  ],
  [
    'in the defaults, a name',
    inDefaults({ name: 'x' }),
    'resource_defaults.name',
    'belongs on the resource',
  ],
  [
    'in the endpoint of the defaults',
    inDefaults({ endpoint: { param: {} } }),
    'resource_defaults.endpoint.param',
    'Did you mean `params`?',
  ],
  [
    'on a resource',
    inResource({ primarykey: 'id' }),
    `${RESOURCE}.primarykey`,
    'Did you mean `primary_key`?',
  ],
  ...['params', 'incremental', 'path', 'method', 'data_selector', 'paginator', 'auth', 'json'].map(
    (key): Row => [
      `on a resource, ${key}`,
      inResource({ [key]: {} }),
      `${RESOURCE}.${key}`,
      `\`${key}\` belongs in `,
    ],
  ),
  ...['spec', 'section', 'description'].map(
    (key): Row => [
      `on a resource, ${key}`,
      inResource({ [key]: 'x' }),
      `${RESOURCE}.${key}`,
      `has no key \`${key}\``,
    ],
  ),
  [
    'in an endpoint',
    inEndpoint({ data_slector: 'x' }),
    `${ENDPOINT}.data_slector`,
    'Did you mean `data_selector`?',
  ],
  [
    'in an endpoint, of a resource',
    inEndpoint({ primary_key: 'id' }),
    `${ENDPOINT}.primary_key`,
    'belongs on the resource',
  ],
  ...(
    [
      'offset',
      'page_number',
      'cursor',
      'header_cursor',
      'json_link',
      'json_response',
      'header_link',
      'single_page',
      'auto',
    ] as const
  ).map(
    (type): Row => [
      `in a paginator ${type}`,
      paged({ type, ...(type === 'offset' && { limit: 1 }), xyzzy: 1 }),
      `${PAGINATOR}.xyzzy`,
      'has no key `xyzzy`',
    ],
  ),
  [
    'misspelt in a paginator',
    paged({ ...offset, ofset_param: 'o' }),
    `${PAGINATOR}.ofset_param`,
    'Did you mean `offset_param`?',
  ],
  [
    'in auth',
    authenticated({ type: 'api_key', api_key: SECRET, location_: 'query' }),
    'client.auth.location_',
    'Did you mean `location`?',
  ],
  [
    'in auth that is short',
    authenticated({ token: SECRET, tokn: SECRET }),
    'client.auth.tokn',
    'Did you mean `token`?',
  ],
  [
    'in http_basic',
    authenticated({ type: 'http_basic', username: 'u', password: SECRET, user: 'u' }),
    'client.auth.user',
    'has no key `user`',
  ],
  [
    'in oauth',
    authenticated({ ...oauth, scope: 'read' }),
    'client.auth.scope',
    'has no key `scope`',
  ],
  [
    'in an incremental',
    tracked({ cursor_path: 'at', initial: 1 }),
    `${INCREMENTAL}.initial`,
    'Did you mean `initial_value`?',
  ],
  [
    'in an incremental, an old word',
    tracked({ cursor_path: 'at', transform: () => 1 }),
    `${INCREMENTAL}.transform`,
    'old word for `convert`',
  ],
  [
    'in an incremental parameter',
    inParams({ a: { ...since, initial: 1 } }),
    `${ENDPOINT}.params.a.initial`,
    'Did you mean `initial_value`?',
  ],
  [
    'in a resolve',
    inEndpoint({ path: '{id}', params: { id: { ...ofParent, feild: 'x' } } }),
    `${ENDPOINT}.params.id.feild`,
    'Did you mean `field`?',
  ],
  [
    'in a response action',
    inEndpoint({ response_actions: [{ status: 404, action: 'ignore', content: 'x' }] }),
    `${ENDPOINT}.response_actions[0].status`,
    'Did you mean `status_code`?',
  ],
  [
    'in a processing step',
    inResource({ processing_steps: [{ filters: () => true }] }),
    `${RESOURCE}.processing_steps[0].filters`,
    'Did you mean `filter`?',
  ],
  [
    'in a write disposition',
    inResource({ write_disposition: { disposition: 'merge', stratgy: 'upsert' } }),
    `${RESOURCE}.write_disposition.stratgy`,
    'Did you mean `strategy`?',
  ],
  [
    'in a schema contract',
    inResource({ schema_contract: { table: 'freeze' } }),
    `${RESOURCE}.schema_contract.table`,
    'Did you mean `tables`?',
  ],
  [
    'in a column',
    inResource({ columns: { a: { type: 'text' } } }),
    `${RESOURCE}.columns.a.type`,
    'a column has no key `type`',
  ],
  [
    'in a column of a list',
    inResource({ columns: [{ name: 'a', datatype: 'text' }] }),
    `${RESOURCE}.columns[0].datatype`,
    'Did you mean `data_type`?',
  ],
  [
    'in a column, one of a user',
    inResource({ columns: { a: { 'x-note': 1 } } }),
    `${RESOURCE}.columns.a['x-note']`,
    'has no key',
  ],
]);

refuses('A value of the wrong type is refused, with what it must be and what it is', [
  ['a list for everything', [client], '', 'must be an object', 'got a list'],
  ['client, a text', top({ client: 'x' }), 'client', 'must be an object', 'got `x`'],
  [
    'base_url, a number',
    inClient({ base_url: 5 }),
    'client.base_url',
    'the URL of the API',
    'got `5`',
  ],
  [
    'base_url without a scheme',
    inClient({ base_url: 'api.example.com' }),
    'client.base_url',
    'absolute http or https URL',
    'got `api.example.com`',
  ],
  [
    'base_url of another scheme',
    inClient({ base_url: 'ftp://x' }),
    'client.base_url',
    'http:// or https://',
  ],
  [
    'headers, a list',
    inClient({ headers: [] }),
    'client.headers',
    'an object of header names and values',
    'got an empty list',
  ],
  [
    'a client header, a number',
    inClient({ headers: { a: 1 } }),
    'client.headers.a',
    'must be a string',
    'got `1`',
  ],
  [
    'a client header, null',
    inClient({ headers: { a: null } }),
    'client.headers.a',
    'must be a string',
    'got `null`',
  ],
  ['auth, a number', authenticated(5), 'client.auth', "type: 'bearer'", 'got `5`'],
  ['auth, a list', authenticated(['bearer']), 'client.auth', "type: 'bearer'", 'got a list'],
  ['auth, an instance', authenticated(new Date(0)), 'client.auth', 'no function `authorize`'],
  [
    'resources, an object',
    top({ resources: {} }),
    'resources',
    'a list of resources',
    'got an object',
  ],
  ['resources, null', top({ resources: null }), 'resources', 'a list of resources', 'got `null`'],
  ['a resource, a number', inResources(1), 'resources[0]', 'a name or an object', 'got `1`'],
  ['a resource, a list', inResources(['a']), 'resources[0]', 'a name or an object', 'got a list'],
  ['a resource, null', inResources(null), 'resources[0]', 'a name or an object', 'got `null`'],
  [
    'a name, a number',
    inResources({ name: 1 }),
    'resources[0].name',
    'the name of the resource',
    'got `1`',
  ],
  [
    'resource_defaults, a list',
    top({ resource_defaults: [] }),
    'resource_defaults',
    'must be an object',
  ],
  [
    'the endpoint of the defaults, a text',
    inDefaults({ endpoint: 'x' }),
    'resource_defaults.endpoint',
    'must be an object',
    'got `x`',
  ],
  ['endpoint, a number', inResource({ endpoint: 1 }), ENDPOINT, 'got `1`'],
  [
    'path, a number',
    inEndpoint({ path: 1 }),
    `${ENDPOINT}.path`,
    'a path or a full URL',
    'got `1`',
  ],
  ['params, a list', inParams([]), `${ENDPOINT}.params`, 'an object of parameter names and values'],
  [
    'params, null',
    inParams(null),
    `${ENDPOINT}.params`,
    'an object of parameter names and values',
    'got `null`',
  ],
  [
    'params of the defaults, null',
    inDefaults({ endpoint: { params: null } }),
    'resource_defaults.endpoint.params',
    'got `null`',
  ],
  [
    'json, a list',
    inEndpoint({ json: [] }),
    `${ENDPOINT}.json`,
    'must be an object',
    'got an empty list',
  ],
  ['json, null', inEndpoint({ json: null }), `${ENDPOINT}.json`, 'must be an object', 'got `null`'],
  [
    'data, a number',
    inEndpoint({ data: 1 }),
    `${ENDPOINT}.data`,
    'an object or a list of pairs',
    'got `1`',
  ],
  [
    'headers of an endpoint, a list',
    inEndpoint({ headers: [] }),
    `${ENDPOINT}.headers`,
    'an object of header names',
  ],
  [
    'a header of an endpoint, a number',
    inEndpoint({ headers: { a: 1 } }),
    `${ENDPOINT}.headers.a`,
    'a string or null',
    'got `1`',
  ],
  [
    'data_selector, a list',
    inEndpoint({ data_selector: ['a'] }),
    `${ENDPOINT}.data_selector`,
    'a path into the body',
    'got a list',
  ],
  [
    'response_actions, an object',
    inEndpoint({ response_actions: {} }),
    `${ENDPOINT}.response_actions`,
    'a list of functions',
    'got an object',
  ],
  [
    'a response action, a number',
    inEndpoint({ response_actions: [404] }),
    `${ENDPOINT}.response_actions[0]`,
    'got `404`',
  ],
  [
    'an action, a number',
    inEndpoint({ response_actions: [{ status_code: 404, action: 1 }] }),
    `${ENDPOINT}.response_actions[0].action`,
    '`ignore`, a function',
    'got `1`',
  ],
  [
    'an action, an object',
    inEndpoint({ response_actions: [{ status_code: 404, action: {} }] }),
    `${ENDPOINT}.response_actions[0].action`,
    '`ignore`, a function',
    'got an object',
  ],
  [
    'a status code, a text',
    inEndpoint({ response_actions: [{ status_code: '404', action: 'ignore' }] }),
    `${ENDPOINT}.response_actions[0].status_code`,
    'a whole number from 100 to 599',
    "got `'404'`",
  ],
  [
    'processing_steps, an object',
    inResource({ processing_steps: {} }),
    `${RESOURCE}.processing_steps`,
    'a list of objects',
  ],
  [
    'a filter, a text',
    inResource({ processing_steps: [{ filter: 'a > 1' }] }),
    `${RESOURCE}.processing_steps[0].filter`,
    'a function that gets a row',
    'got `a > 1`',
  ],
  [
    'include_from_parent, a text',
    inEndpointOfParent({ include_from_parent: 'id' }),
    `${RESOURCE}.include_from_parent`,
    'a list of field names',
    'got `id`',
  ],
  [
    'selected, a text',
    inResource({ selected: 'yes' }),
    `${RESOURCE}.selected`,
    'true or false',
    'got `yes`',
  ],
  [
    'parallelized, a number',
    inResource({ parallelized: 1 }),
    `${RESOURCE}.parallelized`,
    'true or false',
  ],
  [
    'max_table_nesting, a text',
    inResource({ max_table_nesting: '1' }),
    `${RESOURCE}.max_table_nesting`,
    'a whole number from 0',
    "got `'1'`",
  ],
  [
    'table_name, a number',
    inResource({ table_name: 1 }),
    `${RESOURCE}.table_name`,
    'the name of a table',
    'got `1`',
  ],
  [
    'primary_key, a number',
    inResource({ primary_key: 1 }),
    `${RESOURCE}.primary_key`,
    'the name of a field, or a list',
    'got `1`',
  ],
  [
    'merge_key, an object',
    inResource({ merge_key: {} }),
    `${RESOURCE}.merge_key`,
    'the name of a field, or a list',
  ],
  [
    'columns, a text',
    inResource({ columns: 'id' }),
    `${RESOURCE}.columns`,
    'an object of fields and columns',
    'got `id`',
  ],
  [
    'a column, a text',
    inResource({ columns: { id: 'text' } }),
    `${RESOURCE}.columns.id`,
    'must be an object',
    'got `text`',
  ],
  [
    'nullable, a text',
    inResource({ columns: { id: { nullable: 'no' } } }),
    `${RESOURCE}.columns.id.nullable`,
    'true or false',
  ],
  [
    'write_disposition, a number',
    inResource({ write_disposition: 1 }),
    `${RESOURCE}.write_disposition`,
    '`append`, `replace`, `merge`',
    'got `1`',
  ],
  [
    'schema_contract, a list',
    inResource({ schema_contract: [] }),
    `${RESOURCE}.schema_contract`,
    '`evolve`',
  ],
  ['a paginator, a number', paged(1), PAGINATOR, 'the name of a paginator', 'got `1`'],
  ['a paginator, a list', paged([]), PAGINATOR, 'the name of a paginator'],
  [
    'a limit, a text',
    paged({ type: 'offset', limit: '10' }),
    `${PAGINATOR}.limit`,
    'a whole number from 1',
    "got `'10'`",
  ],
  [
    'a limit of 0',
    paged({ type: 'offset', limit: 0 }),
    `${PAGINATOR}.limit`,
    'a whole number from 1',
    'got `0`',
  ],
  [
    'a fraction of a page',
    paged({ type: 'page_number', page: 1.5 }),
    `${PAGINATOR}.page`,
    'a whole number from 0',
    'got `1.5`',
  ],
  [
    'stop_after_empty_page, a text',
    paged({ ...offset, stop_after_empty_page: 'no' }),
    `${PAGINATOR}.stop_after_empty_page`,
    'true or false',
  ],
  [
    'incremental, a text',
    tracked('updated_at'),
    INCREMENTAL,
    'must be an object',
    'got `updated_at`',
  ],
  [
    'cursor_path, a list',
    tracked({ cursor_path: ['at'] }),
    `${INCREMENTAL}.cursor_path`,
    'got a list',
  ],
  [
    'initial_value, an object',
    tracked({ cursor_path: 'at', initial_value: {} }),
    `${INCREMENTAL}.initial_value`,
    'a string, a number',
  ],
  [
    'convert, a text',
    tracked({ cursor_path: 'at', convert: 'int' }),
    `${INCREMENTAL}.convert`,
    'must be a function',
    'got `int`',
  ],
  [
    'lag, a text',
    tracked({ cursor_path: 'at', lag: '1' }),
    `${INCREMENTAL}.lag`,
    'a number',
    "got `'1'`",
  ],
  [
    'lag, below 0',
    tracked({ cursor_path: 'at', lag: -1 }),
    `${INCREMENTAL}.lag`,
    'from 0',
    'got `-1`',
  ],
  [
    'start_param, a number',
    tracked({ cursor_path: 'at', start_param: 1 }),
    `${INCREMENTAL}.start_param`,
    'the name of a parameter',
  ],
  [
    'a field of a resolve, a number',
    inEndpoint({ path: '{id}', params: { id: { ...ofParent, field: 1 } } }),
    `${ENDPOINT}.params.id.field`,
    'a field of its rows',
    'got `1`',
  ],
]);

function inEndpointOfParent(parts: Json): Json {
  return inResource({ endpoint: 'a/{resources.parents.id}', ...parts });
}

refuses('A secret of the wrong type is refused, and not shown', [
  ...(['token', 'api_key', 'password'] as const).flatMap((key): Row[] => {
    const type = { token: 'bearer', api_key: 'api_key', password: 'http_basic' }[key];
    const rest = key === 'password' ? { username: 'u' } : {};
    const of = (value: unknown): Json => authenticated({ type, ...rest, [key]: value });
    return [
      [`${key}, a number`, of(90210777), `client.auth.${key}`, '***'],
      [`${key}, a list`, of([SECRET]), `client.auth.${key}`],
      [`${key}, an object`, of({ value: SECRET }), `client.auth.${key}`],
    ];
  }),
  [
    'client_secret, a number',
    authenticated({ ...oauth, client_secret: 90210777 }),
    'client.auth.client_secret',
    '***',
  ],
  [
    'access_token, a number',
    authenticated({ ...oauth, access_token: 90210777 }),
    'client.auth.access_token',
    '***',
  ],
  [
    'a token of two lines',
    authenticated({ token: `${SECRET}\n` }),
    'client.auth.token',
    'no header can carry',
  ],
  [
    'a key with a control character',
    authenticated({ type: 'api_key', api_key: `${SECRET}\u0000` }),
    'client.auth.api_key',
    'no header can carry',
  ],
  [
    'in place of the name of a way',
    authenticated(SECRET),
    'client.auth',
    '`bearer`, `api_key`, `http_basic`',
    '***',
  ],
  [
    'in a URL',
    inClient({ base_url: `https://u:${SECRET}@x` }),
    'client.base_url',
    'a user name or a password',
    '`auth`',
  ],
  [
    'in the query of a URL',
    inClient({ base_url: `https://x/?key=${SECRET}` }),
    'client.base_url',
    'must not have a query',
  ],
  [
    'in a token URL',
    authenticated({ ...oauth, access_token_url: `https://u:${SECRET}@x` }),
    'client.auth.access_token_url',
    'a user name or a password',
  ],
  [
    'in a header of two lines',
    inClient({ headers: { Authorization: `${SECRET}\n` } }),
    'client.headers.Authorization',
    'no header can carry',
  ],
  [
    'in a header that is a list',
    inClient({ headers: { 'X-Api-Key': [SECRET] } }),
    "client.headers['X-Api-Key']",
    'a string',
  ],
  [
    'in a header that is a number',
    inClient({ headers: { 'X-Api-Key': 90210777 } }),
    "client.headers['X-Api-Key']",
    'a string',
    '***',
  ],
]);

test('A secret with braces is refused without what is between them', () => {
  for (const section of ['headers', 'params']) {
    const { message } = refusalOf(
      inEndpoint({ [section]: { Authorization: `Bearer {${SECRET}}` } }),
    );
    expect(message).toContain('`{…}` is no placeholder');
    expect(message).not.toContain(SECRET);
  }
});

test('What can not be registered is refused at once', () => {
  const make = (() => ({})) as never;
  expect(() => registerPaginator('offset', make)).toThrow('`offset` is the name of a built-in one');
  expect(() => registerAuth('bearer', make)).toThrow('`bearer` is the name of a built-in one');
  expect(() => registerPaginator(' ', make)).toThrow('a name that is not empty');
  expect(() => registerPaginator('mine', {} as never)).toThrow('`mine` needs a function');
});

test.each(['90210777', `${SECRET}`])('%s is in none of these messages', (secret) => {
  const number = Number(secret) || secret;
  for (const auth of [
    { token: number },
    { type: 'api_key', api_key: number, name: 'A b' },
    { type: 'http_basic', username: 'u', password: number },
    { ...oauth, client_secret: number, access_token: number },
    { ...oauth, client_secret: SECRET, access_token_request_data: { password: number } },
  ]) {
    const broken = inClient({ auth, headers: { token: number, b: 1 } });
    expect(refusalOf({ ...broken, xyzzy: 1 }).message).not.toContain(secret);
  }
});

refuses('A word that is none of those there are is refused with them', [
  ['a method', inEndpoint({ method: 'PUT' }), `${ENDPOINT}.method`, '`GET`, `POST`', 'got `PUT`'],
  [
    'a method in lower case',
    inEndpoint({ method: 'get' }),
    `${ENDPOINT}.method`,
    'got `get`',
    'Did you mean `GET`?',
  ],
  [
    'a paginator',
    paged('page_numbers'),
    PAGINATOR,
    '`page_number`',
    '`header_link`',
    'Did you mean `page_number`?',
  ],
  [
    'the type of a paginator',
    paged({ type: 'link_header' }),
    `${PAGINATOR}.type`,
    '`offset`, `page_number`, `cursor`',
    'got `link_header`',
  ],
  [
    'the paginator of the client',
    inClient({ paginator: 'pages' }),
    'client.paginator',
    'got `pages`',
  ],
  [
    'the paginator of the defaults',
    inDefaults({ endpoint: { paginator: 'pages' } }),
    'resource_defaults.endpoint.paginator',
    'got `pages`',
  ],
  [
    'an auth',
    authenticated('basic'),
    'client.auth',
    '`bearer`, `api_key`, `http_basic`, `oauth2_client_credentials`',
  ],
  [
    'the type of an auth',
    authenticated({ type: 'basic' }),
    'client.auth.type',
    '`http_basic`',
    'got `basic`',
  ],
  [
    'the place of a key',
    authenticated({ type: 'api_key', api_key: SECRET, location: 'body' }),
    'client.auth.location',
    '`header`, `query`, `param`, `cookie`',
    'got `body`',
  ],
  [
    'a disposition',
    inResource({ write_disposition: 'upsert' }),
    `${RESOURCE}.write_disposition`,
    '`append`, `replace`, `merge`',
    'got `upsert`',
  ],
  [
    'a disposition that is written otherwise',
    inResource({ write_disposition: 'skip' }),
    `${RESOURCE}.write_disposition`,
    '`selected: false`',
  ],
  [
    'a strategy',
    inResource({ write_disposition: { disposition: 'merge', strategy: 'replace' } }),
    `${RESOURCE}.write_disposition.strategy`,
    '`delete-insert`, `upsert`, `insert-only`',
    'got `replace`',
  ],
  [
    'a type of a column',
    inResource({ columns: { a: { data_type: 'integer' } } }),
    `${RESOURCE}.columns.a.data_type`,
    '`text`, `double`, `bool`',
    'got `integer`',
  ],
  [
    'an order of a column',
    inResource({ columns: { a: { dedup_sort: 'up' } } }),
    `${RESOURCE}.columns.a.dedup_sort`,
    '`asc`, `desc`',
    'got `up`',
  ],
  [
    'a contract',
    inResource({ schema_contract: 'freezed' }),
    `${RESOURCE}.schema_contract`,
    'Did you mean `freeze`?',
  ],
  [
    'a part of a contract',
    inResource({ schema_contract: { columns: 'drop' } }),
    `${RESOURCE}.schema_contract.columns`,
    '`evolve`, `freeze`, `discard_row`, `discard_value`',
    'got `drop`',
  ],
  [
    'a format of tables',
    inResource({ table_format: 'parquet' }),
    `${RESOURCE}.table_format`,
    'must be `native`',
    'got `parquet`',
  ],
  [
    'last_value_func',
    tracked({ cursor_path: 'at', last_value_func: 'maximum' }),
    `${INCREMENTAL}.last_value_func`,
    '`max`, `min`, or a function',
    'got `maximum`',
    'Did you mean `max`?',
  ],
  [
    'last_value_func, a number',
    tracked({ cursor_path: 'at', last_value_func: 1 }),
    `${INCREMENTAL}.last_value_func`,
    '`max`, `min`, or a function',
    'got `1`',
  ],
  [
    'last_value_func of a parameter',
    inParams({ a: { ...since, last_value_func: 'last' } }),
    `${ENDPOINT}.params.a.last_value_func`,
    'got `last`',
  ],
  [
    'row_order',
    tracked({ cursor_path: 'at', row_order: 'descending' }),
    `${INCREMENTAL}.row_order`,
    '`asc`, `desc`',
    'Did you mean `desc`?',
  ],
  [
    'on_cursor_value_missing',
    tracked({ cursor_path: 'at', on_cursor_value_missing: 'skip' }),
    `${INCREMENTAL}.on_cursor_value_missing`,
    '`raise`, `include`, `exclude`',
    'got `skip`',
  ],
  [
    'range_start',
    tracked({ cursor_path: 'at', range_start: 'close' }),
    `${INCREMENTAL}.range_start`,
    '`closed`, `open`',
    'Did you mean `closed`?',
  ],
  [
    'range_end',
    tracked({ cursor_path: 'at', range_end: 'shut' }),
    `${INCREMENTAL}.range_end`,
    '`open`, `closed`',
    'got `shut`',
  ],
  [
    'a scheduler',
    tracked({ cursor_path: 'at', allow_external_schedulers: true }),
    `${INCREMENTAL}.allow_external_schedulers`,
    'no scheduler',
  ],
  [
    'an action',
    inEndpoint({ response_actions: [{ status_code: 404, action: 'skip' }] }),
    `${ENDPOINT}.response_actions[0].action`,
    'must be `ignore`',
    'got `skip`',
  ],
  [
    'the type of a parameter',
    inParams({ a: { type: 'incremetal', cursor_path: 'at' } }),
    `${ENDPOINT}.params.a.type`,
    '`resolve` or `incremental`',
    'got `incremetal`',
  ],
]);

refuses('What the format has and Sluice has not is refused by its name', [
  ...(['scd2', 'cdc'] as const).map(
    (strategy): Row => [
      strategy,
      inResource({ primary_key: 'id', write_disposition: { disposition: 'merge', strategy } }),
      `${RESOURCE}.write_disposition.strategy`,
      `\`${strategy}\` is not available yet`,
    ],
  ),
  ...[
    'validity_column_names',
    'active_record_timestamp',
    'boundary_timestamp',
    'row_version_column_name',
    'skip_unchanged_rows',
    'source_filter',
    'destination_scope',
  ].map(
    (key): Row => [
      key,
      inResource({
        primary_key: 'id',
        write_disposition: { disposition: 'merge', strategy: 'upsert', [key]: 'x' },
      }),
      `${RESOURCE}.write_disposition.${key}`,
      'not available yet',
    ],
  ),
  ...['file_format', 'references', 'nested_hints', 'parent_table_name'].map(
    (key): Row => [
      key,
      inResource({ [key]: 'x' }),
      `${RESOURCE}.${key}`,
      'is not available in this layout',
      'Remove it',
    ],
  ),
  ...['iceberg', 'delta', 'hive'].map(
    (format): Row => [
      `table_format ${format}`,
      inResource({ table_format: format }),
      `${RESOURCE}.table_format`,
      `\`${format}\` is not available in this layout`,
      'Remove it',
    ],
  ),
  ...[
    'partition',
    'cluster',
    'sort',
    'row_key',
    'parent_key',
    'root_key',
    'variant',
    'incremental',
  ].map(
    (key): Row => [
      `a column with ${key}`,
      inResource({ columns: { a: { [key]: true } } }),
      `${RESOURCE}.columns.a.${key}`,
      'is not available in this layout',
    ],
  ),
  ...['primary_key', 'merge_key', 'write_disposition', 'columns', 'schema_contract'].map(
    (key): Row => [
      `${key}, a function`,
      inResource({ [key]: () => 'x' }),
      `${RESOURCE}.${key}`,
      'a function here is not available yet',
    ],
  ),
]);

refuses('Names that are taken are refused', [
  [
    'a name',
    inResources('a', { name: 'a', endpoint: 'b' }),
    'resources[1].name',
    '`a` is the name of resources[0] too',
  ],
  [
    'a table that is replaced',
    inResources('a', { name: 'b', table_name: 'a', write_disposition: 'replace' }),
    'resources[1].table_name',
    '`a` is the table of resources[0] too, and by `replace`',
  ],
  [
    'a table, after its name was put in snake_case',
    inResources('a/b', 'a_b'),
    'resources[1].table_name',
    '`a_b` is the table of resources[0] too',
  ],
  [
    'a column of a list',
    inResource({ columns: [{ name: 'a' }, { name: 'a' }] }),
    `${RESOURCE}.columns[1].name`,
    'column 0 of the list',
  ],
  [
    'a field of a key',
    inResource({ primary_key: ['a', 'a'] }),
    `${RESOURCE}.primary_key`,
    'names a field twice',
  ],
]);

refuses('A paginator that can not work is refused', [
  [
    'an option of another type',
    paged({ type: 'page_number', limit: 10 }),
    `${PAGINATOR}.limit`,
    'belongs to the paginator `offset`',
  ],
  [
    'an option of two other types',
    paged({ type: 'header_link', total_path: 'x' }),
    `${PAGINATOR}.total_path`,
    'belongs to the paginator `offset` and the paginator `page_number`',
  ],
  [
    'an option beside single_page',
    paged({ type: 'single_page', next_url_path: 'x' }),
    `${PAGINATOR}.next_url_path`,
    'belongs to the paginator `json_link`',
  ],
  [
    'an option beside auto',
    paged({ type: 'auto', cursor_path: 'x' }),
    `${PAGINATOR}.cursor_path`,
    'belongs to the paginator `cursor`',
  ],
  ...(['offset', 'limit'] as const).map(
    (name): Row => [
      `two places for ${name}`,
      paged({ ...offset, [`${name}_param`]: 'a', [`${name}_body_path`]: 'b' }),
      `${PAGINATOR}.${name}_body_path`,
      `takes the place of \`${name}_param\``,
    ],
  ),
  [
    'two places for page',
    paged({ type: 'page_number', page_param: 'a', page_body_path: 'b' }),
    `${PAGINATOR}.page_body_path`,
    'takes the place of `page_param`',
  ],
  [
    'two places for cursor',
    paged({ type: 'cursor', cursor_param: 'a', cursor_body_path: 'b' }),
    `${PAGINATOR}.cursor_body_path`,
    'takes the place of `cursor_param`',
  ],
  [
    'an empty parameter',
    paged({ ...offset, offset_param: '' }),
    `${PAGINATOR}.offset_param`,
    'the name of a parameter',
    "got `''`",
  ],
  [
    'an empty parameter of pages',
    paged({ type: 'page_number', page_param: '' }),
    `${PAGINATOR}.page_param`,
    'the name of a parameter',
  ],
  [
    'an empty parameter of a cursor',
    paged({ type: 'cursor', cursor_param: '' }),
    `${PAGINATOR}.cursor_param`,
    'the name of a parameter',
  ],
  [
    'an empty path into the body',
    paged({ ...offset, limit_body_path: '' }),
    `${PAGINATOR}.limit_body_path`,
    'a path into the JSON body',
  ],
  [
    'one parameter for both',
    paged({ ...offset, offset_param: 'x', limit_param: 'x' }),
    PAGINATOR,
    'two parameters, not one',
  ],
  [
    'offsets without an end',
    paged({ ...offset, total_path: null, stop_after_empty_page: false }),
    PAGINATOR,
    'nothing ends these pages',
    '`maximum_offset`',
  ],
  [
    'pages without an end',
    paged({ type: 'page_number', total_path: null, stop_after_empty_page: false }),
    PAGINATOR,
    'nothing ends these pages',
    '`maximum_page`',
  ],
  [
    'a total that is no path',
    paged({ ...offset, total_path: 'a[' }),
    `${PAGINATOR}.total_path`,
    'ends too early',
    'got `a[`',
  ],
  [
    'a cursor that is no path',
    paged({ type: 'cursor', cursor_path: '$.a[?' }),
    `${PAGINATOR}.cursor_path`,
    'a filter that never ends',
    'got `$.a[?`',
  ],
  [
    'a link that is no path',
    paged({ type: 'json_link', next_url_path: 'a..' }),
    `${PAGINATOR}.next_url_path`,
    'ends too early',
    'got `a..`',
  ],
  [
    'more pages that are no path',
    paged({ type: 'cursor', has_more_path: '[[' }),
    `${PAGINATOR}.has_more_path`,
    'got `[[`',
  ],
  [
    'one that was not registered',
    paged({ type: 'mine', size: 5 }),
    `${PAGINATOR}.type`,
    'must be one of `offset`',
    'got `mine`',
  ],
  [
    'one that was registered, and makes none',
    paged({ type: 'no_paginator' }),
    PAGINATOR,
    'gives no object with a function `next`',
  ],
  [
    'an instance that can not page',
    paged(new Date(0)),
    PAGINATOR,
    'neither a `type` nor a function `next`',
  ],
]);

refuses('An authentication that can not work is refused', [
  [
    'a value of another type',
    authenticated({ type: 'bearer', username: 'u', token: SECRET }),
    'client.auth.username',
    'belongs to auth of type `http_basic`',
  ],
  [
    'one that was not registered',
    authenticated({ type: 'mine', key: SECRET }),
    'client.auth.type',
    'got `mine`',
  ],
  [
    'one that was registered, and makes none',
    authenticated({ type: 'no_auth' }),
    'client.auth',
    'gives no object with a function `authorize`',
  ],
  [
    'a header that can not be one',
    authenticated({ type: 'api_key', api_key: SECRET, name: 'A b' }),
    'client.auth.name',
    'no name for a header',
  ],
  [
    'a token URL that is none',
    authenticated({ ...oauth, access_token_url: '/token' }),
    'client.auth.access_token_url',
    'absolute http or https URL',
  ],
]);

refuses('A request that can not be made is refused', [
  [
    'a parameter that is an object',
    inParams({ a: { b: 1 } }),
    `${ENDPOINT}.params.a.type`,
    '`resolve` or `incremental`',
    'a string, a number',
  ],
  [
    'a parameter that is an instance',
    inParams({ a: new Date(0) }),
    `${ENDPOINT}.params.a`,
    'a string, a number',
    'got an instance',
  ],
  ['a list with an object', inParams({ a: [{}] }), `${ENDPOINT}.params.a[0]`, 'a string, a number'],
  ...(['params', 'json', 'data', 'headers'] as const).flatMap((section): Row[] => [
    [
      `an unknown context in ${section}`,
      inEndpoint({ [section]: { a: '{x.y}' } }),
      `${ENDPOINT}.${section}.a`,
      '`{x.y}` is no placeholder',
    ],
    [
      `an unknown context in a name of ${section}`,
      inEndpoint({ [section]: { '{x.y}': 'a' } }),
      `${ENDPOINT}.${section}['{x.y}']`,
      '`{x.y}` is no placeholder',
    ],
    [
      `a single brace in ${section}`,
      inEndpoint({ [section]: { a: 'x{' } }),
      `${ENDPOINT}.${section}.a`,
      'single brace',
    ],
    [
      `an incremental that is not there in ${section}`,
      inEndpoint({ [section]: { a: '{incremental.start_value}' } }),
      `${ENDPOINT}.${section}.a`,
      'needs an `incremental`',
    ],
  ]),
  [
    'an unknown context deep in json',
    inEndpoint({ json: { a: [{ b: '{x}' }] } }),
    `${ENDPOINT}.json.a[0].b`,
    '`{x}` is no placeholder',
  ],
  [
    'an unknown value of an incremental',
    inEndpoint({ params: { a: '{incremental.start}' }, incremental: { cursor_path: 'at' } }),
    `${ENDPOINT}.params.a`,
    'Did you mean `start_value`?',
  ],
  ['two bodies', inEndpoint({ json: { a: 1 }, data: { b: 1 } }), `${ENDPOINT}.data`, 'two bodies'],
  [
    'half a pair of a form',
    inEndpoint({ data: [['a']] }),
    `${ENDPOINT}.data[0]`,
    'a pair of a name and a value',
  ],
  [
    'a selector that is no path',
    inEndpoint({ data_selector: '$..[' }),
    `${ENDPOINT}.data_selector`,
    'ends too early',
    'got `$..[`',
  ],
  [
    'a parameter of the path that is not there',
    inEndpoint({ path: 'a/{id}', params: { idd: 1 } }),
    `${ENDPOINT}.path`,
    'needs a parameter of that name',
    'Did you mean `idd`?',
  ],
  ['nothing between braces', inEndpoint({ path: 'a/{}' }), `${ENDPOINT}.path`, '`{}`'],
  [
    'an unknown context in the path',
    inEndpoint({ path: '{parent.id}' }),
    `${ENDPOINT}.path`,
    '`{parent.id}` is no placeholder',
  ],
  ['a single brace in the path', inEndpoint({ path: 'a}' }), `${ENDPOINT}.path`, 'single brace'],
  ['the same in short', inResources('a/{id}'), 'resources[0].endpoint.path', '`{id}`'],
  [
    'a resolve that is not in the path',
    inParams({ id: ofParent }),
    `${ENDPOINT}.params.id`,
    'must stand in the path, as `{id}`',
  ],
  [
    'an incremental in the path',
    inEndpoint({ path: '{id}', params: { id: since } }),
    `${ENDPOINT}.params.id`,
    'only be a parameter of the query',
  ],
  [
    'a list in the path',
    inEndpoint({ path: '{id}', params: { id: [1] } }),
    `${ENDPOINT}.params.id`,
    'one value',
  ],
  [
    'null in the path',
    inEndpoint({ path: '{id}', params: { id: null } }),
    `${ENDPOINT}.params.id`,
    'got `null`',
  ],
]);

refuses('Resources that can not depend on one another are refused', [
  [
    'a field without a name',
    inParams({ a: '{resources.parents}' }),
    `${ENDPOINT}.params.a`,
    'must name a field',
  ],
  [
    'a field that is no path',
    inParams({ a: '{resources.parents.a b}' }),
    `${ENDPOINT}.params.a`,
    'the field `a b` of `parents` is no path',
  ],
  [
    'a parent that is not there',
    inEndpoint({ path: 'a/{resources.parnets.id}' }),
    `${ENDPOINT}.path`,
    'there is no resource `parnets`',
    'Did you mean `parents`?',
  ],
  [
    'a parent of a resolve that is not there',
    inEndpoint({ path: '{id}', params: { id: { ...ofParent, resource: 'nobody' } } }),
    `${ENDPOINT}.params.id.resource`,
    'there is no resource `nobody`',
    '`parents`',
  ],
  [
    'two parents',
    inResources('a', 'b', 'c/{resources.a.id}/{resources.b.id}'),
    'resources[2].endpoint.path',
    'one parent at most',
    '`a` and `b`',
  ],
  [
    'itself',
    inResources({ name: 'a', endpoint: 'x/{resources.a.id}' }),
    'resources[0].endpoint.path',
    "can't be its own parent",
  ],
  [
    'what is included without a parent',
    inResource({ include_from_parent: ['id'] }),
    `${RESOURCE}.include_from_parent`,
    'needs a parent',
  ],
]);

test('A circle of resources is told at each of them', () => {
  const of = (name: string, parent: string): Json => ({
    name,
    endpoint: { path: `{id}`, params: { id: { type: 'resolve', resource: parent, field: 'id' } } },
  });
  const { issues } = refusalOf(inResources(of('a', 'b'), of('b', 'c'), of('c', 'a')));
  expect(issues.map(({ path }) => path)).toEqual(
    [0, 1, 2].map((index) => `resources[${index}].endpoint.params.id.resource`),
  );
  expect(issues[0]?.message).toBe('goes in a circle: `a` needs `b` needs `c` needs `a`.');
});

refuses('An incremental that can not be one is refused', [
  [
    'two in the parameters',
    inParams({ a: since, b: since }),
    `${ENDPOINT}.params.b`,
    'one incremental',
    '`a`',
  ],
  [
    'one in the parameters beside that of the endpoint',
    inEndpoint({ params: { a: since }, incremental: { cursor_path: 'at' } }),
    INCREMENTAL,
    'one incremental',
    '`a`',
  ],
  ...['end_value', 'end_param', 'start_param'].map(
    (key): Row => [
      `${key} in a parameter`,
      inParams({ a: { ...since, [key]: 'x' } }),
      `${ENDPOINT}.params.a.${key}`,
      'belongs in `endpoint.incremental`',
    ],
  ),
  [
    'an end without a start',
    tracked({ cursor_path: 'at', end_value: 5 }),
    `${INCREMENTAL}.end_value`,
    '`initial_value`',
  ],
  [
    'an end before the start',
    tracked({ cursor_path: 'at', initial_value: 9, end_value: 5 }),
    `${INCREMENTAL}.end_value`,
    'before `initial_value`',
    '`9`',
    '`5`',
  ],
  [
    'an end behind the start of `min`',
    tracked({ cursor_path: 'at', last_value_func: 'min', initial_value: 5, end_value: 9 }),
    `${INCREMENTAL}.end_value`,
    'behind `initial_value`',
  ],
  [
    'an end of another type',
    tracked({ cursor_path: 'at', initial_value: '2024-01-01', end_value: 5 }),
    `${INCREMENTAL}.end_value`,
    'the type of `initial_value`',
  ],
  [
    'a cursor that is no path',
    tracked({ cursor_path: '$.a[' }),
    `${INCREMENTAL}.cursor_path`,
    'ends too early',
    'got `$.a[`',
  ],
  [
    'one parameter for both ends',
    tracked({ cursor_path: 'at', start_param: 'a', end_param: 'a' }),
    `${INCREMENTAL}.end_param`,
    'two parameters, not one',
  ],
]);

refuses('Options that go with something else are refused', [
  [
    'an action without a condition',
    inEndpoint({ response_actions: [{ action: 'ignore' }] }),
    `${ENDPOINT}.response_actions[0].action`,
    'needs a condition',
    '`status_code` or `content`',
  ],
  [
    'a step that does nothing',
    inResource({ processing_steps: [{}] }),
    `${RESOURCE}.processing_steps[0]`,
    '`filter`, `map` or `yield_map`',
  ],
  [
    'a strategy of another disposition',
    inResource({ write_disposition: { disposition: 'append', strategy: 'upsert' } }),
    `${RESOURCE}.write_disposition.strategy`,
    'only, not with `append`',
  ],
  [
    'deduplicated without its strategy',
    inResource({
      primary_key: 'id',
      write_disposition: { disposition: 'merge', deduplicated: false },
    }),
    `${RESOURCE}.write_disposition.deduplicated`,
    '`delete-insert` only',
  ],
  [
    'a strategy that is null',
    inResource({ primary_key: 'id', write_disposition: { disposition: 'merge', strategy: null } }),
    `${RESOURCE}.write_disposition.strategy`,
    'got `null`',
  ],
  [
    'upsert without a key',
    inResource({ write_disposition: { disposition: 'merge', strategy: 'upsert' } }),
    `${RESOURCE}.write_disposition`,
    'needs a `primary_key`',
  ],
  [
    'a scale of a text',
    inResource({ columns: { a: { data_type: 'text', scale: 2 } } }),
    `${RESOURCE}.columns.a.scale`,
    '`decimal`, `wei` only',
  ],
]);

describe('Everything is told at once', () => {
  const many = {
    client: { base_url: 5, headers: { a: 1 }, paginator: 'offset', auth: { token: 5 }, sesion: 1 },
    resource_defaults: { primarykey: 'id', endpoint: { method: 'PUT' } },
    resources: [
      { endpoint: 'a' },
      'b',
      { name: 'b', write_disposition: 'upsert' },
      { name: 'c', endpoint: { path: 'c/{id}', incremental: {}, params: { a: { b: 1 } } } },
      7,
    ],
    sources: [],
  };

  test('each at its path, in one error', () => {
    const { issues, message, code } = refusalOf(many);
    expect(code).toBe('CONFIG_INVALID');
    expect(issues.map(({ path }) => path).sort()).toEqual(
      [
        'client.auth.token',
        'client.base_url',
        'client.headers.a',
        'client.paginator',
        'client.sesion',
        'resource_defaults.endpoint.method',
        'resource_defaults.primarykey',
        'resources[0].name',
        'resources[2].name',
        'resources[2].write_disposition',
        'resources[3].endpoint.incremental.cursor_path',
        'resources[3].endpoint.params.a.type',
        'resources[3].endpoint.path',
        'resources[4]',
        'sources',
      ].sort(),
    );
    for (const { path } of issues) expect(message).toContain(`\n  ${path}: `);
    expect(message).toContain(`${issues.length} problems:`);
  });

  test('with what the environment lacks, too', () => {
    const { issues } = refusalOf({ ...many, client: { base_url: 5, auth: 'http_basic' } });
    const paths = issues.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['client.auth.username', 'client.auth.password', 'resources[4]']),
    );
  });

  test('and only what is not available yet has the code for that', () => {
    const later = { disposition: 'merge', strategy: 'scd2' };
    expect(refusalOf(inResource({ write_disposition: later })).code).toBe('CONFIG_UNSUPPORTED');
    expect(refusalOf(inResource({ write_disposition: later, a: 1 })).code).toBe('CONFIG_INVALID');
  });
});

/** What is right: the kinds of configuration that the format knows. */
const posts = { name: 'posts', endpoint: { path: 'posts' } };
type Valid = readonly [what: string, config: Json, env?: Record<string, string>];
const valid: readonly Valid[] = [
  ['no resources', { client: { base_url: 'https://x' }, resources: [] }],
  [
    'no base, and full URLs',
    { client: { base_url: '' }, resources: [{ name: 'a', endpoint: 'https://x/a' }] },
  ],
  [
    'a parent by resolve',
    inResources(posts, {
      name: 'c',
      endpoint: {
        path: 'posts/{post_id}/comments',
        params: { post_id: { type: 'resolve', resource: 'posts', field: 'id' } },
      },
      include_from_parent: ['id'],
    }),
  ],
  [
    'a parent by placeholder',
    inResources(posts, { name: 'c', endpoint: { path: 'posts/{resources.posts.id}/comments' } }),
  ],
  [
    'a parent that comes after',
    inResources({ name: 'c', endpoint: '{resources.posts.id}' }, posts),
  ],
  [
    'a chain of three',
    inResources(
      'a',
      { name: 'b', endpoint: '{resources.a.id}' },
      { name: 'c', endpoint: '{resources.b.id}' },
    ),
  ],
  [
    'values of a parent everywhere',
    inResources(posts, {
      name: 'c',
      endpoint: {
        path: 'c',
        method: 'POST',
        params: { a: '{resources.posts.a.b}', '{resources.posts.id}': 1 },
        json: { a: [{ b: "{resources.posts.a['b c']}" }] },
        headers: { 'x-{resources.posts.id}': '{resources.posts.list[0].id}' },
      },
    }),
  ],
  ['a bare endpoint', inResources({ name: 'p', endpoint: 'posts/recent' })],
  ['a name alone, and one with a slash', inResources('posts', '/path/with/slash')],
  ...(
    [
      'json_link',
      'json_response',
      'header_link',
      'header_cursor',
      'auto',
      'single_page',
      'cursor',
      'page_number',
    ] as const
  ).flatMap((type): [string, Json][] => [
    [`the paginator ${type} by name`, paged(type)],
    [`the paginator ${type} as an object`, paged({ type })],
  ]),
  [
    'an offset with everything',
    paged({
      type: 'offset',
      limit: 1,
      offset: 0,
      offset_param: 'o',
      limit_param: 'l',
      total_path: '$.total',
      maximum_offset: 9,
      stop_after_empty_page: true,
      has_more_path: 'more',
    }),
  ],
  [
    'an offset in the body',
    inEndpoint({
      method: 'POST',
      json: {},
      paginator: { ...offset, offset_body_path: 'page.offset', limit_body_path: 'page.limit' },
    }),
  ],
  [
    'page numbers with everything',
    paged({
      type: 'page_number',
      base_page: 1,
      page: 2,
      page_param: 'p',
      total_path: null,
      maximum_page: 9,
      stop_after_empty_page: false,
      has_more_path: 'more',
    }),
  ],
  [
    'a cursor with everything',
    paged({
      type: 'cursor',
      cursor_path: '$.a.b',
      cursor_body_path: 'a.b',
      stop_after_empty_page: true,
      has_more_path: 'more',
    }),
  ],
  ['an instance of a paginator', paged({ next: () => null })],
  [
    'paginators of the client, the defaults and an endpoint',
    {
      ...inClient({ paginator: 'header_link' }),
      resource_defaults: { endpoint: { paginator: 'cursor' } },
      resources: [
        'a',
        { name: 'b', endpoint: { paginator: null } },
        { name: 'c', endpoint: { paginator: offset } },
      ],
    },
  ],
  ['a bearer, long', authenticated({ type: 'bearer', token: SECRET })],
  ['a bearer, short', authenticated({ token: SECRET })],
  ['a bearer from the environment', authenticated('bearer'), { CREDENTIALS__TOKEN: SECRET }],
  ['basic auth', authenticated({ type: 'http_basic', username: 'u', password: SECRET })],
  [
    'basic auth without a password',
    authenticated({ type: 'http_basic', username: SECRET, password: '' }),
  ],
  ...['header', 'query', 'param', 'cookie'].map((location): [string, Json] => [
    `a key in the ${location}`,
    authenticated({ type: 'api_key', api_key: SECRET, name: 'key', location }),
  ]),
  [
    'oauth',
    authenticated({
      ...oauth,
      access_token: null,
      access_token_request_data: { scope: 'read' },
      default_token_expiration: 60,
    }),
  ],
  ['an instance of an authentication', authenticated({ authorize: () => ({}) })],
  ['no authentication', authenticated(null)],
  ['an authentication of an endpoint', inEndpoint({ auth: { token: SECRET } })],
  ['an endpoint without authentication', inEndpoint({ auth: null })],
  [
    'an incremental of a parameter',
    inParams({
      since: {
        type: 'incremental',
        cursor_path: 'at',
        initial_value: '2024-01-01T00:00:00Z',
        lag: 60,
        convert: String,
      },
    }),
  ],
  [
    'an incremental of an endpoint',
    tracked({
      cursor_path: '$.at',
      start_param: 'from',
      end_param: 'to',
      initial_value: 1,
      end_value: 9,
      last_value_func: 'max',
      row_order: 'asc',
      range_start: 'open',
      range_end: 'closed',
      on_cursor_value_missing: 'include',
      primary_key: [],
      allow_external_schedulers: false,
    }),
  ],
  [
    'an incremental with a function',
    tracked({
      cursor_path: 'at',
      last_value_func: (values: readonly number[]) => Math.max(...values),
    }),
  ],
  [
    'values of an incremental',
    inEndpoint({
      incremental: { cursor_path: 'at', initial_value: 1 },
      params: {
        from: '{incremental.start_value:04d}',
        to: '{incremental.end_value}',
        lag: '{incremental.lag}',
      },
      headers: { a: '{incremental.initial_value!r}' },
    }),
  ],
  [
    'headers and the three short forms',
    {
      ...inClient({ headers: { 'X-A': 'b' } }),
      resources: ['a', { name: 'b' }, { name: 'c', endpoint: 'x/c' }],
    },
  ],
  [
    'a header that is taken away',
    {
      ...inClient({ headers: { 'X-A': 'b' } }),
      resources: [{ name: 'a', endpoint: { headers: { 'X-A': null } } }],
    },
  ],
  ['a table by a function', inResource({ table_name: (row: Json) => String(row['kind']) })],
  [
    'a static parameter of the path beside one that is resolved',
    inResources(posts, {
      name: 'c',
      endpoint: {
        path: '{kind}/{id}',
        params: { kind: 'comments', id: { type: 'resolve', resource: 'posts', field: 'id' }, n: 1 },
      },
    }),
  ],
  [
    'every kind of parameter',
    inParams({ a: 's', b: 1, c: 1.5, d: true, e: null, f: ['a', 1, null], g: '', h: '{{braces}}' }),
  ],
  [
    'a form, pairs and a text',
    inResources(
      { name: 'a', endpoint: { method: 'POST', data: { a: 1 } } },
      {
        name: 'b',
        endpoint: {
          method: 'POST',
          data: [
            ['a', 1],
            ['a', 2],
          ],
        },
      },
      { name: 'c', endpoint: { method: 'POST', data: 'a=1' } },
      { name: 'd', endpoint: { method: 'POST', data: {}, json: { a: 1 } } },
    ),
  ],
  [
    'response actions',
    inEndpoint({
      response_actions: [
        { status_code: 404, action: 'ignore' },
        { content: 'gone', action: 'ignore' },
        { action: () => undefined },
        { status_code: 200, action: [() => undefined] },
        () => undefined,
      ],
    }),
  ],
  [
    'processing steps',
    inResource({
      processing_steps: [
        { filter: () => true },
        { map: (row: Json) => row },
        { yield_map: (row: Json) => [row] },
        { filter: () => true, map: (row: Json) => row },
      ],
    }),
  ],
  [
    'every disposition',
    inResources(
      ...[
        'append',
        'replace',
        'merge',
        { disposition: 'merge', strategy: 'delete-insert', deduplicated: false },
        { disposition: 'merge', strategy: 'upsert' },
        { disposition: 'merge', strategy: 'insert-only' },
      ].map((write_disposition, index) => ({
        name: `r${index}`,
        primary_key: 'id',
        write_disposition,
      })),
    ),
  ],
  [
    'columns, as an object and as a list',
    inResources(
      {
        name: 'a',
        columns: {
          id: { data_type: 'bigint', nullable: false, primary_key: true },
          at: { data_type: 'timestamp', precision: 3, timezone: false },
        },
      },
      {
        name: 'b',
        columns: [
          {
            name: 'price',
            data_type: 'decimal',
            precision: 10,
            scale: 2,
            description: 'd',
            unique: false,
            hard_delete: false,
            dedup_sort: 'desc',
            merge_key: true,
          },
        ],
      },
    ),
  ],
  [
    'contracts',
    inResources(
      { name: 'a', schema_contract: 'freeze' },
      {
        name: 'b',
        schema_contract: { tables: 'evolve', columns: 'discard_value', data_type: 'discard_row' },
      },
    ),
  ],
  [
    'hints without an effect',
    inResource({
      parallelized: true,
      max_table_nesting: 3,
      table_format: 'native',
      selected: false,
    }),
  ],
  [
    'null for every hint',
    inResource({
      ...Object.fromEntries(
        [
          'table_name',
          'write_disposition',
          'primary_key',
          'merge_key',
          'columns',
          'schema_contract',
          'table_format',
          'file_format',
          'references',
          'nested_hints',
          'processing_steps',
          'include_from_parent',
          'selected',
          'parallelized',
          'max_table_nesting',
        ].map((key) => [key, null]),
      ),
      endpoint: {
        paginator: null,
        data_selector: null,
        response_actions: null,
        incremental: null,
        headers: null,
        data: null,
        method: null,
      },
    }),
  ],
  ['null for the defaults', top({ resource_defaults: null })],
  [
    'params and json of the defaults and of a resource',
    {
      ...inDefaults({
        endpoint: { params: { a: 1 }, json: { a: 1 } },
        columns: { a: { data_type: 'text' } },
      }),
      resources: [
        {
          name: 'a',
          columns: [{ name: 'a', nullable: false }],
          endpoint: { params: { b: 2 }, json: { b: 2 } },
        },
      ],
    },
  ],
  ['a single entity', inResource({ endpoint: { path: 'a/{id}', params: { id: 5 } } })],
];

/** A copy of which every object and list is frozen, so that a change throws; functions stay what they are. */
function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozen(inner)])),
  );
}

describe('A configuration that is right is taken', () => {
  const kinds = valid.map(([what, config, env = {}]) => ({ what, config, env }));
  test.each(kinds)('$what', ({ config, env }) => {
    const before = JSON.stringify(config);
    const source = restApiSource(frozen(config) as RestApiConfig, {
      env,
      dispatcher: new NoRequests(),
    });
    const { resources } = config as { resources: readonly unknown[] };
    const selected = resources.filter((one) => (one as Json)['selected'] !== false);
    expect(source.resources).toHaveLength(selected.length);
    // nothing was put into it, and making it a second source works as well
    expect(JSON.stringify(config)).toBe(before);
    expect(() => restApiSource(config as unknown as RestApiConfig, { env })).not.toThrow();
  });

  test('and is not modified, whether it is taken or not', () => {
    for (const config of [
      { ...inDefaults({ columns: [{ name: 'a' }], endpoint: { params: { a: 1 } } }) },
      { ...inEndpoint({ params: { a: '{nothing}' } }) },
    ]) {
      const copy = structuredClone(config);
      try {
        restApiSource(config as unknown as RestApiConfig, { env: {} });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
      expect(config).toEqual(copy);
      expect(Object.isFrozen(config)).toBe(false);
      expect(Object.isFrozen(config['client'])).toBe(false);
    }
  });

  test('functions and instances are shared, not copied', () => {
    const paginator = { next: (): null => null };
    const seen: unknown[] = [];
    const config = {
      client,
      resources: [{ name: 'a', endpoint: { paginator, response_actions: [() => seen] } }],
    };
    restApiSource(config as unknown as RestApiConfig, { env: {} });
    expect(Object.isFrozen(paginator)).toBe(false);
  });
});

/** Each place of a configuration, and copies in which something else stands there. */
function* damaged(value: unknown, put: (other: unknown) => unknown): Generator<unknown> {
  for (const junk of JUNK) yield put(junk);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = (other: unknown): unknown =>
      Array.isArray(value)
        ? put(value.map((item, index) => (String(index) === key ? other : item)))
        : put({ ...value, [key]: other });
    yield* damaged(inner, at);
  }
}

const JUNK: readonly unknown[] = [
  undefined,
  null,
  '',
  '{',
  '{x.y}',
  '\u0000',
  0,
  -1.5,
  Number.NaN,
  2 ** 60,
  10n,
  true,
  [],
  [[]],
  {},
  { type: 'x' },
  { a: { b: [null] } },
  () => undefined,
  Symbol('junk'),
  new Date(0),
  new Map([[1, 2]]),
];

test('Whatever stands anywhere, a configuration is taken or refused, and nothing else is thrown', () => {
  let [taken, refused] = [0, 0];
  const strangers: unknown[] = [];
  for (const [, config, env = {}] of valid) {
    for (const other of damaged(config, (junk) => junk)) {
      try {
        restApiSource(other as RestApiConfig, { env });
        taken++;
      } catch (error) {
        const isRefusal = error instanceof ConfigError && /[.?]$/.test(error.message);
        if (isRefusal && !error.message.includes(SECRET)) refused++;
        else strangers.push(error);
      }
    }
  }
  expect(strangers).toEqual([]);
  expect(taken).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(5_000);
});
