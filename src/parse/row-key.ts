import { ParseError } from '../errors.ts';
import { excerpt } from '../wording.ts';
import { nestedPath } from './column-form.ts';
import { spellSurrogates } from './json-text.ts';
import { plainDecimal } from './number.ts';
import type { Row } from './row-object.ts';

/** One text for a key of one or more parts; parts of a compound key are kept apart by their lengths. */
export function canonicalKey(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0] ?? '';
  return parts.map((part) => `${part.length}:${part}`).join('');
}

/**
 * The canonical form of a key field's value: a string, or a number; undefined for all else. An empty string is a part of a
 * compound key only: alone it tells nothing.
 */
export function keyPart(value: unknown, isCompound: boolean): string | undefined {
  if (typeof value === 'string') return textPart(value, isCompound);
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' && Number.isFinite(value)
    ? plainDecimal(String(value))
    : undefined;
}

/** The canonical form of a key field's text. Texts that differ stay different. */
export function textPart(value: string, isCompound: boolean): string | undefined {
  return value === '' && !isCompound ? undefined : spellSurrogates(value);
}

/**
 * The key of a row as an object.
 *
 * @throws {ParseError} PARSE_KEY_MISSING
 */
export function rowKey(row: Row, fields: readonly string[], where: string): string {
  const parts = fields.map((field) => {
    const part = keyPart(row[field], fields.length > 1);
    if (part !== undefined) return part;
    const isNested = nestedPath(row, field, (name) => name) !== undefined;
    const missing = isNested ? 'below the top level of the row' : 'missing';
    const seen = Object.hasOwn(row, field) ? describe(row[field]) : missing;
    throw new ParseError(
      'PARSE_KEY_MISSING',
      `${where}: the row has no usable primary key, \`${field}\` is ${seen}. A key is a string, not empty unless it is one of several fields, or a number; the row was not taken.`,
      { context: { field } },
    );
  });
  return canonicalKey(parts);
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `${Array.isArray(value) ? 'an array' : 'an object'}`
    : excerpt(JSON.stringify(value) ?? typeof value);
}
