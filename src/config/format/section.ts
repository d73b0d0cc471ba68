import { z } from 'zod';
import { listNames, NOT_YET } from './fields.ts';
import { nearestName } from './nearest-name.ts';
import { asPlain } from './values.ts';

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

type Shape = z.core.$ZodLooseShape;

/** Where a section stands, and what is known of keys that it does not have. */
export interface SectionNotes {
  /** The interface that TypeScript has for it, and what that is. */
  readonly type: string;
  readonly about?: string;
  /** For "belongs …" and "of …". */
  readonly where: string;
  readonly what: string;
  /** The group that it belongs to: one of several objects that can stand in one place, told apart by `type`. */
  readonly group?: GroupName;
  /** Keys that it shares with other sections, and the interface that has them. */
  readonly shared?: { readonly type: string; readonly about: string; readonly keys: Shape };
  /** Keys of the format, or of its extensions, that are refused as not available yet. */
  readonly later?: readonly string[];
  /** Keys of the format that are refused for a reason of their own, which goes on with "`key` …". */
  readonly refused?: Readonly<Record<string, string>>;
  /** Old words, and the ones that are meant by them. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Where a key that stands here by mistake is looked for, the likeliest first, but behind the others of the group. */
  readonly near: readonly string[];
  /** The message for a key that it does not have, if it is not that of the other sections. */
  readonly unknown?: (keys: readonly string[]) => string;
}

/** An object with the keys of a section and no others, by its name. */
export interface Section extends SectionNotes {
  readonly shape: Shape;
}

const SECTIONS = new Map<string, Section>();

/** The groups, and for "belongs …" and "of …" what all of their sections are together, and one of them is. */
const GROUPS = {
  auth: { where: 'in `auth`', what: 'auth', one: 'auth of type', near: ['client'] },
  paginator: {
    where: 'in `paginator`',
    what: 'the paginator',
    one: 'the paginator',
    near: ['endpoint', 'resource', 'client'],
  },
} as const;

type GroupName = keyof typeof GROUPS;

/** The schema of a section of a group. */
export type Typed<T> = z.ZodType<T> & z.core.$ZodTypeDiscriminable;

/** What is said of a section of a group, which its `type` tells from the others. */
export function member(
  group: GroupName,
  name: string,
  type: string,
  about: string,
  more: Pick<SectionNotes, 'refused' | 'shared'> = {},
): SectionNotes {
  const { one, near } = GROUPS[group];
  const what = `${one} \`${name}\``;
  return { type, about, where: `to ${what}`, what, group, near, ...more };
}

/** All sections that were declared, in that order. */
export function allSections(): ReadonlyMap<string, Section> {
  return SECTIONS;
}

/** The sections of a group. */
function sectionsOf(group: string): readonly Section[] {
  return [...SECTIONS.values()].filter((section) => section.group === group);
}

/** What is said of the keys of a section, in their order. */
export function keysOf(name: string): ReadonlyMap<string, Key> {
  const keys = new Map<string, Key>();
  for (const [key, value] of Object.entries(SECTIONS.get(name)?.shape ?? {})) {
    const said = keyOf(value);
    if (said !== undefined) keys.set(key, said);
  }
  return keys;
}

/** The types by which the sections of a group are told apart, in the order of the sections. */
export function typesOf(sections: readonly Typed<object>[]): readonly string[] {
  const types = sections.flatMap(({ _zod: { propValues } }) => [...(propValues?.['type'] ?? [])]);
  return types.filter((type) => typeof type === 'string');
}

const SEPARATE = '\n';

/** Declares a section: an object with these keys and no others. A key that it doesn't have is told where it belongs. */
export function section<const S extends Shape>(
  name: string,
  notes: SectionNotes,
  shape: S,
): z.ZodObject<z.core.util.Writeable<S>, z.core.$strict> {
  SECTIONS.set(name, { ...notes, shape });
  const schema = z.strictObject(shape, {
    // one message for each key, to be taken apart by `splitKeyMessages`: zod asks once for all of them
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map(
              (key) =>
                notes.unknown?.(Object.keys(shape)) ??
                describeKey(key, name, asPlain(issue.input)[key]),
            )
            .join(SEPARATE)
        : `must be an object with the keys ${listNames(Object.keys(shape))}`,
  });
  return named(schema, notes.type, notes.about);
}

/** The messages for the unknown keys of one section, in the order of the keys; an empty one is no problem. */
export function splitKeyMessages(message: string): readonly string[] {
  return message.split(SEPARATE);
}

/** What a message can say of the keys of a section, or of those of a group together. */
interface Vocabulary {
  readonly where: string;
  readonly what: string;
  readonly keys: readonly string[];
  readonly later: readonly string[];
  readonly refused: Readonly<Record<string, string>>;
  readonly renamed: Readonly<Record<string, string>>;
  readonly isGroup: boolean;
}

function vocabularyOf(name: string): Vocabulary {
  const group = Object.entries(GROUPS).find(([one]) => one === name)?.[1];
  const one = SECTIONS.get(name);
  const sections = one === undefined ? sectionsOf(name) : [one];
  const notes = group ?? one;
  if (notes === undefined) throw new TypeError(`there is no section ${name}`);
  return {
    where: notes.where,
    what: notes.what,
    keys: [...new Set(sections.flatMap(({ shape }) => Object.keys(shape)))],
    later: sections.flatMap(({ later = [] }) => later),
    refused: together(sections.map(({ refused }) => refused)),
    renamed: together(sections.map(({ renamed }) => renamed)),
    isGroup: group !== undefined,
  };
}

/** Without a prototype: a key can be called `constructor`. */
function together(
  records: readonly (Readonly<Record<string, string>> | undefined)[],
): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), ...records);
}

/** Where keys are looked for that a section does not have. */
function nearOf(name: string): readonly Vocabulary[] {
  const section = SECTIONS.get(name);
  const { group: family, near = [] } = section ?? {};
  const siblings = [...SECTIONS].filter(([, other]) => family && other.group === family);
  return [...siblings.map(([other]) => other), ...near].map(vocabularyOf);
}

function describeKey(key: string, name: string, value: unknown): string {
  const here = vocabularyOf(name);
  const reason = here.later.includes(key) ? `is ${NOT_YET}` : here.refused[key];
  // a key that is null is the same as none
  if (reason !== undefined) return value === null ? '' : `\`${key}\` ${reason}`;
  const renamed = here.renamed[key];
  if (renamed !== undefined) {
    return `\`${key}\` is an old word for \`${renamed}\`. Did you mean \`${renamed}\`?`;
  }
  const near = nearOf(name);
  const home = near.find((one) => hasKey(one, key));
  if (home !== undefined) {
    const later = home.later.includes(key) ? `, and is ${NOT_YET}` : '';
    const others = near
      .filter((one) => one !== home && !one.isGroup && one.keys.includes(key))
      .map(({ where }) => where);
    const isTyped = home.where.startsWith('to ');
    const all = isTyped ? [home.where, ...others.filter((where) => where.startsWith('to '))] : [];
    const where = all.length > 1 ? all.join(' and ').replaceAll(' and to ', ' and ') : home.where;
    return `\`${key}\` belongs ${where}${later}`;
  }
  return `${here.what} has no key \`${key}\`. ${suggestKey(key, here, near)}`;
}

function suggestKey(key: string, here: Vocabulary, near: readonly Vocabulary[]): string {
  const meant = nearestName(key, [...here.keys, ...here.later]);
  if (meant !== undefined) {
    return `Did you mean \`${meant}\`${here.later.includes(meant) ? ` (${NOT_YET})` : ''}?`;
  }
  for (const { keys, where } of near) {
    const there = nearestName(key, keys);
    if (there !== undefined) return `Did you mean \`${there}\`, ${where}?`;
  }
  return `It has ${listNames(here.keys)}`;
}

function hasKey({ keys, later, refused }: Vocabulary, key: string): boolean {
  return (
    key !== 'type' && (keys.includes(key) || later.includes(key) || refused[key] !== undefined)
  );
}
