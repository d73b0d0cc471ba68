import { readType, type TypeTree, typeText } from '../../schema/nested-type.ts';
import { identifier, literal } from '../quote.ts';

/** What the JSON reader is told of a nested value, as JSON: its names are those of the API. */
export function structureOf(tree: TypeTree): string {
  if (tree.kind === 'scalar') return JSON.stringify(readAs(tree.type));
  if (tree.kind === 'list') return `[${structureOf(tree.items)}]`;
  const members = tree.fields.map(
    ({ name, member = name, tree: inside }) => `${JSON.stringify(member)}:${structureOf(inside)}`,
  );
  return `{${members.join(',')}}`;
}

/** Dates are read as the texts that they are: what the JSON reader takes for one is more than what the facts prove. */
function readAs(type: string): string {
  return type === 'DATE' || type === 'TIMESTAMPTZ' ? 'VARCHAR' : type;
}

/** A value that the JSON reader read by {@link structureOf}, as one of the column's type, with the names of its fields. */
export function nestedValue(read: string, tree: TypeTree, type: string): string {
  return isAsRead(tree) && typeText(tree) === type
    ? read
    : `CAST(${named(read, tree, 0)} AS ${type})`;
}

/** A value of JSON as one of the column's type. It is read once, however many of its fields get other names. */
export function nestedOfJson(json: string, tree: TypeTree, type: string): string {
  const read = `from_json(${json}, ${literal(structureOf(tree))})`;
  if (!hasRenamed(tree)) return nestedValue(read, tree, type);
  return `list_transform([${read}], lambda whole: ${nestedValue('whole', tree, type)})[1]`;
}

function isAsRead(tree: TypeTree): boolean {
  if (tree.kind === 'scalar') return readAs(tree.type) === tree.type;
  if (tree.kind === 'list') return isAsRead(tree.items);
  return tree.fields.every((field) => !isRenamed(field) && isAsRead(field.tree));
}

function isRenamed({ name, member = name }: { readonly name: string; readonly member?: string }) {
  return name !== member;
}

function hasRenamed(tree: TypeTree): boolean {
  if (tree.kind === 'list') return hasRenamed(tree.items);
  return (
    tree.kind === 'struct' &&
    tree.fields.some((field) => isRenamed(field) || hasRenamed(field.tree))
  );
}

/** A cast of structs goes by names, so they come first. */
function named(value: string, tree: TypeTree, depth: number): string {
  if (!hasRenamed(tree)) return value;
  return rebuilt(value, tree, depth, (name, field) => named(name, field, depth + 1));
}

/** A list or struct with each of its elements or fields made anew. */
function rebuilt(
  value: string,
  tree: TypeTree,
  depth: number,
  inside: (value: string, tree: TypeTree) => string,
): string {
  if (tree.kind === 'scalar') return value;
  if (tree.kind === 'list') {
    const element = `element${depth}`;
    return `list_transform(${value}, lambda ${element}: ${inside(element, tree.items)})`;
  }
  const fields = tree.fields.map(({ name, member = name, tree: of }) => {
    return `${identifier(name)} := ${inside(`struct_extract(${value}, ${literal(member)})`, of)}`;
  });
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}

/** A column of a nested type as it is, with what is known of it. */
export interface NestedColumn {
  readonly type: string;
  /** Tells the members of the API's objects that its fields are. */
  readonly tree: TypeTree | undefined;
}

/**
 * A value of a column that was of one nested type, as one of a wider one, or as JSON, with the names of the API.
 *
 * @param instant a date-time as text, of those that become text
 */
export function widenedNested(
  column: string,
  { type: from, tree }: NestedColumn,
  to: string,
  instant: (value: string) => string,
): string {
  const before = readType(from);
  if (to === 'JSON') {
    return `to_json(${withTexts(column, asSent(before, tree), undefined, instant, 0)})`;
  }
  const after = readType(to);
  const value = withTexts(column, before, after, instant, 0);
  const isCast = !hasUnknown(before) || from === to;
  return `CAST(${isCast ? value : `from_json(to_json(${value}), ${literal(structureOf(after))})`} AS ${to})`;
}

/** The way back from the names of fields to those of the API. */
function asSent(tree: TypeTree, known: TypeTree | undefined): TypeTree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') {
    const items = known?.kind === 'list' ? known.items : undefined;
    return { kind: 'list', items: asSent(tree.items, items) };
  }
  const fields = new Map(
    known?.kind === 'struct' ? known.fields.map((field) => [field.name, field]) : [],
  );
  return {
    kind: 'struct',
    fields: tree.fields.map(({ name, tree: inside }) => {
      const field = fields.get(name);
      return { name: field?.member ?? name, member: name, tree: asSent(inside, field?.tree) };
    }),
  };
}

/** Whether there are empty lists in it, of which the elements are not known; in the wider type they may be. */
function hasUnknown(tree: TypeTree): boolean {
  if (tree.kind === 'scalar') return tree.type === 'JSON';
  if (tree.kind === 'list') return hasUnknown(tree.items);
  return tree.fields.some((field) => hasUnknown(field.tree));
}

/** With the date-times as text that are none in `to`, or in no type at all, and with other names where the tree has them. */
function withTexts(
  value: string,
  from: TypeTree,
  to: TypeTree | undefined,
  instant: (value: string) => string,
  depth: number,
): string {
  if (from.kind === 'scalar') return losesInstants(from, to) ? instant(value) : value;
  if (!losesInstants(from, to) && !hasRenamed(from)) return value;
  return rebuilt(value, from, depth, (part, inside) =>
    withTexts(part, inside, partOf(from, inside, to), instant, depth + 1),
  );
}

function losesInstants(from: TypeTree, to: TypeTree | undefined): boolean {
  if (from.kind === 'scalar') {
    return from.type === 'TIMESTAMPTZ' && (to?.kind !== 'scalar' || to.type !== 'TIMESTAMPTZ');
  }
  if (from.kind === 'list') return losesInstants(from.items, partOf(from, from.items, to));
  return from.fields.some(({ tree }) => losesInstants(tree, partOf(from, tree, to)));
}

/** What a part of one type is in the other. */
function partOf(from: TypeTree, part: TypeTree, to: TypeTree | undefined): TypeTree | undefined {
  if (from.kind === 'list') return to?.kind === 'list' ? to.items : undefined;
  if (from.kind !== 'struct' || to?.kind !== 'struct') return undefined;
  const name = from.fields.find(({ tree }) => tree === part)?.name;
  return to.fields.find((field) => field.name === name)?.tree;
}
