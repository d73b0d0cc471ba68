import { ConfigError } from '../../errors.ts';
import type { OwnAuth } from '../../http/client.ts';
import type { OwnPaginator } from '../../pagination/settings.ts';

declare const brand: unique symbol;

/** The name of a paginator or a way to authenticate that was registered, as `registerPaginator` and `registerAuth` give it. */
export type RegisteredName = string & { readonly [brand]: 'registered' };

/** What stands beside `type`, its variables in place. Nothing of it was checked. */
export type RegisteredOptions = Readonly<Record<string, unknown>>;

export type MakePaginator = (options: RegisteredOptions) => OwnPaginator;
export type MakeAuth = (options: RegisteredOptions) => OwnAuth;

/** The ways to page that are there without being registered. */
export const PAGINATOR_NAMES = [
  'offset',
  'page_number',
  'cursor',
  'header_cursor',
  'json_link',
  'json_response',
  'header_link',
  'single_page',
  'auto',
] as const;

/** The ways to authenticate that are there without being registered. */
export const AUTH_NAMES = [
  'bearer',
  'api_key',
  'http_basic',
  'oauth2_client_credentials',
  'oauth2_refresh_token',
  'oauth2_jwt_bearer',
] as const;

interface Registry {
  readonly paginators: Map<string, MakePaginator>;
  readonly auths: Map<string, MakeAuth>;
}

// shared by every copy of this package: the one that a configuration imports need not be the one that reads it
const REGISTRY = Symbol.for('sluice.registry');

function registry(): Registry {
  const found: unknown = Reflect.get(globalThis, REGISTRY);
  if (found !== undefined) return found as Registry;
  const made: Registry = { paginators: new Map(), auths: new Map() };
  Reflect.set(globalThis, REGISTRY, made);
  return made;
}

/**
 * Adds a paginator that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make gets the options that stand beside `type`, and gives the paginator for one resource
 * @returns the name, for configurations in TypeScript: `paginator: { type: MINE, size: 50 }`
 * @throws {ConfigError} when the name is that of a built-in paginator, or empty.
 */
export function registerPaginator(name: string, make: MakePaginator): RegisteredName {
  return register('registerPaginator', registry().paginators, PAGINATOR_NAMES, name, make);
}

/**
 * Adds a way to authenticate that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make gets the options that stand beside `type`, and gives the authentication
 * @returns the name, for configurations in TypeScript: `auth: { type: MINE, key: secret('KEY') }`
 * @throws {ConfigError} when the name is that of a built-in way, or empty.
 */
export function registerAuth(name: string, make: MakeAuth): RegisteredName {
  return register('registerAuth', registry().auths, AUTH_NAMES, name, make);
}

function register<T>(
  what: string,
  known: Map<string, T>,
  builtIn: readonly string[],
  name: string,
  make: T,
): RegisteredName {
  const problem =
    typeof name !== 'string' || name.trim() === ''
      ? 'takes a name that is not empty.'
      : builtIn.includes(name)
        ? `\`${name}\` is the name of a built-in one. Choose another name.`
        : typeof make !== 'function'
          ? `\`${name}\` needs a function that takes options.`
          : undefined;
  if (problem !== undefined) {
    throw new ConfigError('CONFIG_INVALID', [{ path: '', message: `${what}(): ${problem}` }]);
  }
  known.set(name, make);
  return name as RegisteredName;
}

/** The names that were registered so far. */
export function registeredPaginators(): readonly string[] {
  return [...registry().paginators.keys()];
}

/** The names that were registered so far. */
export function registeredAuths(): readonly string[] {
  return [...registry().auths.keys()];
}

/** What was registered under a name; undefined where nothing was. */
export function paginatorMaker(name: unknown): MakePaginator | undefined {
  return typeof name === 'string' ? registry().paginators.get(name) : undefined;
}

/** What was registered under a name; undefined where nothing was. */
export function authMaker(name: unknown): MakeAuth | undefined {
  return typeof name === 'string' ? registry().auths.get(name) : undefined;
}
