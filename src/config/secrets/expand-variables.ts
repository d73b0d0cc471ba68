import { decoded, replaceCredentials, secretParts } from '../../http/credentials.ts';
import { auths } from '../format/auth.ts';
import type { PlacedIssue } from '../format/issues.ts';
import { type ConfigPath, formatPath, valueAt } from '../format/issues.ts';
import { isOwnObject, isPlain, type Plain } from '../format/values.ts';
import { authPlaces, completeAuth } from './credentials.ts';
import {
  isAuthPlace,
  isBracePlace,
  isCredentialPlace,
  isMaskable,
  isPairsPlace,
  isUrlPlace,
} from './place.ts';
import type { Env } from './variable.ts';
import { replaceVariables, toVariableText, type Variable } from './variable.ts';

/** A configuration with the values of its variables, and what may be said of it. */
export interface Expanded {
  /** With all values in place. */
  readonly config: unknown;
  /** The same, but with names in place of secret values: for messages, and for what is written down. */
  readonly shown: unknown;
  /** Values that must never leave through a message. */
  readonly secrets: readonly string[];
  readonly issues: readonly PlacedIssue[];
  /** Where a value is missing: what stands there is no value of the user's. */
  readonly missing: readonly ConfigPath[];
}

const MAX_DEPTH = 64;

/**
 * Copies a configuration and puts the values of its variables in place, and those that an authentication leaves to the
 * environment. Values that may not be shown are marked, with what stands for them. Members that are undefined are left out;
 * functions, instances, and paginators and authentications that somebody made stay what they are.
 *
 * @param source the name of the source: variables with it in their name go first
 */
export function expandVariables(written: unknown, env: Env, source = 'rest_api'): Expanded {
  const notes = new Notes();
  let config = expand(written, [], notes, (text, path) =>
    expandText(text, { path, named: namedPath(written, path) }, env, notes),
  );
  const issues: PlacedIssue[] = [];
  const missing: ConfigPath[] = [];
  for (const path of authPlaces(config)) {
    const auth = valueAt(config, path);
    const completed = completeAuth(auth, path, { env, source: String(source) });
    config = replaceAt(config, path, completed.config);
    // the name of a way became an object of that type
    if (typeof auth === 'string' && completed.config !== auth) notes.unmark(path);
    for (const [at, shown] of completed.marks) notes.mark(at, shown);
    for (const secret of completed.secrets) notes.secrets.add(secret);
    issues.push(...completed.issues);
    missing.push(...completed.missing);
  }
  return {
    config,
    shown: notes.show(config),
    secrets: [...notes.secrets].filter((secret) => secret !== ''),
    issues: [...notes.issues(), ...issues],
    missing: [...notes.missing, ...missing],
  };
}

function replaceAt(around: unknown, [key, ...rest]: ConfigPath, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(around)) {
    return around.map((item: unknown, at) => (at === key ? replaceAt(item, rest, value) : item));
  }
  return { ...(around as object), [key]: replaceAt(valueAt(around, [key]), rest, value) };
}

/** In place of what holds itself. No key takes it. */
const ENDLESS = Symbol('endless');

function expand(
  value: unknown,
  path: ConfigPath,
  notes: Notes,
  onText: (text: string, path: ConfigPath) => string,
  around: readonly unknown[] = [],
): unknown {
  const text = toVariableText(value);
  if (text !== undefined) return onText(text, path);
  if (isSecretNumber(value, path)) notes.mark(path, '***');
  if (!isStructure(value)) return value;
  if (around.includes(value) || around.length > MAX_DEPTH) return ENDLESS;
  return mapMembers(value, (member, key) =>
    expand(member, [...path, key], notes, onText, [...around, value]),
  );
}

/** Whether this is data that is looked into. */
function isStructure(value: unknown): value is Plain | readonly unknown[] {
  return Array.isArray(value) || (isPlain(value) && !isOwnObject(value));
}

function mapMembers(
  value: Plain | readonly unknown[],
  change: (member: unknown, key: string | number) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map(change);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, change(member, key)]));
}

/** Where a text stands: its path, and the same with the name of a field at its end, where fields are pairs. */
interface TextPlace {
  readonly path: ConfigPath;
  readonly named: ConfigPath;
}

function expandText(text: string, place: TextPlace, env: Env, notes: Notes): string {
  const { path, named } = place;
  const found: { value: string; shown: string }[] = [];
  const value = replaceVariables(text, (variable) => {
    const one = lookUp(variable, place, env, notes);
    found.push(one);
    return one.value;
  });
  const hasVariables = found.length > 0;
  const shown = replaceVariables(text, () => found.shift()?.shown ?? '');
  if (isPairsPlace(path)) {
    notes.mark(path, expandPairs(value, shown, notes));
  } else if (hasVariables) {
    if (isCredentialPlace(named)) notes.addParts(value);
    notes.mark(path, shown);
  } else if (path.at(-1) === 'auth') {
    if (!isAuthName(value)) notes.mark(path, '***');
  } else if (isAuthPlace(path) || isCredentialPlace(named)) {
    if (isMaskable(isAuthPlace(path) ? path.at(-1) : undefined, value)) notes.addSecret(value);
    notes.mark(path, '***');
  }
  return value;
}

/** The parameters of a path and the fields of a body that is one text; those that authenticate are secrets. */
function expandPairs(value: string, shown: string, notes: Notes): string {
  replaceCredentials(value, (secret) => {
    // a placeholder stands for a value that only the parent row has
    if (!secret.includes('{') && isMaskable(undefined, secret)) notes.addSecret(decoded(secret));
    return secret;
  });
  return replaceCredentials(shown, (secret) => (secret.startsWith('<') ? secret : '***'));
}

/** Fields of a form can be pairs: the value of one is named by the other. */
function namedPath(config: unknown, path: ConfigPath): ConfigPath {
  const [field, at] = path.slice(-2);
  const pairs = path.slice(0, -2);
  if (at !== 1 || typeof field !== 'number' || pairs.at(-1) !== 'data') return path;
  return [...pairs, field, String(valueAt(config, [...pairs, field, 0]))];
}

/** A secret that was written as a number is refused as that, and one all the same. */
function isSecretNumber(value: unknown, path: ConfigPath): boolean {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  return isNumber && (isAuthPlace(path) || isCredentialPlace(path));
}

/** Any other text in place of a name may be the secret itself. */
function isAuthName(text: string): boolean {
  return auths.names.includes(text);
}

function lookUp(
  { kind, name }: Variable,
  { path, named }: TextPlace,
  env: Env,
  notes: Notes,
): { value: string; shown: string } {
  const isCredential = kind === 'secret' || isAuthPlace(path) || isCredentialPlace(named);
  const isSecret = isCredential || (kind === 'text' && !isUrlPlace(path));
  const value = env[name];
  if (value === undefined || (value === '' && isCredential)) {
    notes.lack(name, value === undefined ? 'is not set' : 'is empty', path);
    return { value: `<${name}>`, shown: `<${name}>` };
  }
  if (isSecret) notes.addSecret(value);
  const text = isBracePlace(path) ? value.replace(/[{}]/g, '$&$&') : value;
  return { value: text, shown: isSecret ? `<${name}>` : text };
}

/** What the walk over a configuration comes by. */
class Notes {
  readonly secrets = new Set<string>();
  readonly #marks = new Map<string, unknown>();
  readonly missing: ConfigPath[] = [];
  readonly #lacks = new Map<string, { readonly what: string; readonly places: ConfigPath[] }>();

  /** Notes what stands for a value that may not be shown. */
  mark(path: ConfigPath, shown: unknown): void {
    this.#marks.set(JSON.stringify(path), shown);
  }

  unmark(path: ConfigPath): void {
    this.#marks.delete(JSON.stringify(path));
  }

  /** A configuration as it may be shown. */
  show(value: unknown, path: ConfigPath = []): unknown {
    const key = JSON.stringify(path);
    if (this.#marks.has(key)) return this.#marks.get(key);
    if (!isStructure(value)) return value;
    return mapMembers(value, (member, at) => this.show(member, [...path, at]));
  }

  /** A value that authenticates, and what of it does so by itself. */
  addSecret(value: string): void {
    this.secrets.add(value);
    this.addParts(value);
  }

  addParts(value: string): void {
    for (const part of secretParts(value)) this.secrets.add(part);
  }

  lack(name: string, state: string, path: ConfigPath): void {
    const what = `environment variable \`${name}\` ${state}`;
    const lack = this.#lacks.get(what) ?? { what, places: [] };
    lack.places.push(path);
    this.#lacks.set(what, lack);
    this.missing.push(path);
  }

  issues(): PlacedIssue[] {
    return [...this.#lacks.values()].map(({ what, places }) => {
      const [path = [], ...others] = places;
      const also =
        others.length === 0 ? '' : ` (needed by ${others.map(formatPath).join(', ')}, too)`;
      return { path, message: `${what}${also}` };
    });
  }
}
