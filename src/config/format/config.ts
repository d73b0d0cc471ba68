import { z } from 'zod';
import { clientSchema } from './client.ts';
import type { RestApiConfig } from './config-types.ts';
import { mustBe, text } from './fields.ts';
import { JS_TYPE, type Key, keyOf, optional, required } from './key.ts';
import { defaultsSchema, resourceSchema } from './resource.ts';
import { section } from './section.ts';

/** A configuration as it is written, variables already in place. Merging and what it takes comes after. */
export const configSchema: z.ZodType<RestApiConfig> = section(
  'top',
  {
    type: 'RestApiConfig',
    about:
      "A source as it is written down: the keys of dlt's `rest_api` format, and a few more. Wherever a string stands, `secret('NAME')` or `env('NAME')` may stand too. A key that is null counts as left out, unless it says otherwise.",
    where: 'at the top',
    what: 'the configuration',
    near: ['client', 'defaults', 'endpoint', 'auth'],
  },
  {
    client: required(clientSchema, 'The API: where it is, and how it wants to be asked.'),
    resource_defaults: optional(
      defaultsSchema,
      "What all resources have in common. A resource's own keys go first.",
      { otherwise: 'nothing' },
    ),
    resources: required(
      z
        .array(
          z.union([text('the name of a resource'), resourceSchema], mustBe('a name or an object')),
          mustBe('a list of resources'),
        )
        .readonly(),
      'The collections to load. A name alone is short for `{ name, endpoint: { path: name } }`.',
    ),
  },
);

/**
 * Returns a configuration as it is, so that an editor completes and checks it.
 *
 * @example export default defineConfig({ client: { base_url: 'https://api.example.com' }, resources: [] });
 */
export function defineConfig(config: RestApiConfig): RestApiConfig {
  return config;
}

/** The keyword of a node that is the value of a key; it is not handed out. */
export const KEY = 'x-key';

/** A JSON Schema, or a part of one. */
export interface JsonSchemaNode {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchemaNode[];
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchemaNode;
  readonly items?: JsonSchemaNode;
  readonly not?: object;
  readonly description?: string;
  readonly default?: unknown;
  /** Stands for a JavaScript value that JSON has not. Not in what is handed out. */
  readonly [JS_TYPE]?: string;
  /** What is said of the key that has this value. Not in what is handed out. */
  readonly [KEY]?: Key;
  readonly [keyword: string]: unknown;
}

/**
 * A JSON Schema (draft 2020-12) of configurations in JSON and YAML, for editors: with descriptions and defaults of all
 * keys. Functions and objects with functions can't stand there, and names that were registered are unknown to it. It
 * does not find everything that `restApiSource` finds.
 *
 * @example writeFileSync('sluice.schema.json', JSON.stringify(configJsonSchema()));
 */
export function configJsonSchema(): object {
  return { title: 'Sluice configuration', ...withoutJsTypes(configSchemaTree()) };
}

/** The same, with marks where only JavaScript has a value. */
export function configSchemaTree(): JsonSchemaNode {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def;
      const key = keyOf(zodSchema);
      if (key !== undefined) Object.assign(jsonSchema, { [KEY]: key });
      if (type === 'bigint') Object.assign(jsonSchema, { not: {}, [JS_TYPE]: 'bigint' });
      if (type === 'custom') {
        Object.assign(jsonSchema, { [JS_TYPE]: 'function', ...jsonSchema, not: {} });
      }
    },
  });
  return tidy(schema as JsonSchemaNode);
}

/** One level of alternatives in place of several. */
function tidy(node: JsonSchemaNode): JsonSchemaNode {
  const { anyOf, oneOf, description, default: fallback, readOnly: _, ...rest } = node;
  const alternatives = [anyOf ?? [], (oneOf as readonly JsonSchemaNode[] | undefined) ?? []].flat();
  const flat = alternatives.map(tidy).flatMap((one) => (isBare(one) ? (one.anyOf ?? []) : [one]));
  const inner = Object.entries(rest).map(([key, value]) => [key, tidyKeyword(key, value)] as const);
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...Object.fromEntries(inner),
    ...(flat.length === 0 ? {} : { anyOf: flat }),
  };
}

function tidyKeyword(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'properties') {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, tidy(member as JsonSchemaNode)]),
    );
  }
  return key === 'items' || key === 'additionalProperties' ? tidy(value as JsonSchemaNode) : value;
}

/** Whether a node is nothing but alternatives. */
function isBare(node: JsonSchemaNode): boolean {
  return node.anyOf !== undefined && Object.keys(node).length === 1;
}

/** What JSON can't hold is no alternative; what could hold nothing else refuses everything. */
function withoutJsTypes(node: JsonSchemaNode): JsonSchemaNode {
  const { [JS_TYPE]: _type, [KEY]: _key, anyOf, ...rest } = node;
  const left = anyOf?.filter((one) => one[JS_TYPE] === undefined).map(withoutJsTypes);
  const members = Object.entries(rest).map(([key, value]) => [key, withoutIn(key, value)] as const);
  const [only] = left ?? [];
  return {
    ...Object.fromEntries(members),
    ...(left === undefined ? {} : left.length === 1 ? only : { anyOf: left }),
  };
}

function withoutIn(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'properties') {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        withoutJsTypes(member as JsonSchemaNode),
      ]),
    );
  }
  return key === 'items' || key === 'additionalProperties'
    ? withoutJsTypes(value as JsonSchemaNode)
    : value;
}
