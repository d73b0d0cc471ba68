import type { ResourceTarget } from '../../destination/destination.ts';
import { hasCopies, needsProof, writeRule } from '../../destination/write-rule.ts';
import { DestinationError } from '../../errors.ts';
import { type FieldFacts, Kind } from '../../model.ts';
import { type ColumnType, columnType, widenType } from '../../schema/column-type.ts';
import { mergeFacts } from '../../schema/facts.ts';
import { isNestedType } from '../../schema/nested-type.ts';
import type { ContractMode } from '../../schema/table-hints.ts';
import { counted, quoted } from '../../wording.ts';
import type { Database } from '../database.ts';
import { carriedText } from '../quote.ts';
import type { CatalogTable, KnownColumn } from './known-table.ts';
import type { StagedRows } from './left-out.ts';
import { type PlannedColumn, planTable, typeOptions } from './table-plan.ts';
import { coercedColumn, jsonFields, type StagedSource, typedColumns } from './typed-columns.ts';

/** What is left of the staged rows, and what may become of the table for them. */
export interface Validation {
  /** Facts of the fields that may be columns. */
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Fields whose columns keep their types. */
  readonly held: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

export interface ValidatedWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** What the columns of the table are compared with. */
export interface TableState {
  readonly known: readonly KnownColumn[];
  readonly catalog: CatalogTable | undefined;
}

const UNCHANGED = 'The table is as it was.';

/**
 * Applies the schema contract and the hints to staged rows, of which each is there once: rows that are refused leave
 * the fold, and values that do not fit their column are proved before anything is cast.
 *
 * @throws {DestinationError} DESTINATION_WRITE, with the field and the value
 */
export async function validateRows(
  database: Database,
  walk: ValidatedWalk,
  state: TableState,
): Promise<Validation> {
  const { target } = walk;
  assertTableAllowed(target, state.catalog);
  const tables = target.contract?.tables ?? 'evolve';
  if (state.catalog === undefined && tables !== 'evolve') {
    const reason = `the table is new, and \`schema_contract\` has \`tables: ${tables}\``;
    await walk.staging.reject(jsonFields([], walk.staging).source, [{ condition: 'true', reason }]);
    return { facts: new Map(), held: new Set(), warnings: [] };
  }
  const warnings: string[] = [];
  const facts = await screenColumns(database, walk, state, warnings);
  const held = heldFields(target, state.known, facts);
  const { columns } = planTable(target, state.known, facts, state.catalog, held);
  await screenTypes(database, walk, columns, warnings);
  await assertNoNulls(database, walk, columns, facts);
  return { facts, held, warnings };
}

/**
 * Refuses a table that the contract does not let be made.
 *
 * @throws {DestinationError} DESTINATION_WRITE
 */
export function assertTableAllowed(
  target: ResourceTarget,
  catalog: CatalogTable | undefined,
): void {
  if (catalog !== undefined || target.contract?.tables !== 'freeze') return;
  throw refusal(
    target,
    `the table \`${target.table}\` is not there, and \`schema_contract\` has \`tables: freeze\`, so that it is not made. Load once with \`tables: evolve\`. Nothing was written.`,
  );
}

/** Fields that would be new columns, as the contract says. */
async function screenColumns(
  database: Database,
  { target, staging, facts }: ValidatedWalk,
  { known, catalog }: TableState,
  warnings: string[],
): Promise<ReadonlyMap<string, FieldFacts>> {
  const mode = target.contract?.columns ?? 'evolve';
  if (catalog === undefined || mode === 'evolve') return facts;
  const old = new Set([
    ...known.map(({ field }) => field),
    ...(target.columns ?? []).map(({ field }) => field),
  ]);
  const added = [...facts]
    .filter(([field, seen]) => !old.has(field) && typeOf(target, field, seen) !== undefined)
    .map(([field, { kinds }]) => ({ field, kinds }));
  if (added.length === 0) return facts;
  const { values, source } = jsonFields(added, staging);
  const counts = await countRows(
    database,
    staging,
    source,
    values.map(({ json, text }) => ({ condition: `${json} IS NOT NULL`, text })),
  );
  for (const [i, { field }] of added.entries()) {
    const rows = counts[i]?.rows ?? 0;
    if (rows === 0) continue;
    if (mode === 'freeze') {
      throw refusal(
        target,
        `the field \`${field}\` would be a new column for ${counted(rows, 'row')}, as ${quotedValue(counts[i]?.value)}, and \`schema_contract\` has \`columns: freeze\`. Name it in \`columns\`, or take \`evolve\`, \`discard_row\` or \`discard_value\`. ${UNCHANGED}`,
        field,
      );
    }
    if (mode === 'discard_value') {
      warnings.push(
        `${target.resource}: ${counted(rows, 'value')} of the field \`${field}\` ${rows === 1 ? 'was' : 'were'} left out, because it would be a new column and \`schema_contract\` has \`columns: discard_value\`.`,
      );
    }
  }
  if (mode === 'discard_row') {
    const reasons = added.map(({ field }, i) => ({
      condition: `${values[i]?.json} IS NOT NULL`,
      reason: `the field \`${field}\` would be a new column`,
    }));
    await staging.reject(source, reasons);
  }
  const left = new Map(facts);
  for (const { field } of added) left.delete(field);
  return left;
}

/** Fields whose columns would widen, and may not. */
function heldFields(
  target: ResourceTarget,
  known: readonly KnownColumn[],
  facts: ReadonlyMap<string, FieldFacts>,
): ReadonlySet<string> {
  const widened = known.filter((past) => {
    if (modeOf(target, past.type) === 'evolve') return false;
    const now = facts.get(past.field);
    const derived = now && typeOf(target, past.field, mergeFacts(past.facts, now), past);
    return derived !== undefined && widenType(past.type, derived) !== past.type;
  });
  return new Set(widened.map(({ field }) => field));
}

/** What becomes of values that do not fit a column. A new field of a nested type is a new column, too. */
function modeOf({ contract }: ResourceTarget, type: ColumnType): ContractMode {
  const { dataType = 'evolve', columns = 'evolve' } = contract ?? {};
  return dataType === 'evolve' && isNestedType(type) ? columns : dataType;
}

/** Proves that every value fits the type that it is to be brought to. */
async function screenTypes(
  database: Database,
  { target, staging }: ValidatedWalk,
  columns: readonly PlannedColumn[],
  warnings: string[],
): Promise<void> {
  const coercions = columns.filter(({ coercion, seen }) => coercion !== undefined && seen);
  if (coercions.length === 0) return;
  const fields = coercions.map(({ field, seen }) => ({ field, kinds: seen?.kinds ?? 0 }));
  const { values, source } = jsonFields(fields, staging);
  const typed = typedColumns(coercions, staging);
  const misfits = values.map(({ json, text }, i) => ({
    condition: `${json} IS NOT NULL AND (${typed.expressions[i]}) IS NULL`,
    text,
  }));
  const counts = await countRows(database, staging, source, misfits);
  for (const [i, { field, type, isHinted }] of coercions.entries()) {
    const { rows = 0, value } = counts[i] ?? {};
    if (rows === 0) continue;
    const mode = modeOf(target, type);
    const what = isHinted ? `the hinted type ${type}` : `the type ${type} of its column`;
    if (mode === 'evolve' || mode === 'freeze') {
      const advice = isHinted ? 'Change the hint' : `Take \`${levelOf(target, type)}: evolve\``;
      throw refusal(
        target,
        `${counted(rows, 'value')} of the field \`${field}\` ${rows === 1 ? 'does' : 'do'} not fit ${what}, as ${quotedValue(value)}. ${advice}, or say by \`schema_contract\` with \`${levelOf(target, type)}: discard_row\` or \`discard_value\` what becomes of them. ${UNCHANGED}`,
        field,
      );
    }
    if (mode === 'discard_value') {
      warnings.push(
        `${target.resource}: ${counted(rows, 'value')} of the field \`${field}\` ${rows === 1 ? 'was' : 'were'} left out, because ${rows === 1 ? 'it does' : 'they do'} not fit ${what}, as ${quotedValue(value)}, and \`schema_contract\` has \`${levelOf(target, type)}: discard_value\`.`,
      );
    }
  }
  const reasons = coercions.flatMap(({ field, type }, i) => {
    const condition = modeOf(target, type) === 'discard_row' ? misfits[i]?.condition : undefined;
    return condition === undefined
      ? []
      : [{ condition, reason: `the field \`${field}\` does not fit ${type}` }];
  });
  if (reasons.length === 0) return;
  await staging.reject(source, reasons);
}

/** The part of the contract that decides about values that do not fit a column. */
function levelOf({ contract }: ResourceTarget, type: ColumnType): 'data_type' | 'columns' {
  const isEvolving = (contract?.dataType ?? 'evolve') === 'evolve';
  return isEvolving && isNestedType(type) && contract?.columns !== undefined
    ? 'columns'
    : 'data_type';
}

/** Keys, and columns that a hint says are never null. */
async function assertNoNulls(
  database: Database,
  { target, staging }: ValidatedWalk,
  columns: readonly PlannedColumn[],
  facts: ReadonlyMap<string, FieldFacts>,
): Promise<void> {
  const isKeyed = hasCopies(target);
  const named = new Map<string, string>();
  for (const { field, nullable } of target.columns ?? []) {
    if (nullable === false) named.set(field, 'the hint says that it is not nullable');
  }
  const isGrouped = writeRule(target) === 'groups' || needsProof(target);
  const group = isGrouped ? (target.mergeKey ?? []) : [];
  for (const field of group) named.set(field, 'it is part of the merge key');
  if (isKeyed) {
    for (const field of target.primaryKey) named.set(field, 'it is part of the primary key');
  }
  if (named.size === 0) return;
  const fields = [...named.keys()];
  const isPartOfKey = (field: string): boolean =>
    isKeyed &&
    target.primaryKey.includes(field) &&
    ((facts.get(field)?.kinds ?? Kind.null) & Kind.null) === 0 &&
    !columns.some((column) => column.field === field && column.coercion !== undefined);
  // a row has its key only if the fields that it is made of are there: then the rows need not be parsed to know that
  if (fields.every(isPartOfKey) && !(await hasRowsWithoutKey(database, staging))) return;
  const coercions = new Map(
    columns
      .filter(({ coercion }) => coercion !== undefined)
      .map((column) => [column.field, column]),
  );
  const json = jsonFields(
    fields.map((field) => ({ field, kinds: facts.get(field)?.kinds ?? 0 })),
    staging,
  );
  const conditions = json.values.map((value, i) => {
    const column = coercions.get(fields[i] ?? '');
    const typed =
      column === undefined
        ? value.json
        : coercedColumn(column, value.json, staging.cut.has(column.field));
    return { condition: `(${typed}) IS NULL`, text: "''" };
  });
  if (isKeyed) conditions.push({ condition: 'key IS NULL', text: "''" });
  const counts = await countRows(database, staging, json.source, conditions);
  for (const [i, { rows }] of counts.entries()) {
    if (rows === 0) continue;
    const field = fields[i] ?? target.primaryKey.join(', ');
    const why = named.get(field) ?? 'it is the primary key';
    throw refusal(
      target,
      `the field \`${field}\` is null or missing in ${counted(rows, 'row')}, but ${why}. Correct the configuration, or leave such rows out with a \`filter\`. ${UNCHANGED}`,
      field,
    );
  }
}

async function hasRowsWithoutKey(
  database: Database,
  { sql, slices }: StagedRows,
): Promise<boolean> {
  for (const slice of slices) {
    const where = slice === undefined ? '' : `(${slice}) AND `;
    const found = await database.rows(`SELECT 1 FROM ${sql} WHERE ${where}key IS NULL LIMIT 1`);
    if (found.length > 0) return true;
  }
  return false;
}

interface Counted {
  rows: number;
  /** One of them. */
  value: unknown;
}

async function countRows(
  database: Database,
  { sql, slices }: StagedRows,
  source: StagedSource,
  tests: readonly { readonly condition: string; readonly text: string }[],
): Promise<readonly Counted[]> {
  const selected = tests.flatMap(({ condition, text }, i) => [
    `count(*) FILTER (${condition})::DOUBLE AS n${i}`,
    `any_value(${carriedText(text)}) FILTER (${condition}) AS v${i}`,
  ]);
  const counts = tests.map((): Counted => ({ rows: 0, value: undefined }));
  for (const slice of slices) {
    const from = source(sql, slice);
    const [row] = await database.rows(`SELECT ${selected.join(', ')} FROM ${from}`);
    for (const [i, count] of counts.entries()) {
      count.rows += Number(row?.[`n${i}`]);
      count.value ??= row?.[`v${i}`];
    }
  }
  return counts;
}

function typeOf(
  target: ResourceTarget,
  field: string,
  facts: FieldFacts,
  past?: KnownColumn,
): ColumnType | undefined {
  return columnType(facts, typeOptions(target, field, past));
}

function quotedValue(value: unknown): string {
  return quoted(String(value ?? ''));
}

/** @param field - whose values are refused; undefined if it is not for the rows */
function refusal(target: ResourceTarget, what: string, field?: string): DestinationError {
  const { resource, table } = target;
  return new DestinationError('DESTINATION_WRITE', `${resource}: ${what}`, {
    context: { resource, table, ...(field !== undefined && { field, rowsRefused: true }) },
  });
}
