import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type RestApiConfig,
  registerAuth,
  registerPaginator,
  restApiSource,
} from '../../../src/index.ts';
import {
  authenticated,
  client,
  inClient,
  inDefaults,
  inEndpoint,
  inParams,
  inResource,
  inResources,
  type Json,
  NoRequests,
  oauth,
  offset,
  paged,
  refusalOf,
  SECRET,
  top,
  tracked,
} from '../refusals/rows.ts';

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
    const later = { max_rejected: 1 };
    expect(refusalOf(inResource(later)).code).toBe('CONFIG_UNSUPPORTED');
    expect(refusalOf(inResource({ ...later, a: 1 })).code).toBe('CONFIG_INVALID');
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
  const unknownResources: unknown[] = [];
  for (const [, config, env = {}] of valid) {
    for (const other of damaged(config, (junk) => junk)) {
      try {
        restApiSource(other as RestApiConfig, { env });
        taken++;
      } catch (error) {
        const isRefusal = error instanceof ConfigError && /[.?]$/.test(error.message);
        if (isRefusal && !error.message.includes(SECRET)) refused++;
        else unknownResources.push(error);
      }
    }
  }
  expect(unknownResources).toEqual([]);
  expect(taken).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(5_000);
});
