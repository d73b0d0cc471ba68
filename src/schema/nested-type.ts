import { type FieldFacts, Kind } from '../model.ts';
import { columnName, foldName } from './naming.ts';
import {
  type ColumnTypeOptions,
  isScalarAtLeast,
  type ScalarType,
  scalarType,
} from './scalar-type.ts';

/** The type of nested values, in the words of DuckDB. */
export type NestedType = `STRUCT(${string})` | `${string}[]`;

/** A type as a tree. */
export type TypeTree =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'list'; readonly items: TypeTree }
  | { readonly kind: 'struct'; readonly fields: readonly TypeField[] };

/** A field of a struct. */
export interface TypeField {
  readonly name: string;
  /** The member of the API's objects that it is, if that is known. */
  readonly member?: string;
  readonly tree: TypeTree;
}

/** Why values have no type of their own, in words. */
export const NO_SHAPE = {
  empty: 'there are nothing but nulls and empty objects',
  mixed: 'there are values of several kinds at one place',
  number: 'there are numbers that neither a double nor an integer of 128 bits holds',
  /** No name is in every object, and there are more than twice as many as any object has. */
  map: 'objects have other names from one to the next',
  names: 'objects have names that are empty, or that differ only by case or become one column name',
  wide: 'there are more leaves than `max_columns` allows',
  /** Nobody looked inside. */
  closed: 'values are too deep or too long, or have too many names',
} as const;

export type NoShape = keyof typeof NO_SHAPE;

/** The elements of a list of which none was seen. */
const UNKNOWN: TypeTree = { kind: 'scalar', type: 'JSON' };

const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
const STRINGS = Kind.date | Kind.instant | Kind.text;
const FAMILIES = [Kind.object, Kind.array, Kind.boolean, NUMBERS, STRINGS];

export function isNestedType(type: string): type is NestedType {
  return type.endsWith('[]') || type.startsWith('STRUCT(');
}

/** Whether nothing is known of the inside of values: all of them were null, or empty objects. */
export function isUnshaped(facts: FieldFacts): boolean {
  return treeOf(facts, { isKey: false, detectDates: true }) === 'empty';
}

/**
 * The type that holds every nested value that was seen, as a tree that tells which members its fields are, or why there is none, so that
 * JSON has to hold them.
 */
export function shapeOf(facts: FieldFacts, options: ColumnTypeOptions): TypeTree | NoShape {
  const tree = treeOf(facts, options);
  if (typeof tree === 'string') return tree;
  const { maxLeaves = Number.POSITIVE_INFINITY } = options;
  return leafCount(tree) > maxLeaves ? 'wide' : tree;
}

/** The same, if there is one. */
export function nestedTree(facts: FieldFacts, options: ColumnTypeOptions): TypeTree | undefined {
  const shape = shapeOf(facts, options);
  return typeof shape === 'string' ? undefined : shape;
}

function treeOf(facts: FieldFacts, options: ColumnTypeOptions): TypeTree | NoShape {
  const { kinds } = facts;
  if (kinds & Kind.shapeless) return 'closed';
  if (kinds & Kind.inexact) return 'number';
  const families = FAMILIES.filter((family) => kinds & family);
  if (families.length > 1) return 'mixed';
  if (kinds & Kind.object) return structTree(facts, options);
  if (kinds & Kind.array) return listTree(facts, options);
  const type = families.length === 0 ? undefined : scalarType(facts, options);
  if (type === undefined) return 'empty';
  const isHeld = !type.startsWith('DECIMAL') && (type !== 'VARCHAR' || (kinds & STRINGS) !== 0);
  return isHeld ? { kind: 'scalar', type } : 'number';
}

function listTree({ items }: FieldFacts, options: ColumnTypeOptions): TypeTree | NoShape {
  const tree = items === undefined ? 'empty' : treeOf(items, options);
  if (tree === 'empty') return { kind: 'list', items: UNKNOWN };
  return typeof tree === 'string' ? tree : { kind: 'list', items: tree };
}

function structTree(facts: FieldFacts, options: ColumnTypeOptions): TypeTree | NoShape {
  const { fields: members = new Map() } = facts;
  if (hasValuesForNames(facts)) return 'map';
  const { naming = 'direct' } = options;
  const fields: TypeField[] = [];
  // DuckDB tells names apart without their case, both in what it reads and in what it makes
  const names = new Set<string>();
  const memberNames = new Set<string>();
  for (const [member, inside] of members) {
    const tree = treeOf(inside, options);
    if (member === '' || member.includes('\0')) return 'names';
    const name = columnName(member, naming);
    names.add(foldName(name));
    memberNames.add(foldName(member));
    if (tree === 'empty') continue;
    if (typeof tree === 'string') return tree;
    fields.push({ name, member, tree });
  }
  if (names.size < members.size || memberNames.size < members.size) return 'names';
  return fields.length === 0 ? 'empty' : { kind: 'struct', fields };
}

/** Whether the names of objects are values, as in `{"2024-01": 3}`: no record has so few of them in each object. */
function hasValuesForNames({ fields = new Map(), members = 0 }: FieldFacts): boolean {
  if (fields.size <= 2 * members) return false;
  return [...fields.values()].every(({ kinds }) => (kinds & Kind.missing) !== 0);
}

/** The scalars in a type. */
export function leafCount(tree: TypeTree): number {
  if (tree.kind === 'scalar') return 1;
  if (tree.kind === 'list') return leafCount(tree.items);
  return tree.fields.reduce((count, field) => count + leafCount(field.tree), 0);
}

/** The columns in which a column of a type is stored: its leaves, and the objects and lists around them. */
export function storedColumns(type: string): number {
  return isNestedType(type) ? nodeCount(readType(type)) : 1;
}

function nodeCount(tree: TypeTree): number {
  if (tree.kind === 'scalar') return 1;
  if (tree.kind === 'list') return 1 + nodeCount(tree.items);
  return tree.fields.reduce((count, field) => count + nodeCount(field.tree), 1);
}

/** A tree as the type that it is. */
export function typeText(tree: TypeTree): ScalarType | NestedType {
  if (tree.kind === 'scalar') return tree.type;
  if (tree.kind === 'list') return `${typeText(tree.items)}[]`;
  const fields = tree.fields.map((field) => `${quotedName(field.name)} ${typeText(field.tree)}`);
  return `STRUCT(${fields.join(', ')})`;
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A type as a tree. The catalog of DuckDB leaves quotes out where it can, and writes TIMESTAMPTZ out. */
export function readType(text: string): TypeTree {
  const reader = { text, at: 0 };
  return readTree(reader);
}

interface Reader {
  readonly text: string;
  at: number;
}

const WORD = /[^,()[\]]+(?:\(\d+(?:,\s*\d+)?\))?/y;
const NAME = /"((?:[^"]|"")*)" |([^ ]+) /y;

function readTree(reader: Reader): TypeTree {
  let tree: TypeTree = reader.text.startsWith('STRUCT(', reader.at)
    ? readStruct(reader)
    : readScalar(reader);
  while (reader.text.startsWith('[]', reader.at)) {
    reader.at += 2;
    tree = { kind: 'list', items: tree };
  }
  return tree;
}

function readStruct(reader: Reader): TypeTree {
  reader.at += 'STRUCT('.length;
  const fields: TypeField[] = [];
  for (;;) {
    const [, quoted, plain] = match(NAME, reader);
    const name = quoted?.replaceAll('""', '"') ?? plain ?? '';
    fields.push({ name, tree: readTree(reader) });
    const behind = reader.text[reader.at];
    reader.at += behind === ',' ? 2 : 1;
    if (behind !== ',') return { kind: 'struct', fields };
  }
}

function readScalar(reader: Reader): TypeTree {
  const [word = ''] = match(WORD, reader);
  const type = word.trim() === 'TIMESTAMP WITH TIME ZONE' ? 'TIMESTAMPTZ' : word.trim();
  return { kind: 'scalar', type: type as ScalarType };
}

function match(pattern: RegExp, reader: Reader): RegExpExecArray {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found === null) throw new TypeError(`not a type: ${reader.text}`);
  reader.at = pattern.lastIndex;
  return found;
}

/** Whether two texts mean one type. */
export function isSameType(a: string, b: string): boolean {
  return a === b || typeText(readType(a)) === typeText(readType(b));
}

/** The tree that holds what both hold: fields of `a` first, in their order. Undefined if there is none. */
export function widenTree(a: TypeTree, b: TypeTree): TypeTree | undefined {
  if (isUnknown(a)) return b;
  if (isUnknown(b)) return a;
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    if (isScalarAtLeast(b.type, a.type)) return b;
    return isScalarAtLeast(a.type, b.type) ? a : undefined;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    const items = widenTree(a.items, b.items);
    return items && { kind: 'list', items };
  }
  return a.kind === 'struct' && b.kind === 'struct' ? widenStruct(a, b) : undefined;
}

function widenStruct(
  a: Extract<TypeTree, { kind: 'struct' }>,
  b: Extract<TypeTree, { kind: 'struct' }>,
): TypeTree | undefined {
  const others = new Map(b.fields.map((field) => [foldName(field.name), field]));
  const fields: TypeField[] = [];
  for (const field of a.fields) {
    const other = others.get(foldName(field.name));
    others.delete(foldName(field.name));
    const tree = other === undefined ? field.tree : widenTree(field.tree, other.tree);
    if (tree === undefined) return undefined;
    fields.push({ ...field, tree });
  }
  return { kind: 'struct', fields: [...fields, ...others.values()] };
}

function isUnknown(tree: TypeTree): boolean {
  return tree.kind === 'scalar' && tree.type === 'JSON';
}
