import { z } from 'zod';
import { NOT_YET } from './fields.ts';
import { nearestName } from './nearest-name.ts';
import { asPlain } from './plain.ts';
import { SECTIONS, type SectionName } from './vocabulary.ts';

/** Keys for which null says something, so that it can't be passed over where the key isn't available. */
const MEANINGFUL_NULLS: readonly string[] = ['auth', 'json', 'session'];

const SEPARATE = '\n';

/** An object with the keys of a section and no others. A key that it doesn't have is told where it belongs. */
export function section<const S extends z.core.$ZodLooseShape>(
  name: SectionName,
  shape: S,
): z.ZodObject<z.core.util.Writeable<S>, z.core.$strict> {
  return z.strictObject(shape, {
    // one message for each key, to be taken apart by `splitKeyMessages`: zod asks once for all of them
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => describeKey(key, name, asPlain(issue.input)[key])).join(SEPARATE)
        : `must be an object with the keys ${listKeys(name)}`,
  });
}

/** The messages for the unknown keys of one section, in the order of the keys; an empty one is no problem. */
export function splitKeyMessages(message: string): readonly string[] {
  return message.split(SEPARATE);
}

function describeKey(key: string, name: SectionName, value: unknown): string {
  const here = SECTIONS[name];
  if (here.later.includes(key)) {
    // a key that is null is the same as none
    return value === null && !MEANINGFUL_NULLS.includes(key) ? '' : `\`${key}\` is ${NOT_YET}`;
  }
  const home = here.near.map((near) => SECTIONS[near]).find((near) => hasKey(near, key));
  if (home !== undefined) {
    const later = home.later.includes(key) ? `, and is ${NOT_YET}` : '';
    return `\`${key}\` belongs ${home.where}${later}`;
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

function hasKey({ keys, later }: (typeof SECTIONS)[SectionName], key: string): boolean {
  return key !== 'type' && (keys.includes(key) || later.includes(key));
}

function listKeys(name: SectionName): string {
  return SECTIONS[name].keys.map((key) => `\`${key}\``).join(', ');
}
