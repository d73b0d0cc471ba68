import { SourceError } from '../../errors.ts';
import { compilePath, type JsonPath } from '../../parse/json-path.ts';
import type { Row } from '../../parse/row-object.ts';
import { describeRow, namesOf } from './describe-row.ts';

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
 * The values that a request needs of a row of the parent, by JSONPath; `skip` where one is null and such rows are to be
 * skipped.
 *
 * @param resource the resource that depends on the row, for messages
 * @throws {SourceError} SOURCE_PARENT_FIELD where a field is missing, or null, or where one to be included is missing.
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
