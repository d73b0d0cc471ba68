import { DestinationError } from '../../errors.ts';
import type { FieldFacts } from '../../model.ts';
import { type ColumnType, columnType, widenType } from '../../schema/column-type.ts';
import { mergeFacts, NO_FACTS } from '../../schema/facts.ts';
import { columnNames, DELETED_AT_COLUMN, LOAD_ID_COLUMN } from '../../schema/naming.ts';
import type { ResourceTarget } from '../destination.ts';
import { type CatalogTable, isCatalogType, isSameName } from './catalog.ts';
import type { KnownColumn } from './column-books.ts';

export interface PlannedColumn extends KnownColumn {
  readonly isKey: boolean;
  /** What this walk saw; undefined where it never saw a value. */
  readonly seen: FieldFacts | undefined;
  /** The column as it is in the table; undefined where it has to be added. */
  readonly before: { readonly type: ColumnType; readonly facts: FieldFacts } | undefined;
}

/** What a table has to look like to take the rows of a walk. */
export interface TablePlan {
  readonly isNew: boolean;
  readonly hasLoadId: boolean;
  /** Whether the table has the column in which missing rows are marked, or has to get it. */
  readonly deletedAt: 'present' | 'added' | 'absent';
  readonly columns: readonly PlannedColumn[];
  /** Columns that somebody added: their values stay with their rows. */
  readonly carried: readonly string[];
}

/** Decides the columns from what the books know, what the walk saw and what is there. */
export function planTable(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  seen: ReadonlyMap<string, FieldFacts>,
  catalog: CatalogTable | undefined,
): TablePlan {
  const carried = carriedColumns(known, catalog);
  const typeOf = (field: string, facts: FieldFacts): ColumnType | undefined =>
    columnType(facts, {
      isKey: target.primaryKey.includes(field),
      detectDates: target.detectDates,
    });
  const knownFields = new Set(known.map((column) => column.field));
  const added = [...seen].filter(
    ([field, facts]) => !knownFields.has(field) && typeOf(field, facts) !== undefined,
  );
  const names = columnNames(
    added.map(([field]) => field),
    target.naming,
    new Map(known.map(({ field, column }) => [field, column])),
    carried,
  );
  const columns: PlannedColumn[] = [];
  const inTable = (name: string): boolean =>
    catalog?.columns.some((column) => isSameName(column.name, name)) ?? false;
  const plan = (field: string, column: string, past: KnownColumn | undefined): void => {
    const now = seen.get(field) ?? NO_FACTS;
    const facts = mergeFacts(past?.facts ?? NO_FACTS, now);
    const derived = typeOf(field, facts);
    if (derived === undefined) return;
    columns.push({
      field,
      column,
      facts,
      type: widenType(past?.type, derived),
      isKey: target.primaryKey.includes(field),
      seen: typeOf(field, now) === undefined ? undefined : now,
      before: past !== undefined && inTable(column) ? past : undefined,
    });
  };
  for (const past of known) plan(past.field, past.column, past);
  for (const [field] of added) plan(field, names.get(field) ?? field, undefined);
  return {
    isNew: catalog === undefined,
    hasLoadId: inTable(LOAD_ID_COLUMN),
    deletedAt: planDeletedAt(target, known, catalog),
    columns,
    carried,
  };
}

function planDeletedAt(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): TablePlan['deletedAt'] {
  if (hasDeletedAt(known, catalog)) return 'present';
  return target.onMissing === 'mark' ? 'added' : 'absent';
}

/** Whether a table has Sluice's own column of that name. */
function hasDeletedAt(known: readonly KnownColumn[], catalog: CatalogTable | undefined): boolean {
  const found = catalog?.columns.find(({ name }) => isSameName(name, DELETED_AT_COLUMN));
  if (found === undefined || isField(known, DELETED_AT_COLUMN)) return false;
  return isCatalogType(found.type, 'TIMESTAMPTZ');
}

/** Tables that were made before Sluice kept that name for itself may have given it to a field. */
function isField(known: readonly KnownColumn[], name: string): boolean {
  return known.some(({ column }) => isSameName(column, name));
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
  if (known.length === 0) {
    throw refuse('is there, but Sluice did not make it', 'Rename it, or take another dataset');
  }
  const isTaken =
    isField(known, DELETED_AT_COLUMN) ||
    catalog.columns.some(({ name }) => isSameName(name, DELETED_AT_COLUMN));
  if (target.onMissing === 'mark' && isTaken && !hasDeletedAt(known, catalog)) {
    throw refuse(
      `has a column \`${DELETED_AT_COLUMN}\` that is not Sluice's own, so that missing rows cannot be marked in it`,
      'Set `on_missing` to `keep` or `delete`, or rename the column',
    );
  }
  for (const { column, type } of known) {
    const found = catalog.columns.find(({ name }) => isSameName(name, column));
    if (found === undefined || isCatalogType(found.type, type)) continue;
    throw refuse(
      `has a column \`${column}\` of type ${found.type}, Sluice made it ${type}`,
      `Change its type back, or rename the table`,
    );
  }
}

function carriedColumns(
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): readonly string[] {
  const own = [LOAD_ID_COLUMN, ...known.map(({ column }) => column)];
  if (hasDeletedAt(known, catalog)) own.push(DELETED_AT_COLUMN);
  const names = (catalog?.columns ?? []).map(({ name }) => name);
  return names.filter((name) => !own.some((mine) => isSameName(mine, name)));
}
