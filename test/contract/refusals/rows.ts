import { Dispatcher } from 'undici';
import { ConfigError, type RestApiConfig, restApiSource } from '../../../src/index.ts';
import { resolveSyncOptions } from '../../../src/sync-options.ts';

/** A part of a configuration. */
export type Json = Readonly<Record<string, unknown>>;

/** A configuration that is refused for one thing: at this path, with all of this in the message. */
export type Row = readonly [
  what: string,
  config: unknown,
  path: string,
  ...says: (string | RegExp)[],
];

/** What is refused, by what is wrong with it. */
export type Refusals = Readonly<Record<string, readonly Row[]>>;

/** Stands in all of these configurations, and in no message. */
export const SECRET = 'hush-hush-7f3a';

/** A configuration that is right, with a secret, a parent and a resource to change. */
export const client: Json = {
  base_url: 'https://api.example.com/v1',
  auth: { token: SECRET },
};
export const top = (parts: Json): Json => ({ client, resources: ['parents', 'rows'], ...parts });
export const inClient = (parts: Json): Json => top({ client: { ...client, ...parts } });
export const inDefaults = (parts: Json): Json => top({ resource_defaults: parts });
export const inResource = (parts: Json): Json =>
  top({ resources: ['parents', { name: 'rows', ...parts }] });
export const inEndpoint = (parts: Json): Json => inResource({ endpoint: parts });
export const inResources = (...resources: unknown[]): Json => top({ resources });
export const inParams = (params: unknown): Json => inEndpoint({ params });
export const paged = (paginator: unknown): Json => inEndpoint({ paginator });
export const authenticated = (auth: unknown): Json => inClient({ auth });
export const tracked = (incremental: unknown): Json => inEndpoint({ incremental });
/** A resource whose path takes a value of the parent. */
export const inChild = (parts: Json): Json =>
  inResource({ endpoint: 'a/{resources.parents.id}', ...parts });

export const RESOURCE = 'resources[1]';
export const ENDPOINT = `${RESOURCE}.endpoint`;
export const PAGINATOR = `${ENDPOINT}.paginator`;
export const INCREMENTAL = `${ENDPOINT}.incremental`;

type Says = readonly (string | RegExp)[];

/** Rows by the place of what is changed; their paths begin there. */
export const atClient = (what: string, parts: Json, path: string, ...says: Says): Row => [
  what,
  inClient(parts),
  `client.${path}`,
  ...says,
];
export const atResource = (what: string, parts: Json, path: string, ...says: Says): Row => [
  what,
  inResource(parts),
  `${RESOURCE}.${path}`,
  ...says,
];
export const atEndpoint = (what: string, parts: Json, path: string, ...says: Says): Row => [
  what,
  inEndpoint(parts),
  `${ENDPOINT}.${path}`,
  ...says,
];
export const atPaginator = (what: string, paginator: unknown, path: string, ...says: Says): Row => [
  what,
  paged(paginator),
  `${PAGINATOR}${path}`,
  ...says,
];

export const offset: Json = { type: 'offset', limit: 10 };
export const since: Json = { type: 'incremental', cursor_path: 'at' };
export const ofParent: Json = { type: 'resolve', resource: 'parents', field: 'id' };
export const apiKey: Json = { type: 'api_key', api_key: 'k' };
export const oauth: Json = {
  type: 'oauth2_client_credentials',
  access_token_url: 'https://api.example.com/token',
  client_id: 'id',
  client_secret: SECRET,
};

/** No request is made before a configuration is right. */
export class NoRequests extends Dispatcher {
  override dispatch(): boolean {
    throw new Error('a request was made');
  }
}

/** The error that a configuration is refused with, at once or by a load of the layout `native`. */
export function refusalOf(
  config: unknown,
  env: Readonly<Record<string, string>> = {},
): ConfigError {
  try {
    const source = restApiSource(config as RestApiConfig, { env, dispatcher: new NoRequests() });
    resolveSyncOptions(source, {});
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was not refused');
}
