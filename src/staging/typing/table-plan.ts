import type { LoadStart, ResourceTarget } from '../../destination/destination.ts';
import { missingFate } from '../../destination/write-rule.ts';
import { DestinationError } from '../../errors.ts';
import { type FieldFacts, Kind } from '../../model.ts';
import { type ColumnType, columnType, isAtLeast, widenType } from '../../schema/column-type.ts';
import { mergeFacts, NO_FACTS } from '../../schema/facts.ts';
import { hintedType } from '../../schema/hint-type.ts';
import {
  columnNames,
  DELETED_AT_COLUMN,
  LOAD_ID_COLUMN,
  LOADED_AT_COLUMN,
  type Naming,
  REST_FIELD,
} from '../../schema/naming.ts';
import {
  isNestedType,
  isUnshaped,
  leafCount,
  type NoShape,
  nestedTree,
  readType,
  shapeOf,
  type TypeTree,
  typeText,
} from '../../schema/nested-type.ts';
import type { ColumnTypeOptions } from '../../schema/scalar-type.ts';
import { type ColumnHint, DEFAULT_MAX_COLUMNS, DEFAULT_NESTED } from '../../schema/table-hints.ts';
import { catalogName, isSameName, literal } from '../quote.ts';
import { type CatalogTable, isCatalogType, type KnownColumn } from './known-table.ts';

const OWN_TIMES = [DELETED_AT_COLUMN, LOADED_AT_COLUMN];
const OWN_COLUMNS = [LOAD_ID_COLUMN, ...OWN_TIMES];

export interface PlannedColumn extends KnownColumn {
  readonly isKey: boolean;
  /** Whether it is the only column of the key. */
  readonly isWholeKey: boolean;
  /** What this walk saw; undefined where it never saw a value. */
  readonly seen: FieldFacts | undefined;
  /** The column as it is in the table; undefined where it has to be added. */
  readonly before:
    | {
        readonly type: ColumnType;
        readonly facts: FieldFacts;
        /** Of a nested type: the members of the API's objects that its fields are. */
        readonly tree: TypeTree | undefined;
      }
    | undefined;
  /**
   * How values are brought to a type that does not come from them: as a hint allows, or without rounding anything. Where
   * all values of this walk are of the type by themselves, and where the type follows the values, undefined.
   */
  readonly coercion: 'hint' | 'strict' | undefined;
  /** Of a nested type: the members of the API's objects that its fields are. */
  readonly tree: TypeTree | undefined;
  /** Why it is JSON, if it could have had a type of its own until now. */
  readonly noShape: Exclude<NoShape, 'empty'> | undefined;
  readonly comment: string | undefined;
}

/** Whether a table has a column of Sluice's own, gets it, or neither. */
type OwnColumn = 'present' | 'added' | 'absent';

interface ValidityColumn {
  readonly column: string;
  readonly isAdded: boolean;
}

/** What a table has to look like to take the rows of a walk. */
export interface TablePlan {
  /** The table's name, as the catalog has it. */
  readonly name: string;
  readonly isNew: boolean;
  readonly hasLoadId: boolean;
  /** Whether the table has the column in which missing rows are marked, or has to get it. */
  readonly deletedAt: OwnColumn;
  /** The same of the column that says when a row was written. */
  readonly loadedAt: OwnColumn;
  /** The columns that say since when a version of a row is valid, and until when; none where no versions are kept. */
  readonly validity: readonly ValidityColumn[];
  readonly columns: readonly PlannedColumn[];
  /** Columns that somebody added: their values stay with their rows. */
  readonly carried: readonly string[];
}

/**
 * Decides the columns from what the books know, what the walk saw, what hints say and what is there.
 *
 * @param held - fields whose columns keep their types, whatever the walk saw
 * @param past - columns of the table that was there, also if it is replaced: what was JSON stays JSON
 */
export function planTable(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  seen: ReadonlyMap<string, FieldFacts>,
  catalog: CatalogTable | undefined,
  held: ReadonlySet<string> = new Set(),
  past: readonly KnownColumn[] = known,
): TablePlan {
  const hints = new Map((target.columns ?? []).map((hint) => [hint.field, hint]));
  const carried = carriedColumns(target, known, catalog);
  const typeOf = (field: string, facts: FieldFacts): ColumnType | undefined =>
    columnType(facts, optionsOf(field));
  const optionsOf = (field: string): ColumnTypeOptions =>
    typeOptions(target, field, pastOf.get(field), knownOf.get(field));
  const pastOf = new Map(past.map((column) => [column.field, column]));
  const knownOf = new Map(known.map((column) => [column.field, column]));
  const hinted = [...hints].filter(([, hint]) => hintedType(hint) !== undefined);
  const valued = [...seen].filter(([field, facts]) => typeOf(field, facts) !== undefined);
  const added = [...new Set([...hinted, ...valued].map(([field]) => field))].filter(
    (field) => !knownOf.has(field),
  );
  const names = columnNames(
    added,
    target.naming,
    new Map(known.map(({ field, column }) => [field, column])),
    [...carried, ...validityNames(target)],
  );
  const columns: PlannedColumn[] = [];
  const there = new Set(catalog?.columns.map(({ name }) => catalogName(name)));
  const inTable = (name: string): boolean => there.has(catalogName(name));
  const plan = (field: string, column: string, past: KnownColumn | undefined): void => {
    const now = seen.get(field) ?? NO_FACTS;
    const hint = hints.get(field);
    const isHeld = past !== undefined && held.has(field);
    const facts = isHeld ? past.facts : mergeFacts(past?.facts ?? NO_FACTS, now);
    const options = optionsOf(field);
    const derived = columnType(facts, options);
    const byHint = (hint && hintedType(hint)) ?? (past?.isHinted ? past.type : undefined);
    const type =
      byHint ??
      (isHeld ? past.type : derived && widenType(isOpen(past) ? undefined : past?.type, derived));
    if (type === undefined) return;
    const isKey = target.primaryKey.includes(field);
    const isFitted =
      (byHint !== undefined || isHeld) && !isOfType(type, now, { ...options, detectDates: true });
    columns.push({
      field,
      column,
      facts,
      type,
      isHinted: byHint !== undefined,
      isKey,
      isWholeKey: isKey && target.primaryKey.length === 1,
      seen: typeOf(field, now) === undefined ? undefined : now,
      before:
        past !== undefined && inTable(column)
          ? { ...past, tree: treeOf(past, options) }
          : undefined,
      coercion: isFitted ? coercionOf(hint) : undefined,
      tree: treeOf({ type, facts }, options),
      noShape: byHint === undefined ? noShapeOf(type, facts, options, past) : undefined,
      comment: hint?.description,
    });
  };
  for (const past of known) plan(past.field, past.column, past);
  for (const field of added) plan(field, names.get(field) ?? field, undefined);
  return {
    name: catalog?.name ?? target.table,
    isNew: catalog === undefined,
    hasLoadId: inTable(LOAD_ID_COLUMN),
    deletedAt: planDeletedAt(target, known, catalog),
    loadedAt: planLoadedAt(target, known, catalog),
    validity: validityNames(target).map((column) => ({
      column,
      isAdded: !hasOwnTime(known, catalog, column),
    })),
    columns,
    carried,
  };
}

/** Of a nested type: the members of the API's objects that its fields are. */
function treeOf(
  { type, facts }: Pick<KnownColumn, 'type' | 'facts'>,
  options: ColumnTypeOptions,
): TypeTree | undefined {
  return isNestedType(type) ? nestedTree(facts, options) : undefined;
}

function noShapeOf(
  type: ColumnType,
  facts: FieldFacts,
  options: ColumnTypeOptions,
  past: KnownColumn | undefined,
): PlannedColumn['noShape'] {
  const isNested = (facts.kinds & (Kind.object | Kind.array)) !== 0;
  if (type !== 'JSON' || !options.isNested || options.isKey || past?.type === 'JSON')
    return undefined;
  const shape = isNested ? shapeOf(facts, options) : 'empty';
  return typeof shape === 'string' && shape !== 'empty' ? shape : undefined;
}

/** Whether all values are of the type by themselves. The canonical text of a key is of no other type. */
function isOfType(type: ColumnType, facts: FieldFacts, options: ColumnTypeOptions): boolean {
  if (options.isKey && type === 'VARCHAR') return true;
  return columnType(facts, options) === type;
}

type PastColumn = Pick<KnownColumn, 'type' | 'facts' | 'isHinted'>;

/**
 * How the type of a field follows from its facts. A column that is there keeps what it has, JSON or types of its own, whatever
 * is asked for now.
 *
 * @param known - the same column, unless the table is made anew
 */
export function typeOptions(
  {
    primaryKey,
    detectDates,
    naming,
    nested = DEFAULT_NESTED,
    maxColumns = DEFAULT_MAX_COLUMNS,
  }: ResourceTarget,
  field: string,
  past: PastColumn | undefined,
  known: PastColumn | undefined = past,
): ColumnTypeOptions {
  const isNested =
    past === undefined || isOpen(past) ? nested === 'typed' : isNestedType(past.type);
  const isKey = primaryKey.includes(field);
  return {
    isKey,
    detectDates,
    isNested: isNested && field !== REST_FIELD,
    naming: namingOf(known, naming),
    maxLeaves: Math.max(maxColumns, known === undefined ? 0 : leafCount(readType(known.type))),
  };
}

/** Fields of a nested type keep their names, as columns do, and others get theirs in the same way. */
function namingOf(known: PastColumn | undefined, naming: Naming): Naming {
  if (known === undefined || !isNestedType(known.type)) return naming;
  const { type, facts } = known;
  const isOwn = (one: Naming): boolean => {
    const tree = nestedTree(facts, { isKey: false, detectDates: true, naming: one });
    return tree !== undefined && isAtLeast(type, typeText(tree));
  };
  const namings: readonly Naming[] = [naming, 'snake_case', 'direct'];
  return namings.find(isOwn) ?? naming;
}

/** Whether a column of JSON holds nothing yet by which its values could have a type of their own. */
function isOpen(past: PastColumn | undefined): boolean {
  return past?.type === 'JSON' && !past.isHinted && isUnshaped(past.facts);
}

/** Digits are cut only where a hint that still stands asked for a type that has fewer. */
function coercionOf(hint: ColumnHint | undefined): 'hint' | 'strict' {
  return hint?.dataType === undefined || hint.dataType === 'wei' ? 'strict' : 'hint';
}

function planDeletedAt(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): TablePlan['deletedAt'] {
  if (hasOwnTime(known, catalog, DELETED_AT_COLUMN)) return 'present';
  return missingFate(target) === 'mark' ? 'added' : 'absent';
}

/** The columns of the versions of a row, if they are kept. */
export function validityNames({ history }: Pick<ResourceTarget, 'history'>): readonly string[] {
  return history === undefined ? [] : [history.validFrom, history.validTo];
}

/** A table that has the column goes on with it, or it would tell of an earlier load. */
function planLoadedAt(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): TablePlan['loadedAt'] {
  if (hasOwnTime(known, catalog, LOADED_AT_COLUMN)) return 'present';
  return target.loadTimes === true ? 'added' : 'absent';
}

/** Whether a table has Sluice's own column of that name. */
function hasOwnTime(
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
  column: string,
): boolean {
  const found = catalog?.columns.find(({ name }) => isSameName(name, column));
  if (found === undefined || isField(known, column)) return false;
  return isCatalogType(found.type, 'TIMESTAMPTZ');
}

/** Tables that were made before Sluice kept that name for itself may have given it to a field. */
function isField(known: readonly KnownColumn[], name: string): boolean {
  return known.some(({ column }) => isSameName(column, name));
}

/** The columns of a row that tell of the load that wrote it, with their values in SQL. */
export function loadColumns(
  { loadedAt }: Pick<TablePlan, 'loadedAt'>,
  { loadId }: Pick<LoadStart, 'loadId'>,
): { readonly names: readonly string[]; readonly values: readonly string[] } {
  const names = [LOAD_ID_COLUMN, ...(loadedAt === 'absent' ? [] : [LOADED_AT_COLUMN])];
  return { names, values: [literal(loadId), 'now()'].slice(0, names.length) };
}

/**
 * Refuses a table that Sluice did not make, or whose columns were given other types since.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN
 */
export function assertOwnTable(
  target: ResourceTarget,
  dataset: string,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): void {
  if (catalog === undefined) return;
  const where = `${target.resource}: the table \`${dataset}.${target.table}\``;
  const refuse = (what: string, advice: string): DestinationError =>
    new DestinationError(
      'DESTINATION_TABLE_FOREIGN',
      `${where} ${what}. ${advice}; it was left as it is, and nothing was fetched for it.`,
      { context: { resource: target.resource, table: target.table } },
    );
  const isBare = catalog.columns.every(({ name }) =>
    [...OWN_COLUMNS, ...validityNames(target)].some((own) => isSameName(name, own)),
  );
  if (known.length === 0 && !isBare && catalog.columns.some(({ name }) => name === '_dlt_id')) {
    throw refuse('is of layout `dlt`', 'Load it with that layout, or take another dataset');
  }
  if (known.length === 0 && !isBare) {
    throw refuse('is there, but Sluice did not make it', 'Rename it, or take another dataset');
  }
  const isTaken = (column: string): boolean =>
    !hasOwnTime(known, catalog, column) &&
    (isField(known, column) || catalog.columns.some(({ name }) => isSameName(name, column)));
  if (target.loadTimes === true && isTaken(LOADED_AT_COLUMN)) {
    throw refuse(
      `has a column \`${LOADED_AT_COLUMN}\` that is not Sluice's own, so that the time of a load cannot be written to it`,
      'Leave `load_times` out, or rename the column',
    );
  }
  if (target.onMissing === 'mark' && isTaken(DELETED_AT_COLUMN)) {
    throw refuse(
      `has a column \`${DELETED_AT_COLUMN}\` that is not Sluice's own, so that missing rows cannot be marked in it`,
      'Set `on_missing` to `keep` or `delete`, or rename the column',
    );
  }
  for (const column of validityNames(target).filter(isTaken)) {
    throw refuse(
      `has a column \`${column}\` that is not Sluice's own, so that the versions of a row cannot be told by it`,
      'Name others in `validity_column_names`',
    );
  }
  const there = new Map(catalog.columns.map((column) => [catalogName(column.name), column]));
  for (const { column, type } of known) {
    const found = there.get(catalogName(column));
    if (found === undefined || isCatalogType(found.type, type)) continue;
    throw refuse(
      `has a column \`${column}\` of type ${found.type}, Sluice made it ${type}`,
      `Change its type back, or rename the table`,
    );
  }
}

function carriedColumns(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): readonly string[] {
  const own = new Set([LOAD_ID_COLUMN, ...known.map(({ column }) => column)].map(catalogName));
  for (const column of [...OWN_TIMES, ...validityNames(target)]) {
    if (hasOwnTime(known, catalog, column)) own.add(catalogName(column));
  }
  const names = (catalog?.columns ?? []).map(({ name }) => name);
  return names.filter((name) => !own.has(catalogName(name)));
}
