import type { Env } from '../file/env.ts';
import type { ConfigPath } from '../format/config-path.ts';
import type { PlacedIssue } from '../format/issues.ts';
import { isOwnAuth } from '../format/own-object.ts';
import { asPlain, isPlain, type Plain } from '../format/plain.ts';
import { AUTH_NAMES } from '../format/registry.ts';
import { isMaskable, isOpenAuthKey } from './place.ts';

/** What a way to authenticate needs, and what it takes besides. */
const CREDENTIALS: Readonly<
  Record<(typeof AUTH_NAMES)[number], { needed: readonly string[]; optional: readonly string[] }>
> = {
  bearer: { needed: ['token'], optional: [] },
  api_key: { needed: ['api_key'], optional: ['name', 'location'] },
  http_basic: { needed: ['username', 'password'], optional: [] },
  oauth2_client_credentials: {
    needed: ['access_token_url', 'client_id', 'client_secret'],
    optional: ['access_token', 'default_token_expiration'],
  },
  oauth2_refresh_token: {
    needed: ['access_token_url', 'client_id', 'refresh_token'],
    optional: ['client_secret', 'access_token', 'default_token_expiration'],
  },
  oauth2_jwt_bearer: {
    needed: ['access_token_url', 'client_id', 'private_key'],
    optional: ['private_key_passphrase', 'access_token', 'default_token_expiration'],
  },
};

/** The section of sources like these in the names of variables. */
const SECTION = 'REST_API';

/** An authentication, completed. */
export interface Completed {
  readonly config: unknown;
  /** The same, but without values of the environment that are secrets. */
  readonly shown: unknown;
  readonly secrets: readonly string[];
  readonly issues: readonly PlacedIssue[];
  readonly missing: readonly ConfigPath[];
}

/**
 * Puts in what an authentication leaves to the environment. A value that is written wins, also over an empty
 * environment; what is not of a built-in way stays as it is.
 */
export function completeAuth(
  { config, shown }: { readonly config: unknown; readonly shown: unknown },
  path: ConfigPath,
  { env, source }: { readonly env: Env; readonly source: string },
): Completed {
  if (isStranger(config)) {
    const message = 'is an instance that has no function `authorize`';
    const issue = { path, message };
    return { config, shown, secrets: [], issues: [issue], missing: [path] };
  }
  const written = typeof config === 'string' ? { type: config } : config;
  const keys = keysOf(written);
  const untouched = { config, shown, secrets: [], issues: [], missing: [] };
  if (keys === undefined || !isPlain(written)) return untouched;
  const found: Record<string, unknown> = {};
  const masked: Record<string, unknown> = {};
  const secrets: string[] = [];
  const issues: PlacedIssue[] = [];
  const missing: ConfigPath[] = [];
  for (const key of [...keys.needed, ...keys.optional]) {
    if (written[key] !== undefined) continue;
    const names = variableNames(key, source);
    const name = names.find((one) => (env[one] ?? '') !== '');
    const value = name === undefined ? undefined : env[name];
    if (value !== undefined) {
      found[key] = key === 'default_token_expiration' ? toNumber(value) : value;
      masked[key] = isOpenAuthKey(key) ? found[key] : `<${name}>`;
      if (!isOpenAuthKey(key) && isMaskable(key, value)) secrets.push(value);
    } else if (keys.needed.includes(key)) {
      const at = [...path, key];
      missing.push(at);
      const tried = names.map((one) => `\`${one}\``).join(', ');
      issues.push({
        path: at,
        message: `is needed: it is not written here, and the environment has none of ${tried}`,
      });
    }
  }
  const shownObject = typeof config === 'string' ? written : asPlain(shown);
  return {
    config: { ...written, ...found },
    shown: { ...shownObject, ...masked },
    secrets,
    issues,
    missing,
  };
}

/** An object that is neither described nor able: as a bearer without a token it would pass. */
function isStranger(auth: unknown): boolean {
  const isInstance = typeof auth === 'object' && auth !== null && !Array.isArray(auth);
  return isInstance && !isPlain(auth) && !isOwnAuth(auth);
}

function keysOf(
  auth: unknown,
): { needed: readonly string[]; optional: readonly string[] } | undefined {
  if (!isPlain(auth)) return undefined;
  const type = auth['type'] ?? 'bearer';
  // a bare key of another way is a mistake of its own; it is not to be told that a token is missing as well
  const isBearer = auth['type'] !== undefined || 'token' in auth || Object.keys(auth).length === 0;
  const name = AUTH_NAMES.find((one) => one === type);
  return name === undefined || !isBearer ? undefined : CREDENTIALS[name];
}

function variableNames(key: string, source: string): string[] {
  const last = `CREDENTIALS__${key.toUpperCase()}`;
  return [
    `SOURCES__${SECTION}__${source.toUpperCase()}__${last}`,
    `SOURCES__${SECTION}__${last}`,
    `SOURCES__${last}`,
    last,
  ];
}

/** A text that is no number stays what it is, to be refused. */
function toNumber(text: string): unknown {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

/** Where a configuration can have an authentication. */
export function authPlaces(config: unknown): ConfigPath[] {
  const { client, resource_defaults: defaults, resources } = asPlain(config);
  const hasAuth = (around: unknown): boolean => (asPlain(around) as Plain)['auth'] != null;
  const list: readonly unknown[] = Array.isArray(resources) ? resources : [];
  return [
    ...(hasAuth(client) ? [['client', 'auth']] : []),
    ...(hasAuth(asPlain(defaults)['endpoint']) ? [['resource_defaults', 'endpoint', 'auth']] : []),
    ...list.flatMap((resource, index) =>
      hasAuth(asPlain(resource)['endpoint']) ? [['resources', index, 'endpoint', 'auth']] : [],
    ),
  ];
}
