import { z } from 'zod';
import { DESCRIPTIONS } from './descriptions.ts';
import { NOT_YET } from './fields.ts';
import { nearestName } from './nearest-name.ts';
import { asPlain } from './plain.ts';
import { SECTIONS, type SectionName } from './vocabulary.ts';

const SEPARATE = '\n';

/** An object with the keys of a section and no others. A key that it doesn't have is told where it belongs. */
export function section<const S extends z.core.$ZodLooseShape>(
  name: SectionName,
  shape: S,
): z.ZodObject<z.core.util.Writeable<S>, z.core.$strict> {
  return z.strictObject(described(name, shape), {
    // one message for each key, to be taken apart by `splitKeyMessages`: zod asks once for all of them
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => describeKey(key, name, asPlain(issue.input)[key])).join(SEPARATE)
        : `must be an object with the keys ${listKeys(name)}`,
  });
}

/** The same fields with their descriptions, for the JSON Schema. */
function described<const S extends z.core.$ZodLooseShape>(name: SectionName, shape: S): S {
  const texts = DESCRIPTIONS[name] ?? {};
  const fields = Object.entries(shape).map(([key, field]) => {
    const description = texts[key];
    const isKnown = description !== undefined && field instanceof z.ZodType;
    return [key, isKnown ? field.meta({ description }) : field] as const;
  });
  return Object.fromEntries(fields) as S;
}

/** The messages for the unknown keys of one section, in the order of the keys; an empty one is no problem. */
export function splitKeyMessages(message: string): readonly string[] {
  return message.split(SEPARATE);
}

function describeKey(key: string, name: SectionName, value: unknown): string {
  const here = SECTIONS[name];
  const reason = here.later.includes(key) ? `is ${NOT_YET}` : here.refused?.[key];
  // a key that is null is the same as none
  if (reason !== undefined) return value === null ? '' : `\`${key}\` ${reason}`;
  const renamed = here.renamed?.[key];
  if (renamed !== undefined) {
    return `\`${key}\` is an old word for \`${renamed}\`. Did you mean \`${renamed}\`?`;
  }
  const home = here.near.map((near) => SECTIONS[near]).find((near) => hasKey(near, key));
  if (home !== undefined) {
    const later = home.later.includes(key) ? `, and is ${NOT_YET}` : '';
    const others = here.near
      .map((near) => SECTIONS[near])
      .filter((near) => near !== home && !near.isGroup && near.keys.includes(key))
      .map((near) => near.where);
    const isTyped = home.where.startsWith('to ');
    const all = isTyped ? [home.where, ...others.filter((where) => where.startsWith('to '))] : [];
    const where = all.length > 1 ? all.join(' and ').replaceAll(' and to ', ' and ') : home.where;
    return `\`${key}\` belongs ${where}${later}`;
  }
  return `${here.what} has no key \`${key}\`. ${suggestKey(key, name)}`;
}

function suggestKey(key: string, name: SectionName): string {
  const here = SECTIONS[name];
  const meant = nearestName(key, [...here.keys, ...here.later]);
  if (meant !== undefined) {
    return `Did you mean \`${meant}\`${here.later.includes(meant) ? ` (${NOT_YET})` : ''}?`;
  }
  for (const near of here.near.map((other) => SECTIONS[other])) {
    const there = nearestName(key, near.keys);
    if (there !== undefined) return `Did you mean \`${there}\`, ${near.where}?`;
  }
  return `It has ${listKeys(name)}`;
}

function hasKey({ keys, later, refused }: (typeof SECTIONS)[SectionName], key: string): boolean {
  return (
    key !== 'type' && (keys.includes(key) || later.includes(key) || refused?.[key] !== undefined)
  );
}

function listKeys(name: SectionName): string {
  return SECTIONS[name].keys.map((key) => `\`${key}\``).join(', ');
}
