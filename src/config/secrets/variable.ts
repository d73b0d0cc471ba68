import { ConfigError } from '../../errors.ts';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

declare const brand: unique symbol;

/**
 * Stands for an environment variable wherever the configuration takes a string, alone or inside of a longer one
 * (`` `Bearer ${secret('TOKEN')}` ``). It is looked up when the source is made, not before.
 */
export type VariableText = string & { readonly [brand]: 'variable' };

/**
 * - `secret`: a value that must never leave through a message
 * - `env`: a value that may
 * - `text`: `${NAME}` of a text file: a secret, except where it is part of a URL's beginning or path
 */
export type VariableKind = 'secret' | 'env' | 'text';

export interface Variable {
  readonly kind: VariableKind;
  readonly name: string;
}

// known to every copy of this package: the one that a configuration imports need not be the one that reads it
const VARIABLE = Symbol.for('sluice.variable');

// from the private use area, so that no text that somebody wrote holds it by chance
const OPEN = '\u{F0530}';
const CLOSE = '\u{F0531}';
const WRITTEN = new RegExp(`${OPEN}(secret|env|text):([^${CLOSE}]+)${CLOSE}`, 'gu');

/**
 * The value of an environment variable that must stay secret: it goes to the API and nowhere else.
 *
 * @example { type: 'api_key', api_key: secret('API_KEY') }
 * @throws {ConfigError} when `name` can't be the name of a variable.
 */
export function secret(name: string): VariableText {
  return variable('secret', name);
}

/**
 * The value of an environment variable that is no secret, such as the URL of the API.
 *
 * @throws {ConfigError} when `name` can't be the name of a variable.
 */
export function env(name: string): VariableText {
  return variable('env', name);
}

function variable(kind: VariableKind, name: string): VariableText {
  if (typeof name !== 'string' || !isVariableName(name)) {
    const issue = {
      path: '',
      message: `${kind}() takes the name of an environment variable, as in ${kind}('API_KEY').`,
    };
    throw new ConfigError('CONFIG_INVALID', [issue]);
  }
  const marker = Object.freeze({
    [VARIABLE]: { kind, name },
    toString: () => writeVariable({ kind, name }),
  });
  return marker as unknown as VariableText;
}

/** Not what a shell takes, but what an environment can hold and a message can show. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

/** A variable as text that {@link replaceVariables} finds again. */
export function writeVariable({ kind, name }: Variable): string {
  return `${OPEN}${kind}:${name}${CLOSE}`;
}

/** The text behind a string or a marker; undefined for any other value. */
export function toVariableText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const marked: unknown = Reflect.get(value, VARIABLE);
  if (typeof marked !== 'object' || marked === null) return undefined;
  const kind: unknown = Reflect.get(marked, 'kind');
  const name: unknown = Reflect.get(marked, 'name');
  if (kind !== 'secret' && kind !== 'env') return undefined;
  return typeof name === 'string' ? writeVariable({ kind, name }) : undefined;
}

/** Whether only the value of a variable tells how a text begins. */
export function beginsWithVariable(text: string): boolean {
  return text.startsWith(OPEN);
}

/** The text with another one in place of each variable. */
export function replaceVariables(text: string, replace: (variable: Variable) => string): string {
  return text.replace(WRITTEN, (_, kind: VariableKind, name: string) => replace({ kind, name }));
}
