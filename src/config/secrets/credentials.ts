import { authKeys, auths } from '../format/auth.ts';
import type { ConfigPath, PlacedIssue } from '../format/issues.ts';
import type { Key } from '../format/key.ts';
import { asPlain, isPlain, type Plain } from '../format/values.ts';
import { isMaskable } from './place.ts';
import type { Env } from './variable.ts';

/** The section of sources like these in the names of variables. */
const SECTION = 'REST_API';

/** An authentication, completed. */
export interface Completed {
  readonly config: unknown;
  /** What stands for values of the environment that are secrets, by their path. */
  readonly marks: readonly (readonly [ConfigPath, string])[];
  readonly secrets: readonly string[];
  readonly issues: readonly PlacedIssue[];
  readonly missing: readonly ConfigPath[];
}

/**
 * Puts in what an authentication leaves to the environment. A value that is written wins, also over an empty
 * environment; what is not of a built-in way stays as it is.
 */
export function completeAuth(
  config: unknown,
  path: ConfigPath,
  { env, source }: { readonly env: Env; readonly source: string },
): Completed {
  if (isStranger(config)) {
    const message = 'is an instance that has no function `authorize`';
    const issue = { path, message };
    return { config, marks: [], secrets: [], issues: [issue], missing: [path] };
  }
  const written = typeof config === 'string' ? { type: config } : config;
  const keys = isPlain(written) ? keysOf(written) : undefined;
  const untouched = { config, marks: [], secrets: [], issues: [], missing: [] };
  if (keys === undefined || !isPlain(written)) return untouched;
  const found: Record<string, unknown> = {};
  const marks: (readonly [ConfigPath, string])[] = [];
  const secrets: string[] = [];
  const issues: PlacedIssue[] = [];
  const missing: ConfigPath[] = [];
  for (const [key, { env: lookup, secrecy }] of keys) {
    if (lookup === undefined || written[key] !== undefined) continue;
    const names = variableNames(key, source);
    const name = names.find((one) => (env[one] ?? '') !== '');
    const value = name === undefined ? undefined : env[name];
    if (value !== undefined) {
      found[key] = key === 'default_token_expiration' ? toNumber(value) : value;
      if (secrecy === 'open') continue;
      marks.push([[...path, key], `<${name}>`]);
      if (isMaskable(key, value)) secrets.push(value);
    } else if (lookup === 'needed') {
      const at = [...path, key];
      missing.push(at);
      const tried = names.map((one) => `\`${one}\``).join(', ');
      issues.push({
        path: at,
        message: `is needed: it is not written here, and the environment has none of ${tried}`,
      });
    }
  }
  return { config: { ...written, ...found }, marks, secrets, issues, missing };
}

/** An object that is neither described nor able: as a bearer without a token it would pass. */
function isStranger(auth: unknown): boolean {
  const isInstance = typeof auth === 'object' && auth !== null && !Array.isArray(auth);
  return isInstance && !isPlain(auth) && !auths.isOwn(auth);
}

function keysOf(auth: Plain): ReadonlyMap<string, Key> | undefined {
  const type = auth['type'] ?? 'bearer';
  // a bare key of another way is a mistake of its own; it is not to be told that a token is missing as well
  const isBearer = auth['type'] !== undefined || 'token' in auth || Object.keys(auth).length === 0;
  return isBearer ? authKeys(type) : undefined;
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

/** A text that is not a number stays what it is, to be refused. */
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
