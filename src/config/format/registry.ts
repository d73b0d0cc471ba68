import type { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import type { CustomAuth } from '../../http/client.ts';
import type { CustomPaginator } from '../../pagination/settings.ts';
import { mustBe } from './fields.ts';
import { JS_TYPE, script } from './key.ts';
import { asPlain, hasMethod } from './values.ts';

declare const brand: unique symbol;

/** The name of a paginator or a way to authenticate that was registered, as `registerPaginator` and `registerAuth` give it. */
export type RegisteredName = string & { readonly [brand]: 'registered' };

/** What stands beside `type`, its variables in place. Nothing of it was checked. */
export type RegisteredOptions = Readonly<Record<string, unknown>>;

/** What is registered with `registerAuth` or `registerPaginator`, by its name, with options of its own. */
export interface RegisteredConfig {
  readonly type: RegisteredName;
  readonly [option: string]: unknown;
}

export type MakePaginator = (options: RegisteredOptions) => CustomPaginator;
export type MakeAuth = (options: RegisteredOptions) => CustomAuth;

/** What users register: their own paginators, or their own ways to authenticate. */
export class Registry<T extends object> {
  readonly #kind: 'paginators' | 'auths';
  readonly #what: string;
  readonly #method: keyof T & string;
  /** The names that are there without being registered. */
  readonly builtIn: readonly string[];

  /** @param method the function that tells one of somebody's own from the description of one */
  constructor(
    kind: 'paginators' | 'auths',
    what: string,
    method: keyof T & string,
    builtIn: readonly string[],
  ) {
    this.#kind = kind;
    this.#what = what;
    this.#method = method;
    this.builtIn = builtIn;
  }

  /** @throws {ConfigError} when the name is that of a built-in one, or empty. */
  register(caller: string, name: string, make: (options: RegisteredOptions) => T): RegisteredName {
    const problem =
      typeof name !== 'string' || name.trim() === ''
        ? 'takes a name that is not empty.'
        : this.builtIn.includes(name)
          ? `\`${name}\` is the name of a built-in one. Choose another name.`
          : typeof make !== 'function'
            ? `\`${name}\` needs a function that takes options.`
            : undefined;
    if (problem !== undefined) {
      throw new ConfigError('CONFIG_INVALID', [{ path: '', message: `${caller}(): ${problem}` }]);
    }
    this.#makers.set(name, make);
    return name as RegisteredName;
  }

  /** The names that a configuration can have: the built-in ones, and those that were registered so far. */
  get names(): readonly string[] {
    return [...this.builtIn, ...this.#makers.keys()];
  }

  /** The names that were registered so far. */
  get registered(): readonly string[] {
    return [...this.#makers.keys()];
  }

  /** Whether a checked value, or what it names, was registered. */
  has(written: unknown): boolean {
    return this.#makerOf(written) !== undefined;
  }

  /** What a value stands for: one of somebody's own, or what was registered, made anew. Undefined for what is built in. */
  resolve(written: unknown): T | undefined {
    return this.isOwn(written) ? written : this.#makerOf(written)?.(optionsOf(written));
  }

  /** Whether this is one of somebody's own, as opposed to the description of one. */
  isOwn(value: unknown): value is T {
    return hasMethod(value, this.#method);
  }

  /** The schemas of what is not built in: registered, or somebody's own. */
  schemas(ownType: string): readonly [z.ZodType<RegisteredName | RegisteredConfig>, z.ZodType<T>] {
    const registered = script<RegisteredName | RegisteredConfig>(
      'RegisteredName | RegisteredConfig',
      (value) => this.has(value),
      mustBe(`the name of ${this.#what} that was registered`),
    ).superRefine((value, context) => {
      const message = this.#problemOf(value);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    });
    const what = `an object with a function \`${this.#method}\``;
    const own = script<T>(ownType, (value) => this.isOwn(value), mustBe(what));
    return [registered.meta({ [JS_TYPE]: 'what was registered' }), own.meta({ [JS_TYPE]: what })];
  }

  /** It is tried before the first request, so that nothing is left to fail later. */
  #problemOf(written: unknown): string | undefined {
    const what = 'what was registered under this name';
    try {
      const made = this.#makerOf(written)?.(optionsOf(written));
      return this.isOwn(made)
        ? undefined
        : `${what} gives no object with a function \`${this.#method}\``;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `${what} refuses its options (${reason})`;
    }
  }

  #makerOf(written: unknown): ((options: RegisteredOptions) => T) | undefined {
    const name = typeName(written);
    return typeof name === 'string' ? this.#makers.get(name) : undefined;
  }

  get #makers(): Map<string, (options: RegisteredOptions) => T> {
    return shared()[this.#kind] as Map<string, never>;
  }
}

/** The name that was written, or that of the object. */
export function typeName(written: unknown): unknown {
  return typeof written === 'string' ? written : asPlain(written)['type'];
}

/** What stands beside `type`. */
function optionsOf(written: unknown): RegisteredOptions {
  const { type: _, ...options } = asPlain(written);
  return options;
}

// shared by every copy of this package: the one that a configuration imports need not be the one that reads it
const REGISTRY = Symbol.for('sluice.registry');

function shared(): Record<'paginators' | 'auths', unknown> {
  const found: unknown = Reflect.get(globalThis, REGISTRY);
  if (found !== undefined) return found as ReturnType<typeof shared>;
  const made = { paginators: new Map(), auths: new Map() };
  Reflect.set(globalThis, REGISTRY, made);
  return made;
}
