import { SourceError } from '../errors.ts';
import { compilePath, type JsonPath } from '../parse/json-path.ts';
import type { Row } from '../parse/row-object.ts';
import { excerpt, quoted } from '../wording.ts';

/** What the request of a dependent resource takes from a row of its parent. */
export interface ParentFields {
  /** The parent. */
  readonly resource: string;
  /** JSONPaths; the first match of each is the value. */
  readonly fields: readonly string[];
  /** Fields of the parent row that each row gets: name in the parent row -> name in the row. */
  readonly include: readonly (readonly [field: string, name: string])[];
  /** What becomes of a parent row in which a field is null. */
  readonly onNull: 'error' | 'skip';
}

/** By the fields that they are made of, which are the same for all rows of a parent. */
const compiled = new WeakMap<ParentFields, readonly JsonPath[]>();

/**
 * The values that a request needs of a row of the parent, by JSONPath; `skip` if one is null and such rows are to be
 * skipped.
 *
 * @param resource the resource that depends on the row, for messages
 * @throws {SourceError} SOURCE_PARENT_FIELD if a field is missing or null, or if one to be included is missing.
 */
export function parentValues(
  row: Row,
  parent: ParentFields,
  resource: string,
): ReadonlyMap<string, unknown> | 'skip' {
  const values = new Map<string, unknown>();
  for (const path of pathsOf(parent)) {
    const [value] = path.find(row);
    if (value === undefined)
      throw missing(`\`${path.text}\`, which its request needs`, row, parent, resource);
    if (value === null) {
      if (parent.onNull === 'skip') return 'skip';
      throw isNull(path.text, row, parent, resource);
    }
    values.set(path.text, value);
  }
  for (const [field] of parent.include) {
    if (Object.hasOwn(row, field)) continue;
    throw missing(`\`${field}\`, which \`include_from_parent\` names`, row, parent, resource);
  }
  return values;
}

function pathsOf(parent: ParentFields): readonly JsonPath[] {
  const known = compiled.get(parent);
  if (known !== undefined) return known;
  const paths = parent.fields.map((field) => {
    const path = compilePath(field);
    if ('problem' in path) throw new TypeError(`the field \`${field}\` ${path.problem}`);
    return path;
  });
  compiled.set(parent, paths);
  return paths;
}

function missing(what: string, row: Row, parent: ParentFields, resource: string): SourceError {
  return fieldError(
    `${resource}: a row of its parent \`${parent.resource}\` has no ${what}. It has ${namesOf(row)}. Correct the field, or filter such rows out of \`${parent.resource}\` with a processing step`,
    parent,
    resource,
  );
}

function isNull(field: string, row: Row, parent: ParentFields, resource: string): SourceError {
  return fieldError(
    `${resource}: the row of its parent \`${parent.resource}\` with ${describeRow(row)} has null at \`${field}\`, which its request needs. Set \`on_null_parent\` to \`skip\` to leave such rows out`,
    parent,
    resource,
  );
}

function fieldError(
  what: string,
  { resource: parent }: ParentFields,
  resource: string,
): SourceError {
  const message = `${what}; nothing was asked for with this row.`;
  return new SourceError('SOURCE_PARENT_FIELD', message, { context: { resource, parent } });
}

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
