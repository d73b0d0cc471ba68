import { decoded, replaceCredentials, secretParts } from '../../http/credentials.ts';
import { auths } from '../format/auth.ts';
import type { PlacedIssue } from '../format/issues.ts';
import { type ConfigPath, formatPath, valueAt } from '../format/issues.ts';
import { isOwnObject, isPlain } from '../format/values.ts';
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
 * environment. Members that are undefined are left out; functions, instances, and paginators and authentications that
 * somebody made stay what they are.
 *
 * @param source the name of the source: variables with it in their name go first
 */
export function expandVariables(config: unknown, env: Env, source = 'rest_api'): Expanded {
  const notes = new Notes();
  const expanded = expand(config, [], (text, path) =>
    expandText(text, { path, named: namedPath(config, path) }, env, notes),
  );
  let { value, shown } = expanded;
  const issues: PlacedIssue[] = [];
  const missing: ConfigPath[] = [];
  for (const path of authPlaces(value)) {
    const auth = { config: valueAt(value, path), shown: valueAt(shown, path) };
    const completed = completeAuth(auth, path, { env, source: String(source) });
    value = replaceAt(value, path, completed.config);
    shown = replaceAt(shown, path, completed.shown);
    for (const secret of completed.secrets) notes.secrets.add(secret);
    issues.push(...completed.issues);
    missing.push(...completed.missing);
  }
  return {
    config: value,
    shown,
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

/** A value, and the form of it that may be shown. */
interface Leaf {
  readonly value: unknown;
  readonly shown: unknown;
}

/** In place of what holds itself. No key takes it. */
const ENDLESS_MARK = Symbol('endless');
const ENDLESS: Leaf = { value: ENDLESS_MARK, shown: ENDLESS_MARK };

type ExpandText = (text: string, path: ConfigPath) => Leaf;

function expand(
  value: unknown,
  path: ConfigPath,
  onText: ExpandText,
  around: readonly unknown[] = [],
): Leaf {
  const text = toVariableText(value);
  if (text !== undefined) return onText(text, path);
  const isStructure = Array.isArray(value) || (isPlain(value) && !isOwnObject(value));
  if (!isStructure) return { value, shown: isSecretNumber(value, path) ? '***' : value };
  if (around.includes(value) || around.length > MAX_DEPTH) return ENDLESS;
  const inner = [...around, value];
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => expand(item, [...path, at], onText, inner));
    return { value: items.map((item) => item.value), shown: items.map((item) => item.shown) };
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, expand(member, [...path, key], onText, inner)] as const);
  return {
    value: Object.fromEntries(members.map(([key, member]) => [key, member.value])),
    shown: Object.fromEntries(members.map(([key, member]) => [key, member.shown])),
  };
}

/** Where a text stands: its path, and the same with the name of a field at its end, where fields are pairs. */
interface TextPlace {
  readonly path: ConfigPath;
  readonly named: ConfigPath;
}

function expandText(text: string, place: TextPlace, env: Env, notes: Notes): Leaf {
  const { path, named } = place;
  const leaves: { value: string; shown: string }[] = [];
  const value = replaceVariables(text, (variable) => {
    const leaf = lookUp(variable, place, env, notes);
    leaves.push(leaf);
    return leaf.value;
  });
  const hasVariables = leaves.length > 0;
  const shown = replaceVariables(text, () => leaves.shift()?.shown ?? '');
  if (isPairsPlace(path)) return { value, shown: expandPairs(value, shown, notes) };
  if (hasVariables) {
    if (isCredentialPlace(named)) notes.addParts(value);
    return { value, shown };
  }
  if (path.at(-1) === 'auth') return { value, shown: isAuthName(value) ? value : '***' };
  if (!isAuthPlace(path) && !isCredentialPlace(named)) return { value, shown: value };
  if (isMaskable(isAuthPlace(path) ? path.at(-1) : undefined, value)) notes.addSecret(value);
  return { value, shown: '***' };
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
  readonly missing: ConfigPath[] = [];
  readonly #lacks = new Map<string, { readonly what: string; readonly places: ConfigPath[] }>();

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
