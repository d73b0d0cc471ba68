import { type FieldFacts, Kind, type SchemaChange } from '../../model.ts';
import { DEFAULT_LIMITS } from '../../parse/limits.ts';
import { createRowBatches } from '../../parse/row-batch.ts';
import { mergeFacts, NO_FACTS, withoutShape } from '../../schema/facts.ts';
import { columnName, type Naming, REST_FIELD, tableName } from '../../schema/naming.ts';
import { NO_SHAPE, shapeOf, typeText } from '../../schema/nested-type.ts';
import { scalarType } from '../../schema/scalar-type.ts';
import { DEFAULT_MAX_COLUMNS } from '../../schema/table-hints.ts';
import type { Database } from '../../staging/database.ts';
import { catalogName, foldedName, identifier, inTarget, isSameName } from '../../staging/quote.ts';
import { claimKey } from '../../staging/table-claims.ts';
import type { KnownColumn } from '../../staging/typing/known-table.ts';
import { nestedOfJson } from '../../staging/typing/nested-values.ts';
import { readColumns, writeColumns } from './books/table-books.ts';
import { readTable } from './catalog.ts';
import { claimedError, type ResetOptions } from './change-state.ts';
import { changeStore } from './duckdb-target.ts';

/** What became of the JSON columns of a resource's tables. */
export interface MigrateNestedResult {
  readonly resource: string;
  /** Columns that have a type of their own now, as changes of the schema. */
  readonly changes: readonly SchemaChange[];
  /** Columns that stay JSON. */
  readonly left: readonly {
    readonly table: string;
    readonly column: string;
    readonly why: string;
  }[];
}

/** A value that is longer stays JSON: it is staged and compared on its own. */
const LONG_CHARACTERS = 32 * 1024;
/** Rows whose values are read at a time. */
const ROWS_AT_ONCE = 2_048;

/**
 * Gives the JSON columns of a resource's tables types of their own, STRUCT and LIST, if all their values have one shape. No value is
 * lost: absent members, nulls and empty objects are one from then on.
 *
 * @throws {DestinationError} DESTINATION_OPEN, DESTINATION_LOCKED, DESTINATION_WRITE: nothing was changed
 */
export async function migrateNested(
  path: string,
  resource: string,
  { dataset = 'main', ...options }: ResetOptions = {},
): Promise<MigrateNestedResult> {
  const untouched = 'The tables are as they were.';
  const migrated = await changeStore(path, options, (database) =>
    database.inTransaction(`${path}: ${resource}`, untouched, async () => {
      const changes: SchemaChange[] = [];
      const left: MigrateNestedResult['left'][number][] = [];
      for (const table of await tablesOf(database, dataset, resource)) {
        if (database.claims.has(claimKey(dataset, table))) throw claimedError(resource, table);
        const of = await migrateTable(database, dataset, table);
        changes.push(...of.changes);
        left.push(...of.left);
      }
      return { changes, left };
    }),
  );
  return { resource, changes: [], left: [], ...migrated };
}

/** The tables that walks of the resource were folded into. */
async function tablesOf(
  database: Database,
  dataset: string,
  resource: string,
): Promise<readonly string[]> {
  const rows = await database.rows(
    `SELECT DISTINCT "table" FROM _sluice.folds WHERE resource = $1 AND ${foldedName('dataset')} = $2`,
    [resource, catalogName(dataset)],
  );
  const names = rows.map((row) => String(row['table']));
  // a database of an earlier version does not know what was folded
  return names.length > 0 ? names : [tableName(resource, 'snake_case')];
}

async function migrateTable(
  database: Database,
  dataset: string,
  name: string,
): Promise<Pick<MigrateNestedResult, 'changes' | 'left'>> {
  const known = await readColumns(database, dataset, name);
  const catalog = await readTable(database, dataset, name);
  const changes: SchemaChange[] = [];
  const left: MigrateNestedResult['left'][number][] = [];
  if (catalog === undefined) return { changes, left };
  const table = inTarget(dataset, catalog.name);
  const naming = namingOf(known);
  const detectDates = hasDetectedDates(known);
  const after: KnownColumn[] = [];
  for (const column of known) {
    const isThere = catalog.columns.some((one) => isSameName(one.name, column.column));
    if (!isThere || !isNestedJson(column)) {
      after.push(column);
      continue;
    }
    const facts = await factsOf(database, table, column.column);
    const options = { isKey: false, detectDates, naming, maxLeaves: DEFAULT_MAX_COLUMNS };
    const shape = shapeOf(facts, options);
    if (typeof shape === 'string') {
      after.push(column);
      left.push({ table: catalog.name, column: column.column, why: NO_SHAPE[shape] });
      continue;
    }
    const type = typeText(shape);
    const name = identifier(column.column);
    await database.run(
      `ALTER TABLE ${table} ALTER COLUMN ${name} TYPE ${type} USING ${nestedOfJson(name, shape, type)}`,
    );
    after.push({ ...column, type, facts });
    changes.push({
      ...{ kind: 'column_widened', table: catalog.name, column: column.column },
      ...{ from: column.type, to: type },
    });
  }
  await writeColumns(database, dataset, catalog.name, known, after);
  return { changes, left };
}

/** What is beyond the limit of columns never has a type of its own. */
function isNestedJson({ field, type, isHinted, facts }: KnownColumn): boolean {
  const isNested = (facts.kinds & (Kind.object | Kind.array)) !== 0;
  return type === 'JSON' && !isHinted && isNested && field !== REST_FIELD;
}

/** How the names of the columns were made, as far as they tell. */
function namingOf(known: readonly KnownColumn[]): Naming {
  const isDirect = known.some(
    ({ field, column }) => column === field && columnName(field, 'snake_case') !== column,
  );
  return isDirect ? 'direct' : 'snake_case';
}

/** Whether texts became dates, as far as the columns tell. Where they did not, they stay as the API wrote them. */
function hasDetectedDates(known: readonly KnownColumn[]): boolean {
  const types = known.flatMap(({ type, facts, isHinted }) => {
    const derived = scalarType(facts, { isKey: false, detectDates: true });
    return !isHinted && (derived === 'DATE' || derived === 'TIMESTAMPTZ') ? type : [];
  });
  return types.length === 0 || types.some((type) => type !== 'VARCHAR');
}

/** What the parser sees in the values of a column. */
async function factsOf(database: Database, table: string, column: string): Promise<FieldFacts> {
  const text = `CAST(${identifier(column)} AS VARCHAR)`;
  const [bounds] = await database.rows(
    `SELECT max(rowid)::DOUBLE AS last, max(length(${text}))::DOUBLE AS longest FROM ${table} WHERE ${identifier(column)} IS NOT NULL`,
  );
  const nested = { ...NO_FACTS, kinds: Kind.object };
  if (Number(bounds?.['longest'] ?? 0) > LONG_CHARACTERS) return withoutShape(nested);
  const toBatch = createRowBatches({ resource: table, keyFields: [], limits: DEFAULT_LIMITS });
  let facts = NO_FACTS;
  for (let from = 0; from <= Number(bounds?.['last'] ?? -1); from += ROWS_AT_ONCE) {
    const rows = await database.rows(
      `SELECT ${text} AS value FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + ROWS_AT_ONCE} AND ${identifier(column)} IS NOT NULL`,
    );
    const texts = rows.map((row, i) => ({ text: `{"value":${String(row['value'])}}`, row: i }));
    const seen = toBatch(texts, { pass: 1, page: 1 }).facts.get('value');
    if (seen !== undefined) facts = mergeFacts(facts, seen);
  }
  return facts;
}
