import type { ResourceTarget } from '../../destination/destination.ts';
import { hasCopies, writeRule } from '../../destination/write-rule.ts';
import type { FieldFacts } from '../../model.ts';
import { quoteText } from '../../parse/json-text.ts';
import { withoutShape } from '../../schema/facts.ts';
import { REST_COLUMN, REST_FIELD } from '../../schema/naming.ts';
import { NO_SHAPE } from '../../schema/nested-type.ts';
import { DEFAULT_MAX_COLUMNS } from '../../schema/table-hints.ts';
import { excerpt } from '../../wording.ts';
import type { Database } from '../database.ts';
import { step } from '../failpoints.ts';
import { carriedText } from '../quote.ts';
import type { StagedWalk } from '../target.ts';
import { bindNames } from './bind-names.ts';
import type { CatalogTable, KnownColumn } from './known-table.ts';
import { StagedRows } from './left-out.ts';
import { planTable, type TablePlan } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';
import { assertUniqueKeys } from './unique-keys.ts';
import { validateRows } from './validate-rows.ts';

/** The table as it is. */
export interface TableState {
  readonly known: readonly KnownColumn[];
  readonly catalog: CatalogTable | undefined;
}

/** The half of a fold that is the same for all targets: which staged rows go into the table, and as what. */
export interface ChangeSet extends Omit<StagedWalk, 'table' | 'rows'> {
  /** With the names of fields, as far as there are such fields. */
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  /** Rows that are left, each once. */
  readonly rows: number;
  readonly duplicates: number;
  /** Rows that the contract refused. */
  readonly rejected: number;
  /** Whether the rows take the place of the table that is there. */
  readonly isReplaced: boolean;
  /** What the table has to look like; `typedColumns` of its columns are the values, in staging's own SQL. */
  readonly plan: TablePlan;
  readonly warnings: readonly string[];
}

/**
 * Types the staged rows of a walk: keeps the last row of each key, leaves out what the contract refuses, and proves every value
 * before it is cast. To be called in a transaction.
 *
 * @throws {DestinationError} DESTINATION_WRITE if a row is refused
 */
export async function typeRows(
  database: Database,
  written: StagedWalk,
  { known, catalog }: TableState,
): Promise<ChangeSet> {
  const isFresh = isTypedAnew(written);
  const {
    target,
    known: base,
    warnings,
  } = bindNames(written.target, isFresh ? [] : known, written.facts);
  const staging = await StagedRows.open(database, written.table);
  const facts = shapedFacts(written.facts, staging.cut);
  const walk = { ...written, facts, target, staging };
  const removed = await step('fold.reduce', () => reduceRows(walk, base, catalog));
  const received = written.rows - removed;
  const rest = await restWarnings(database, walk);
  const screened = await validateRows(database, walk, { known: base, catalog });
  const isReplaced = writeRule(target) === 'replace' && catalog !== undefined;
  const before = isReplaced ? undefined : catalog;
  const plan = planTable(target, base, screened.facts, before, screened.held, known);
  await assertUniqueKeys(database, walk, plan);
  return {
    ...walk,
    rows: received - staging.rejectedRows,
    duplicates: Math.max(written.received - received, 0),
    rejected: staging.rejectedRows,
    isReplaced,
    plan,
    warnings: [...warnings, ...rest, ...screened.warnings, ...shapeWarnings(target, plan)],
  };
}

/** A value that was cut out of its row is read on its own, as JSON: no type of its own waits for it. */
function shapedFacts(
  facts: ReadonlyMap<string, FieldFacts>,
  cut: ReadonlySet<string>,
): ReadonlyMap<string, FieldFacts> {
  if (cut.size === 0) return facts;
  return new Map(
    [...facts].map(([field, seen]) => [field, cut.has(field) ? withoutShape(seen) : seen]),
  );
}

/** Whether the table gets the columns of this walk only. A contract compares with the columns that are there. */
function isTypedAnew({ target, rows }: StagedWalk): boolean {
  const { columns = 'evolve', dataType = 'evolve' } = target.contract ?? {};
  return (
    writeRule(target) === 'replace' && rows > 0 && `${columns} ${dataType}` === 'evolve evolve'
  );
}

/** Said when a column of objects or lists becomes JSON, although it could have had a type of its own. */
function shapeWarnings({ resource }: ResourceTarget, { columns }: TablePlan): readonly string[] {
  return columns.flatMap(({ field, column, noShape, before }) => {
    if (noShape === undefined) return [];
    const becomes = before === undefined ? 'is' : 'becomes';
    return `${resource}: the column \`${excerpt(column)}\` ${becomes} JSON, because ${NO_SHAPE[noShape]} in \`${excerpt(field)}\`. All of them are there. Give it the \`data_type\` \`json\` in \`columns\`, and this is not said.`;
  });
}

interface CopiedWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly pass: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/**
 * Leaves each row of the walk once: of copies of a key the last one, or the one that a hint prefers; without a key the rows
 * of the last pass, without those that were reread, which came before. Returns the number of rows that were left out.
 */
export function reduceRows(
  walk: CopiedWalk,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): Promise<number> {
  return walk.staging.leaveOut('copy', copiesOf(walk, known, catalog));
}

/** The position is packed into one number because comparing three columns as one value is much slower. */
const POSITION = '((pass::HUGEINT << 80) + (page::HUGEINT << 40) + row)';
const COPY = `'' AS reason`;

function copiesOf(
  { target, staging, pass, facts }: CopiedWalk,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): string {
  const { sql } = staging;
  if (!hasCopies(target)) {
    return `SELECT rowid AS staged_row, ${COPY} FROM ${sql} WHERE pass <> ${pass} OR reread`;
  }
  const repeated = `SELECT key, max(${POSITION}) AS last FROM ${sql} GROUP BY key HAVING count(*) > 1`;
  const hint = target.columns?.find(({ dedupSort }) => dedupSort !== undefined);
  const { columns } = planTable(target, known, facts, catalog);
  const column = columns.find(({ field, seen }) => field === hint?.field && seen !== undefined);
  if (hint === undefined || column === undefined) {
    return `SELECT staged.rowid AS staged_row, ${COPY} FROM ${sql} AS staged
      JOIN (${repeated}) AS repeated ON staged.key = repeated.key WHERE ${POSITION} < repeated.last`;
  }
  const typed = typedColumns([column], staging);
  const order = `${typed.expressions[0]} ${hint.dedupSort === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
  return `SELECT staged_row, ${COPY} FROM (
      SELECT staged_row, row_number() OVER (
        PARTITION BY key ORDER BY ${order}, pass DESC, page DESC, row DESC) AS place
      FROM ${typed.source(sql, `key IN (SELECT key FROM (${repeated}))`)})
    WHERE place > 1`;
}

interface WideWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** Names that the warning shows. */
const SHOWN_NAMES = 5;

/** Said if values went into the column for names that have none. */
async function restWarnings(
  database: Database,
  { target, staging, facts }: WideWalk,
): Promise<readonly string[]> {
  if (!facts.has(REST_FIELD)) return [];
  const member = `${quoteText(REST_FIELD)}:{`;
  const [found] = await database.rows(
    `SELECT list_transform(json_keys(text, $1)[:${SHOWN_NAMES}], lambda name: ${carriedText('name')}) AS names
     FROM ${staging.sql} WHERE contains(text, $2) ORDER BY pass, page, row LIMIT 1`,
    [`/${REST_FIELD}`, member],
  );
  if (found === undefined) return [];
  // they are none if the value was too long to stay in its row
  const names = (found['names'] ?? []) as readonly string[];
  const shown = names.map((name) => `\`${excerpt(name)}\``).join(', ');
  const others = names.length === 0 ? 'others' : `others, such as ${shown},`;
  const { resource, maxColumns = DEFAULT_MAX_COLUMNS } = target;
  return [
    `${resource}: the rows have more names than \`max_columns\` (${maxColumns}) allows. Values of ${others} went into the JSON column \`${REST_COLUMN}\`. Raise \`max_columns\`, or lift what you need to the row with a \`map\` of \`processing_steps\`.`,
  ];
}
