import type { ConfigIssue } from '../errors.ts';
import { type ConfigPath, formatPath } from './config-path.ts';
import type { Env } from './env.ts';
import { isAuthPlace, isBracePlace, isCredentialPlace, isUrlPlace } from './place.ts';
import { isPlain } from './plain.ts';
import { replaceVariables, toVariableText, type Variable } from './variable.ts';

/** A configuration with the values of its variables, and what may be said of it. */
export interface Expanded {
  /** With all values in place. */
  readonly config: unknown;
  /** The same, but with names in place of secret values: for messages, and for what is written down. */
  readonly shown: unknown;
  /** Values that must never leave through a message. */
  readonly secrets: readonly string[];
  readonly issues: readonly ConfigIssue[];
  /** Where a value is missing: what stands there is no value of the user's. */
  readonly missing: readonly ConfigPath[];
}

/** A literal shorter than this is a secret only under `auth`: to mask it would mask half of the text. */
const MIN_LITERAL_BYTES = 8;

const MAX_DEPTH = 64;

/**
 * Copies a configuration and puts the values of its variables in place. Members that are undefined are left out;
 * functions and instances stay what they are.
 */
export function expandVariables(config: unknown, env: Env): Expanded {
  const notes = new Notes();
  const { value, shown } = expand(config, [], (text, path) => expandText(text, path, env, notes));
  return {
    config: value,
    shown,
    secrets: [...notes.secrets].filter((secret) => secret !== ''),
    issues: notes.issues(),
    missing: notes.missing,
  };
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
  if (!Array.isArray(value) && !isPlain(value)) return { value, shown: value };
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

function expandText(text: string, path: ConfigPath, env: Env, notes: Notes): Leaf {
  const leaves: { value: string; shown: string }[] = [];
  const value = replaceVariables(text, (variable) => {
    const leaf = lookUp(variable, path, env, notes);
    leaves.push(leaf);
    return leaf.value;
  });
  if (leaves.length > 0) {
    return { value, shown: replaceVariables(text, () => leaves.shift()?.shown ?? '') };
  }
  if (path.at(-1) === 'auth') return { value, shown: '***' };
  if (!isAuthPlace(path) && !isCredentialPlace(path)) return { value, shown: value };
  if (isAuthPlace(path) || value.length >= MIN_LITERAL_BYTES) notes.secrets.add(value);
  return { value, shown: '***' };
}

function lookUp(
  { kind, name }: Variable,
  path: ConfigPath,
  env: Env,
  notes: Notes,
): { value: string; shown: string } {
  const isCredential = kind === 'secret' || isAuthPlace(path) || isCredentialPlace(path);
  const isSecret = isCredential || (kind === 'text' && !isUrlPlace(path));
  const value = env[name];
  if (value === undefined || (value === '' && isCredential)) {
    notes.lack(name, value === undefined ? 'is not set' : 'is empty', path);
    return { value: `<${name}>`, shown: `<${name}>` };
  }
  if (isSecret) notes.secrets.add(value);
  const text = isBracePlace(path) ? value.replace(/[{}]/g, '$&$&') : value;
  return { value: text, shown: isSecret ? `<${name}>` : text };
}

/** What the walk over a configuration comes by. */
class Notes {
  readonly secrets = new Set<string>();
  readonly missing: ConfigPath[] = [];
  readonly #lacks = new Map<string, { readonly what: string; readonly places: string[] }>();

  lack(name: string, state: string, path: ConfigPath): void {
    const what = `environment variable \`${name}\` ${state}`;
    const lack = this.#lacks.get(what) ?? { what, places: [] };
    lack.places.push(formatPath(path));
    this.#lacks.set(what, lack);
    this.missing.push(path);
  }

  issues(): ConfigIssue[] {
    return [...this.#lacks.values()].map(({ what, places }) => ({
      path: places[0] ?? '',
      message: `${what} (needed by ${places.join(', ')})`,
    }));
  }
}
