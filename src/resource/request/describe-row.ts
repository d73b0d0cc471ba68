import type { Row } from '../../parse/row-object.ts';
import { excerpt, quoted } from '../../wording.ts';

const MAX_NAMES = 20;

/** Names that tell rows apart: `id`, `_id`, `uuid`, `user_id`, `userId`, … */
const ID_LIKE = /^(?:_?id|uuid|guid|key)$|_id$|[a-z]Id$|ID$/;

/** A row in a few words, for messages: the field that is most like a key, else its first two scalars, else its names. */
export function describeRow(row: Row): string {
  const scalars = Object.entries(row).filter(([, value]) => isScalar(value));
  const id =
    scalars.find(([name]) => /^_?id$/i.test(name)) ?? scalars.find(([name]) => ID_LIKE.test(name));
  const shown = id === undefined ? scalars.slice(0, 2) : [id];
  if (shown.length === 0) return namesOf(row);
  return shown.map(([name, value]) => `\`${excerpt(name)}\` ${shownValue(value)}`).join(' and ');
}

/** The names of a row's fields, not too many of them. */
export function namesOf(row: Row): string {
  const names = Object.keys(row);
  if (names.length === 0) return 'no field';
  const shown = names.slice(0, MAX_NAMES).map((name) => `\`${excerpt(name)}\``);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : excerpt(String(value));
}
