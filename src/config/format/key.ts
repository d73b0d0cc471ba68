import { z } from 'zod';

/** What is said of a key besides its check and its meaning. */
export interface KeyNotes {
  /** The value that counts if the key is left out: the constant that the plan takes. */
  readonly default?: string | number | boolean | undefined;
  /** Said behind that value: `a week`. */
  readonly defaultNote?: string;
  /** The default in words, if it is not a value. */
  readonly otherwise?: string;
  readonly example?: string;
  /** Whether the format of dlt does not have it. */
  readonly isAddition?: boolean;
  /** Of a key of `auth`: who may see its value. Without a word, a value that is long enough to be one is a secret. */
  readonly secrecy?: 'open' | 'secret' | 'by field name';
  /** Of a key of `auth`: that the environment may have its value, and whether one is needed. */
  readonly env?: 'needed' | 'optional';
}

/** A key as it is documented. */
export interface Key extends KeyNotes {
  readonly about: string;
  /** The default in words, or as a value in backticks. */
  readonly fallback: string | undefined;
}

/** The key that a schema is the value of. */
const KEYS = new WeakMap<z.core.$ZodType, Key>();

/** A key that has to be there. */
export function required<T extends z.ZodType>(value: T, about: string, notes: KeyNotes = {}): T {
  const fallback = tellDefault(notes);
  const whole = fallback === undefined ? about : `${about} Default: ${fallback}.`;
  const schema = value.meta({
    description: whole,
    ...(notes.default === undefined ? {} : { default: notes.default }),
  });
  KEYS.set(schema, { ...notes, about, fallback });
  return schema;
}

/** The same key, with another meaning. */
export function told<T extends z.ZodType>(key: T, about: string): T {
  return required(key, about, keyOf(key));
}

/** A key that may be left out; null counts as that. */
export function optional<T extends z.ZodType>(
  value: T,
  about: string,
  notes?: KeyNotes,
): z.ZodExactOptional<z.ZodNullable<T>> {
  return required(value.nullable().exactOptional(), about, notes);
}

/** A key that may be left out, but not be null. */
export function optionalNotNull<T extends z.ZodType>(
  value: T,
  about: string,
  notes?: KeyNotes,
): z.ZodExactOptional<T> {
  return required(value.exactOptional(), about, notes);
}

/** What was said of the key with this schema. */
export function keyOf(schema: unknown): Key | undefined {
  return KEYS.get(schema as z.core.$ZodType);
}

function tellDefault({
  default: value,
  defaultNote: note,
  otherwise,
  env,
}: KeyNotes): string | undefined {
  if (otherwise !== undefined) return otherwise;
  if (value !== undefined) {
    const told = typeof value === 'string' ? `\`${value}\`` : String(value);
    return note === undefined ? told : `${told}, ${note}`;
  }
  if (env === undefined) return undefined;
  return `the one of the environment${env === 'needed' ? '' : ', else none'}`;
}

/** The keyword of the JSON Schema that names a JavaScript type; it is not handed out. */
export const JS_TYPE = 'x-js-type';

/** The names of schemas in TypeScript, or the types of what zod can't look into. */
export const TYPES: z.core.$ZodRegistry<{ readonly name: string; readonly about?: string }> =
  z.registry();

/** Names a schema in TypeScript. Of what zod can't look into, it is the type itself. */
export function named<T extends z.ZodType>(schema: T, name: string, about?: string): T {
  TYPES.add(schema, about === undefined ? { name } : { name, about });
  return schema;
}

/** A function, or an object with functions: only a module can hold it. */
export function script<T>(
  type: string,
  isOne: (value: unknown) => boolean,
  wording: Parameters<typeof z.custom>[1],
): z.ZodCustom<T, T> {
  return named(z.custom<T>(isOne, wording), type);
}

/** Whether this is a function. */
export function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
