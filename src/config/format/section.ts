import { z } from 'zod';
import { listNames, NOT_YET } from './fields.ts';
import { type Key, keyOf, named } from './key.ts';
import { nearestName } from './nearest-name.ts';
import { asPlain } from './values.ts';

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
  /** The type in TypeScript of what may stand under further names. Default: there are none. */
  readonly others?: string;
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
