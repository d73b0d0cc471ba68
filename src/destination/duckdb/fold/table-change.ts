import { DestinationError } from '../../../errors.ts';
import { Kind, type SchemaChange } from '../../../model.ts';
import type { ColumnType } from '../../../schema/column-type.ts';
import { DELETED_AT_COLUMN, LOAD_ID_COLUMN, LOADED_AT_COLUMN } from '../../../schema/naming.ts';
import { isNestedType } from '../../../schema/nested-type.ts';
import type { Database } from '../../../staging/database.ts';
import {
  carriedText,
  identifier,
  inTarget,
  literal,
  qualified,
  TARGET,
} from '../../../staging/quote.ts';
import { coerced, decimalText } from '../../../staging/typing/coercion.ts';
import { nestedOfJson, widenedNested } from '../../../staging/typing/nested-values.ts';
import type { PlannedColumn, TablePlan } from '../../../staging/typing/table-plan.ts';
import { excerpt, quoted } from '../../../wording.ts';
import type { ResourceTarget } from '../../destination.ts';
import { readColumnComments } from '../catalog.ts';
import { copyTable, isWrittenAnew, storedIn } from './table-rows.ts';

/** Makes the table what the plan says, without losing a value. Comes first in the transaction of the rows. */
export async function changeTable(
  database: Database,
  dataset: string,
  table: string,
  plan: TablePlan,
): Promise<readonly SchemaChange[]> {
  const changes = await changeColumns(database, dataset, table, plan);
  const described = plan.columns.filter(({ comment }) => comment !== undefined);
  if (described.length === 0) return changes;
  const before = await readColumnComments(database, dataset, table);
  for (const { column, comment } of described) {
    if (comment === undefined || before.get(column) === comment) continue;
    const of = `${inTarget(dataset, table)}.${identifier(column)}`;
    await database.run(`COMMENT ON COLUMN ${of} IS ${literal(comment.replaceAll('\0', ''))}`);
  }
  return changes;
}

async function changeColumns(
  database: Database,
  dataset: string,
  table: string,
  plan: TablePlan,
): Promise<readonly SchemaChange[]> {
  const name = inTarget(dataset, table);
  const loadId = `${identifier(LOAD_ID_COLUMN)} VARCHAR`;
  const times = [
    ...(plan.deletedAt === 'added' ? [DELETED_AT_COLUMN] : []),
    ...(plan.loadedAt === 'added' ? [LOADED_AT_COLUMN] : []),
    ...plan.validity.filter(({ isAdded }) => isAdded).map(({ column }) => column),
  ];
  if (plan.isNew) {
    const columns = plan.columns.map(({ column, type }) => `${identifier(column)} ${type}`);
    await database.run(`CREATE SCHEMA IF NOT EXISTS ${qualified(TARGET, dataset)}`);
    const own = [loadId, ...times.map((column) => `${identifier(column)} TIMESTAMPTZ`)];
    await database.run(`CREATE TABLE ${name} (${[...columns, ...own].join(', ')})`);
    return [{ kind: 'table_created', table }];
  }
  const altered = plan.columns.filter(({ before, type }) => before?.type !== type);
  for (const planned of altered) {
    const { before, isHinted } = planned;
    if (before !== undefined && isHinted) await assertFits(database, name, planned, before);
  }
  const added = altered.filter(({ before }) => before === undefined);
  const newColumns = [
    ...(plan.hasLoadId ? [] : [{ column: LOAD_ID_COLUMN, type: 'VARCHAR' }]),
    ...added,
    ...times.map((column) => ({ column, type: 'TIMESTAMPTZ' })),
  ];
  const retypedColumns = altered.flatMap((planned) =>
    planned.before === undefined ? [] : [[planned, retypedValue(planned, planned.before)] as const],
  );
  const written = { dataset, plan };
  const stored = storedIn(altered);
  if (stored > 1 && (await isWrittenAnew(database, written, stored))) {
    const values = retypedColumns.map(
      ([{ column, type }, value]) => `CAST(${value} AS ${type}) AS ${identifier(column)}`,
    );
    const replaced = values.length === 0 ? '*' : `* REPLACE (${values.join(', ')})`;
    const nulls = newColumns.map(
      ({ column, type }) => `CAST(NULL AS ${type}) AS ${identifier(column)}`,
    );
    const list = [replaced, ...nulls];
    await copyTable(database, written, `SELECT ${list.join(', ')} FROM ${name}`);
  } else {
    for (const { column, type } of newColumns) {
      await database.run(`ALTER TABLE ${name} ADD COLUMN ${identifier(column)} ${type}`);
    }
    for (const [{ column, type }, value] of retypedColumns) {
      await database.run(
        `ALTER TABLE ${name} ALTER COLUMN ${identifier(column)} TYPE ${type} USING ${value}`,
      );
    }
  }
  return [
    ...altered.map(
      ({ column, type, before }): SchemaChange =>
        before === undefined
          ? { kind: 'column_added', table, column, to: type }
          : { kind: 'column_widened', table, column, from: before.type, to: type },
    ),
    ...times.map(
      (column): SchemaChange => ({ kind: 'column_added', table, column, to: 'TIMESTAMPTZ' }),
    ),
  ];
}

function retypedValue(
  planned: PlannedColumn,
  before: NonNullable<PlannedColumn['before']>,
): string {
  const column = identifier(planned.column);
  return planned.isHinted ? retyped(column, planned, before) : widened(column, planned, before);
}

/** Said of columns whose date-times become text: the instant of a value is kept, not how the API wrote it. */
export function instantWarnings({ resource }: ResourceTarget, plan: TablePlan): readonly string[] {
  const columns = plan.columns
    .filter(({ before, type }) => before?.type === 'TIMESTAMPTZ' && TEXT_TYPES.includes(type))
    .map(({ column }) => `\`${excerpt(column)}\``);
  if (columns.length === 0) return [];
  const names = columns.slice(0, SHOWN_COLUMNS).join(', ');
  const more = columns.length > SHOWN_COLUMNS ? ` and ${columns.length - SHOWN_COLUMNS} more` : '';
  return [
    `${resource}: the values of ${names}${more} were date-times and are text from now on, as the API sends them. Rows from before keep their instant, written in UTC (\`2024-02-29T12:00:00.5Z\`): their offsets and zeros behind the second come back when the API sends the row again.`,
  ];
}

const TEXT_TYPES: readonly ColumnType[] = ['VARCHAR', 'JSON'];
const SHOWN_COLUMNS = 5;

/** A value of the old type as one of the type that a hint asks for; NULL where it does not fit. */
function retyped(
  column: string,
  planned: PlannedColumn,
  before: NonNullable<PlannedColumn['before']>,
): string {
  if (isNestedType(before.type)) {
    const json = widenedNested(column, before, 'JSON', instantText);
    return retyped(json, planned, { ...before, type: 'JSON' });
  }
  const { type, coercion } = planned;
  const from = before.type;
  const text = from === 'BLOB' ? `to_base64(${column})` : asText(column, from);
  const isNumber = /INT$|^INTEGER$|^DECIMAL/.test(from);
  const isPlain = isNumber || ['JSON', 'BOOLEAN', 'DOUBLE'].includes(from);
  const value = {
    json: isPlain ? `to_json(${column})` : `to_json(${text})`,
    text: from === 'JSON' ? `(${column} ->> '$')` : text,
    // a number's digits come from its text
    exact: isNumber ? text : 'CAST(NULL AS VARCHAR)',
  };
  return coerced(type, value, { isStrict: coercion !== 'hint' });
}

async function assertFits(
  database: Database,
  table: string,
  planned: PlannedColumn,
  before: NonNullable<PlannedColumn['before']>,
): Promise<void> {
  const column = identifier(planned.column);
  const misfit = `${column} IS NOT NULL AND (${retyped(column, planned, before)}) IS NULL`;
  const [found] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows, ${carriedText(`CAST(any_value(${column}) AS VARCHAR)`)} AS value FROM ${table} WHERE ${misfit}`,
  );
  const rows = Number(found?.['rows']);
  if (rows === 0) return;
  throw new DestinationError(
    'DESTINATION_WRITE',
    `The column ${planned.column} of the table ${table} is ${before.type}, and ${rows} of its values do not fit the type ${planned.type} that the hint for \`${planned.field}\` asks for, as ${quoted(String(found?.['value']))}. Change the hint, or rename the column. The table is as it was.`,
    { context: { field: planned.field } },
  );
}

/** A value of the old type as one of the new type. */
function widened(
  column: string,
  planned: PlannedColumn,
  before: NonNullable<PlannedColumn['before']>,
): string {
  if (planned.tree !== undefined && before.type === 'JSON') {
    return nestedOfJson(column, planned.tree, planned.type);
  }
  if (isNestedType(before.type)) {
    return widenedNested(column, before, planned.type, instantText);
  }
  const text = asText(column, before.type);
  switch (planned.type) {
    case 'VARCHAR':
      return text;
    case 'JSON':
      return isJsonText(before) ? `CAST(${text} AS JSON)` : `to_json(${text})`;
    default:
      // a double reaches a decimal by its text: its binary value has digits that nobody wrote
      return `CAST(${before.type === 'DOUBLE' ? text : column} AS ${planned.type})`;
  }
}

/** Whether the texts of the column's values are JSON by themselves: numbers and booleans, but no strings. */
function isJsonText(before: NonNullable<PlannedColumn['before']>): boolean {
  return (before.facts.kinds & (Kind.text | Kind.date | Kind.instant)) === 0;
}

function asText(column: string, type: ColumnType): string {
  const text = `CAST(${column} AS VARCHAR)`;
  if (type === 'VARCHAR') return column;
  if (type === 'DOUBLE') return `regexp_replace(${text}, '\\.0$', '')`;
  if (type === 'TIMESTAMPTZ') return instantText(column);
  return type.startsWith('DECIMAL') ? decimalText(text, type) : text;
}

/** An instant in ISO form, in UTC, without zeros behind the second. */
function instantText(column: string): string {
  const text = `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
  return `regexp_replace(${text}, '\\.?0*Z$', 'Z')`;
}

/** Columns that a hint calls unique, and are not. A table has no constraint for it: rows are written all the same. */
export async function uniqueWarnings(
  database: Database,
  target: ResourceTarget,
  plan: TablePlan,
  table: string,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const { field } of (target.columns ?? []).filter(({ unique }) => unique === true)) {
    const column = plan.columns.find((planned) => planned.field === field)?.column;
    if (column === undefined) continue;
    const name = identifier(column);
    const [count] = await database.rows(
      `SELECT count(*)::DOUBLE AS copies FROM (
         SELECT 1 FROM ${table} AS kept WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING count(*) > 1)`,
    );
    const copies = Number(count?.['copies']);
    if (copies === 0) continue;
    warnings.push(
      `${target.resource}: the hint says that \`${field}\` is unique, but ${copies} of its values are in the table more than once. All rows were written.`,
    );
  }
  return warnings;
}
