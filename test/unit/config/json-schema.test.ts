import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeConfig } from '../../../scripts/reference/describe-config.ts';
import { loadConfig } from '../../../src/config/file/load-config.ts';
import { configJsonSchema, type JsonSchemaNode } from '../../../src/config/format/config.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import {
  env,
  replaceVariables,
  secret,
  toVariableText,
} from '../../../src/config/secrets/variable.ts';

const schema = configJsonSchema() as JsonSchemaNode;

function nodesOf(node: unknown): JsonSchemaNode[] {
  if (typeof node !== 'object' || node === null) return [];
  return [node as JsonSchemaNode, ...Object.values(node).flatMap(nodesOf)];
}

test('the JSON Schema refuses keys that are unknown, and asks for those that are needed', () => {
  expect(schema.required).toEqual(['client', 'resources']);
  expect(schema.properties?.['client']?.required).toEqual(['base_url']);
  // beside the file with their schema stand columns by names that are free
  const objects = nodesOf(schema).filter(
    ({ type, properties }) => type === 'object' && properties && !('$ref' in properties),
  );
  expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([]);
});

test('the JSON Schema lists names and defaults, and has nothing of JavaScript', () => {
  const client = schema.properties?.['client']?.properties;
  expect(client?.['verify']).toMatchObject({ default: 'overlap' });
  expect(client?.['max_concurrency']).toMatchObject({ default: 4 });
  expect(client?.['limits']?.anyOf?.[0]?.properties?.['row_keys']).toMatchObject({
    default: 10000,
  });
  const names = client?.['paginator']?.anyOf?.find((one) => one.enum !== undefined)?.enum;
  expect(names).toContain('page_number');
  expect(names).not.toContain('offset');
  expect(JSON.stringify(schema)).not.toMatch(/x-js-type|x-key|readOnly/);
});

test.each<[string, unknown, boolean]>([
  ['of the file', { $ref: 'a.json' }, true],
  ['beside it', { $ref: 'a.json', a: { data_type: 'text' } }, true],
  ['that are wrong beside it', { $ref: 'a.json', a: { data_type: 'x' } }, false],
  ['without a file', { a: { data_type: 'text' } }, true],
])('the JSON Schema knows columns %s', (_what, columns, isRight) => {
  const config = { client: { base_url: 'https://x' }, resources: [{ name: 'a', columns }] };
  expect(problemsOf(config, schema).length === 0).toBe(isRight);
});

test('every key is told with its type and its default', () => {
  const keys = new Map(describeConfig().map((key) => [key.path, key]));
  expect(keys.get('client.base_url')).toMatchObject({ type: 'string', isRequired: true });
  expect(keys.get('client.auth(api_key).location')).toMatchObject({
    key: { fallback: '`header`' },
  });
  expect(keys.get('resources[].columns.*.nullable')).toMatchObject({
    key: { fallback: 'true' },
  });
  expect(keys.get('resources[].processing_steps[].filter')).toMatchObject({ type: 'function' });
  expect([...keys.values()].filter(({ key }) => key.about === '')).toEqual([]);
});

/** What an editor finds: the keywords that the schema uses, and no others. */
function problemsOf(value: unknown, node: JsonSchemaNode, path = ''): string[] {
  const { type, enum: words, anyOf, items, properties, additionalProperties: others } = node;
  const problems: string[] = [];
  if ('const' in node && node.const !== value) problems.push(`${path}: not ${node.const}`);
  if (words !== undefined && !words.includes(value)) problems.push(`${path}: no word`);
  if (type !== undefined && ![type].flat().some((one) => isOfType(value, one))) {
    problems.push(`${path}: no ${type}`);
  }
  if (node.not !== undefined) problems.push(`${path}: nothing is right here`);
  if (anyOf !== undefined && !anyOf.some((one) => problemsOf(value, one, path).length === 0)) {
    problems.push(`${path}: none of ${anyOf.length}`);
  }
  if (Array.isArray(value) && items !== undefined) {
    problems.push(...value.flatMap((item, at) => problemsOf(item, items, `${path}[${at}]`)));
  }
  if (!isOfType(value, 'object')) return problems;
  const missing = (node.required ?? []).filter((key) => !Object.hasOwn(value as object, key));
  problems.push(...missing.map((key) => `${path}.${key}: missing`));
  for (const [key, member] of Object.entries(value as object)) {
    const known = properties?.[key] ?? (typeof others === 'object' ? others : undefined);
    if (known !== undefined) problems.push(...problemsOf(member, known, `${path}.${key}`));
    else if (others === false) problems.push(`${path}.${key}: unknown`);
  }
  return problems;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
  return typeof value === type;
}

/** As a text file has it: with `${NAME}` in place of variables, and without functions. */
function asText(config: unknown): unknown {
  const json = JSON.stringify(config, (_, value: unknown) => {
    const text = toVariableText(value);
    if (text === undefined) return value;
    return replaceVariables(text, ({ name }) => `\${${name}}`);
  });
  return JSON.parse(json);
}

const client = { base_url: 'https://x' };
const crm = {
  client: {
    base_url: env('API_BASE_URL'),
    auth: { type: 'api_key', name: 'Api-Token', api_key: secret('API_KEY'), location: 'header' },
  },
  resource_defaults: {
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: { paginator: { type: 'offset', limit: 20, offset_param: 'offset' } },
  },
  resources: [
    { name: 'contacts', endpoint: { path: '/contacts', data_selector: 'contacts' } },
    'lists',
  ],
};

test.each<readonly [string, unknown]>([
  ['a CRM by offsets', crm],
  ['the configuration of this project', await projectConfig()],
  ['short forms', { client: { ...client, auth: 'bearer', paginator: 'auto' }, resources: ['a'] }],
  [
    'cursors and a schema',
    {
      client,
      resources: [
        {
          name: 'a',
          columns: { price: { data_type: 'decimal', precision: 10, scale: 2 } },
          schema_contract: { columns: 'freeze' },
          table_format: 'native',
          endpoint: {
            method: 'POST',
            json: { size: 5, nested: [{}] },
            paginator: { type: 'cursor', cursor_path: 'meta.next', cursor_body_path: 'after' },
            response_actions: [{ status_code: 404, action: 'ignore' }],
          },
        },
      ],
    },
  ],
  [
    'link headers and a token',
    {
      client: { ...client, auth: { token: 't-1' }, paginator: 'header_link' },
      resources: [{ name: 'issues', primary_key: 'number', endpoint: { params: { size: 50 } } }],
    },
  ],
  [
    'an incremental with words',
    {
      client,
      resources: [
        {
          name: 'a',
          endpoint: {
            incremental: {
              cursor_path: 'at',
              last_value_func: 'min',
              row_order: 'desc',
              initial_value: '2024-01-01',
              lag: 5,
            },
          },
        },
        {
          name: 'b',
          endpoint: {
            params: {
              since: { type: 'incremental', cursor_path: 'at', last_value_func: 'max' },
              list: [1, 'b', true],
            },
          },
        },
      ],
    },
  ],
  [
    'a parent and a child',
    {
      client,
      resources: [
        'posts',
        {
          name: 'comments',
          include_from_parent: ['id'],
          endpoint: {
            path: 'posts/{id}/comments',
            params: { id: { type: 'resolve', resource: 'posts', field: 'id' } },
          },
        },
      ],
    },
  ],
])('the JSON Schema takes %s, as restApiSource does', (_, config) => {
  const env = { API_BASE_URL: 'https://x', API_KEY: 'k-1', CREDENTIALS__TOKEN: 't-1' };
  expect(() => resolveSource(config, { env })).not.toThrow();
  expect(problemsOf(asText(config), schema)).toEqual([]);
});

test.each<readonly [string, unknown, string]>([
  ['no resources', { client }, '.resources: missing'],
  ['an unknown key', { ...crm, source: 1 }, '.source: unknown'],
  ['a wrong type', { client: { base_url: 1 }, resources: [] }, '.client.base_url: no string'],
  [
    'a paginator that is none',
    { client: { ...client, paginator: 'offset' }, resources: [] },
    '.client.paginator: none of',
  ],
  [
    'a paginator without its limit',
    { client: { ...client, paginator: { type: 'offset' } }, resources: [] },
    '.client.paginator: none of',
  ],
  ['a method', { client, resources: [{ name: 'a', endpoint: { method: 'PUT' } }] }, '.resources'],
  [
    'a last_value_func',
    {
      client,
      resources: [
        { name: 'a', endpoint: { incremental: { cursor_path: 'a', last_value_func: 'x' } } },
      ],
    },
    '.resources[0]: none of',
  ],
])('the JSON Schema refuses %s, as restApiSource does', (_, config, problem) => {
  expect(() => resolveSource(config, { env: {} })).toThrow();
  expect(problemsOf(asText(config), schema).join('\n')).toContain(problem);
});

async function projectConfig(): Promise<unknown> {
  const file = fileURLToPath(new URL('../../../sluice.config.ts', import.meta.url));
  return (await loadConfig(file, { cwd: '.' })).config;
}
