import { DestinationError } from '../../../errors.ts';
import { normalPath } from '../../../schema/dlt/names.ts';
import { DltNormaliser } from '../../../schema/dlt/normaliser.ts';
import { type DltSchema, familyOf, rootHints } from '../../../schema/dlt/stored-schema.ts';
import type { DltColumn, DltTable, DltViolation } from '../../../schema/dlt/tables.ts';
import type { ColumnHint } from '../../../schema/table-hints.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { catalogName, identifier, inTarget, literal } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import { reduceRows } from '../../../staging/typing/change-set.ts';
import { decimalText } from '../../../staging/typing/coercion.ts';
import type { CatalogTable } from '../../../staging/typing/known-table.ts';
import { StagedRows } from '../../../staging/typing/left-out.ts';
import { counted } from '../../../wording.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { hasCopies, writeRule } from '../../write-rule.ts';
import { hasFolds } from '../books/fold-books.ts';
import { type FoldResult, recordRejected } from '../fold/fold.ts';
import { type MissingResult, NONE_MISSING, refuseMissing } from '../fold/missing-rows.ts';
import { refuseReplacement } from '../fold/replace-guard.ts';
import { emptySchema, newRowId, readStoredSchema, writeStoredSchema } from './dlt-books.ts';
import { type DltRows, normaliseRows } from './dlt-rows.ts';
import { changeDltTables, dltType, readDltCatalog } from './dlt-tables.ts';

const ID = '_dlt_id';
const ROOT_ID = '_dlt_root_id';
const LOAD_ID = '_dlt_load_id';

/** Ids of rows that are in the table, by the staged row with their key; it belongs to the connection. */
const KNOWN_IDS = 'temp.sluice_known_ids';
/** Ids of root rows that are new or changed. */
const CHANGED = 'temp.sluice_changed_ids';
/** Ids of root rows that go. */
const GONE = 'temp.sluice_gone_ids';

/** A load into tables of layout `dlt`, as far as its folds share it. */
export interface DltLoad {
  readonly start: LoadStart;
  /** As dlt writes it. */
  readonly id: string;
  readonly schemaName: string;
  /** The schema before the load, once a fold has read it. */
  base: DltSchema | undefined;
  /** The hash under which this load stored its tables; undefined before its first fold. */
  versionHash: string | undefined;
}

/**
 * Turns staged rows into rows of the tables that dlt would make. Root rows that are there already keep their ids, so that all tables can
 * be compared by them: what did not change is not written, with all of its lists. To be called in a transaction of the target.
 */
export async function foldDlt(
  database: Database,
  load: DltLoad,
  walk: StagedWalk,
): Promise<FoldResult> {
  const { target } = walk;
  const { dataset } = load.start;
  load.base ??=
    (await readStoredSchema(database, dataset, load.schemaName)) ?? emptySchema(load.schemaName);
  const schema = (await readStoredSchema(database, dataset, load.schemaName)) ?? load.base;
  const root = normalPath(target.table);
  const family = familyOf(schema.tables, root);
  const staging = await StagedRows.open(database, walk.table);
  const removed = await step('fold.reduce', () => reduceRows({ ...walk, staging }, [], undefined));
  const rule = writeRule(target);
  const isMerged = rule === 'merge' || rule === 'insert_only' || rule === 'groups';
  const isKnown = isMerged && family.length > 0 && !hasKeyIds(target);
  if (isKnown) await findKnownIds(database, dataset, target, family, staging);
  const normaliser = new DltNormaliser({
    table: target.table,
    tables: family,
    taken: schema.tables
      .map(({ name }) => name)
      .filter((name) => !family.some((own) => own.name === name)),
    columns: columnsOf(target),
    contract: target.contract ?? EVOLVE,
    hasRootKey: isMerged,
    rootIds: hasKeyIds(target) ? 'key_hash' : 'random',
    newId: newRowId,
    more: moreOf(target),
    ...(target.dlt?.nested && { nested: target.dlt.nested }),
    ...(target.dlt?.maxTableNesting !== undefined && {
      maxTableNesting: target.dlt.maxTableNesting,
    }),
  });
  const rows = await step('fold.normalise', () =>
    normaliseRows(database, staging, normaliser, {
      loadId: load.id,
      ids: isKnown ? KNOWN_IDS : undefined,
    }),
  );
  assertAllowed(target, rows);
  const rejected = new Set(rows.refused.map(({ stagedRow }) => stagedRow)).size;
  const tables = normaliser.tables();
  const changes = await step('fold.schema', () => changeDltTables(database, dataset, tables));
  await step('fold.columns', async () => {
    const { base, versionHash: written } = load;
    const before = base ?? emptySchema(load.schemaName);
    const now = [
      ...schema.tables.filter(({ name }) => !tables.some((one) => one.name === name)),
      ...tables,
    ];
    load.versionHash = (
      await writeStoredSchema(database, dataset, { base: before, now, written })
    ).versionHash;
  });
  if (isMerged) await fillRootIds(database, dataset, tables);
  const refused =
    rule === 'replace' ? await refuseEmpty(database, walk, staging, dataset, root) : undefined;
  const written =
    refused === undefined
      ? await apply(database, dataset, walk, { root, tables, rows })
      : { ...NOTHING, refusedDeletes: refused.refusedDeletes, warnings: refused.warnings };
  if (isKnown) await database.run(`DROP TABLE IF EXISTS ${KNOWN_IDS}`);
  if (rejected > 0) {
    await staging.leaveOut('rejected', refusedQuery(rows));
    await recordRejected(database, load.start, { target, staging });
  }
  await staging.close();
  const received = walk.rows - removed;
  return {
    ...written,
    unchanged: isMerged ? received - rejected - written.inserted - written.updated : 0,
    duplicates: Math.max(walk.received - received, 0),
    rejected,
    discarded: refused === undefined ? 0 : received,
    schemaChanges: changes,
    commitBytes: 0,
    isMade: tables.length > 0,
    warnings: [...warningsOf(target, normaliser, rows), ...written.warnings],
  };
}

const EVOLVE = { tables: 'evolve', columns: 'evolve', dataType: 'evolve' } as const;

/** Whether the id of a root row follows from its key. */
function hasKeyIds({ dlt, write }: ResourceTarget): boolean {
  return dlt?.strategy === 'upsert' || write === 'insert_only';
}

function columnsOf({ columns = [], primaryKey, mergeKey = [] }: ResourceTarget): DltColumn[] {
  const hints = new Map(columns.map((hint) => [normalPath(hint.field), columnOf(hint)]));
  for (const [fields, key] of [
    [primaryKey, 'primaryKey'],
    [mergeKey, 'mergeKey'],
  ] as const) {
    for (const field of fields) {
      const name = normalPath(field);
      hints.set(name, { nullable: false, ...hints.get(name), name, [key]: true });
    }
  }
  return [...hints.values()];
}

function columnOf({ field, ...hint }: ColumnHint): DltColumn {
  return { ...hint, name: normalPath(field) };
}

function moreOf({
  resource,
  dlt,
  write = 'merge',
  primaryKey,
  mergeKey = [],
}: ResourceTarget): DltTable['more'] {
  const isAppended =
    write === 'append' || (write === 'merge' && primaryKey.length + mergeKey.length === 0);
  return rootHints({
    resource,
    writeDisposition: write === 'replace' ? 'replace' : isAppended ? 'append' : 'merge',
    ...(dlt?.strategy !== undefined && { strategy: dlt.strategy }),
    ...(dlt?.maxTableNesting !== undefined && { maxTableNesting: dlt.maxTableNesting }),
    ...(dlt?.contract !== undefined && { contract: dlt.contract }),
  });
}

/** Pairs staged rows with the rows of the table that have their key. */
async function findKnownIds(
  database: Database,
  dataset: string,
  target: ResourceTarget,
  family: readonly DltTable[],
  staging: StagedRows,
): Promise<void> {
  const [root] = family;
  const parts = target.primaryKey.map((field) => {
    const column = root?.columns.find(({ name }) => name === normalPath(field));
    return column && keyText(column);
  });
  const isTold =
    root !== undefined && parts.length > 0 && parts.every((part) => part !== undefined);
  const key =
    parts.length === 1
      ? parts[0]
      : parts.map((part) => `length(${part}) || ':' || ${part}`).join(' || ');
  await database.run(
    isTold && hasCopies(target)
      ? `CREATE OR REPLACE TEMP TABLE ${KNOWN_IDS} AS
         SELECT staged.rowid AS staged_row, any_value(old.${ID}) AS id FROM ${staging.sql} AS staged
         JOIN (SELECT ${key} AS key, ${ID} FROM ${inTarget(dataset, root.name)}) AS old ON old.key = staged.key GROUP BY staged.rowid`
      : `CREATE OR REPLACE TEMP TABLE ${KNOWN_IDS} (staged_row BIGINT, id VARCHAR)`,
  );
}

/** The canonical text of a key column; undefined for types whose text the API may write in several ways. */
function keyText(column: DltColumn): string | undefined {
  const name = identifier(column.name);
  const type = dltType(column) ?? '';
  const text = `CAST(${name} AS VARCHAR)`;
  if (type === 'VARCHAR') return name;
  if (type.endsWith('INT') || type === 'INTEGER') return text;
  if (type === 'DOUBLE') return `regexp_replace(${text}, '\\.0$', '')`;
  return type.startsWith('DECIMAL') ? decimalText(text, type) : undefined;
}

/** Child tables of a table that was appended to so far get the ids of their root rows. */
async function fillRootIds(
  database: Database,
  dataset: string,
  tables: readonly DltTable[],
): Promise<void> {
  for (const { name, parent } of tables) {
    if (parent === undefined) continue;
    const of = tables.find((one) => one.name === parent);
    const rootId = of?.parent === undefined ? ID : ROOT_ID;
    await database.run(
      `UPDATE ${inTarget(dataset, name)} AS child SET ${ROOT_ID} = parent.${rootId}
       FROM ${inTarget(dataset, parent)} AS parent WHERE child.${ROOT_ID} IS NULL AND parent.${ID} = child._dlt_parent_id`,
    );
  }
}

interface Changes {
  readonly root: string;
  readonly tables: readonly DltTable[];
  readonly rows: DltRows;
}

type Written = Pick<FoldResult, 'inserted' | 'updated' | 'deleted' | 'refusedDeletes' | 'warnings'>;

const NOTHING: Written = { inserted: 0, updated: 0, deleted: 0, refusedDeletes: 0, warnings: [] };

/** See {@link refuseReplacement}: rows are counted, not told by their key. */
async function refuseEmpty(
  database: Database,
  { target, rows, total }: StagedWalk,
  staging: StagedRows,
  dataset: string,
  root: string,
): Promise<MissingResult | undefined> {
  const catalog = await readDltCatalog(database, dataset);
  if (!catalog.has(catalogName(root))) return undefined;
  const walk = { target: { ...target, primaryKey: [] }, staging, rows, received: rows, total };
  return refuseReplacement(database, walk, [], { columns: [] }, inTarget(dataset, root));
}

async function apply(
  database: Database,
  dataset: string,
  walk: StagedWalk,
  changes: Changes,
): Promise<Written> {
  const rule = writeRule(walk.target);
  if (rule === 'append' || rule === 'replace') {
    if (rule === 'replace') {
      for (const { name } of changes.tables)
        await database.run(`DELETE FROM ${inTarget(dataset, name)}`);
    }
    for (const [table, query] of changes.rows.queries) {
      await database.run(`INSERT INTO ${inTarget(dataset, table)} BY NAME ${query}`);
    }
    return { ...NOTHING, inserted: changes.rows.counts.get(changes.root) ?? 0 };
  }
  return merge(database, dataset, walk, changes);
}

/** Writes root rows that are new or changed, with all of their lists, and nothing else. */
async function merge(
  database: Database,
  dataset: string,
  walk: StagedWalk,
  { root, tables, rows }: Changes,
): Promise<Written> {
  const { target } = walk;
  const children = tables.filter(({ name }) => name !== root);
  const typed = new Map<string, string>();
  for (const [i, [table, query]] of [...rows.queries].entries()) {
    const name = `temp.sluice_typed_${i}`;
    await database.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${query}`);
    typed.set(table, name);
  }
  const incoming = typed.get(root);
  if (incoming === undefined) return NOTHING;
  const flagged = flaggedIds(target, tables, root, incoming);
  await step('fold.compare', () =>
    findChanged(database, dataset, {
      root,
      children,
      typed,
      incoming,
      flagged,
      isInsertOnly: target.write === 'insert_only',
    }),
  );
  const old = inTarget(dataset, root);
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS changed, count(*) FILTER (${ID} IN (SELECT ${ID} FROM ${old}))::DOUBLE AS updated FROM ${CHANGED}`,
  );
  const [changed, updated] = [Number(count?.['changed']), Number(count?.['updated'])];
  const gone = await findGone(database, dataset, walk, { root, incoming, flagged });
  const leave = `IN (SELECT ${ID} FROM ${CHANGED} UNION ALL SELECT ${ID} FROM ${GONE})`;
  for (const child of children) {
    const where = child.parent === undefined ? keyedRows(child, typed) : `${ROOT_ID} ${leave}`;
    if (where !== undefined)
      await database.run(`DELETE FROM ${inTarget(dataset, child.name)} WHERE ${where}`);
  }
  await database.run(`DELETE FROM ${old} WHERE ${ID} ${leave}`);
  for (const [table, name] of typed) {
    const link = table === root ? ID : ROOT_ID;
    const isOwn =
      table !== root && children.find((one) => one.name === table)?.parent === undefined;
    const where = isOwn ? '' : ` WHERE ${link} IN (SELECT ${ID} FROM ${CHANGED})`;
    await database.run(
      `INSERT INTO ${inTarget(dataset, table)} BY NAME SELECT * FROM ${name}${where}`,
    );
  }
  for (const name of [...typed.values(), CHANGED, GONE]) await database.run(`DROP TABLE ${name}`);
  return { ...NOTHING, ...gone, inserted: changed - updated, updated };
}

/** The rows of a list with a key of its own that give way to those that came. */
function keyedRows(
  { name, columns }: DltTable,
  typed: ReadonlyMap<string, string>,
): string | undefined {
  const incoming = typed.get(name);
  const keys = columns.filter(({ primaryKey, mergeKey }) => primaryKey || mergeKey);
  if (incoming === undefined || keys.length === 0) return undefined;
  const list = keys.map((column) => identifier(column.name)).join(', ');
  return `(${list}) IN (SELECT (${list}) FROM ${incoming})`;
}

/** Root rows that say that they are deleted; undefined if no column says so. */
function flaggedIds(
  { columns = [] }: ResourceTarget,
  tables: readonly DltTable[],
  root: string,
  incoming: string,
): string | undefined {
  const known = tables.find(({ name }) => name === root)?.columns ?? [];
  const flags = columns
    .filter(({ hardDelete }) => hardDelete === true)
    .flatMap(({ field }) =>
      known.filter(({ name, dataType }) => name === normalPath(field) && dataType !== undefined),
    );
  if (flags.length === 0) return undefined;
  const conditions = flags.map((column) =>
    dltType(column) === 'BOOLEAN'
      ? `${identifier(column.name)} IS TRUE`
      : `${identifier(column.name)} IS NOT NULL`,
  );
  return `(SELECT ${ID} FROM ${incoming} WHERE ${conditions.join(' OR ')})`;
}

interface Compared {
  readonly root: string;
  readonly children: readonly DltTable[];
  readonly typed: ReadonlyMap<string, string>;
  readonly incoming: string;
  readonly flagged: string | undefined;
  readonly isInsertOnly: boolean;
}

async function findChanged(
  database: Database,
  dataset: string,
  { root, children, typed, incoming, flagged, isInsertOnly }: Compared,
): Promise<void> {
  const catalog = await readDltCatalog(database, dataset);
  const old = inTarget(dataset, root);
  const columnsOf = (table: string): string[] =>
    [...(catalog.get(catalogName(table))?.keys() ?? [])].filter((name) => name !== LOAD_ID);
  const fresh = async (name: string): Promise<ReadonlySet<string>> =>
    new Set((await database.rows(`DESCRIBE ${name}`)).map((row) => String(row['column_name'])));
  const differs = (columns: readonly string[], has: ReadonlySet<string>): string =>
    columns
      .map((name) => {
        const column = identifier(name);
        return has.has(name)
          ? `new.${column} IS DISTINCT FROM old.${column}`
          : `old.${column} IS NOT NULL`;
      })
      .join(' OR ');
  const parts = [
    `SELECT new.${ID} FROM ${incoming} AS new LEFT JOIN ${old} AS old ON old.${ID} = new.${ID}
     WHERE old.${ID} IS NULL${isInsertOnly ? '' : ` OR ${differs(columnsOf(root), await fresh(incoming))}`}`,
  ];
  for (const { name, parent } of isInsertOnly ? [] : children) {
    if (parent === undefined) continue;
    const own = typed.get(name);
    const met = `(SELECT * FROM ${inTarget(dataset, name)} WHERE ${ROOT_ID} IN (SELECT ${ID} FROM ${incoming}))`;
    if (own === undefined) parts.push(`SELECT ${ROOT_ID} AS ${ID} FROM ${met} AS old`);
    else {
      parts.push(
        `SELECT coalesce(new.${ROOT_ID}, old.${ROOT_ID}) AS ${ID} FROM ${own} AS new FULL JOIN ${met} AS old ON old.${ID} = new.${ID}
         WHERE old.${ID} IS NULL OR new.${ID} IS NULL OR ${differs(columnsOf(name), await fresh(own))}`,
      );
    }
  }
  const kept = flagged === undefined ? '' : ` WHERE ${ID} NOT IN ${flagged}`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${CHANGED} AS SELECT DISTINCT ${ID} FROM (${parts.join(' UNION ALL ')})${kept}`,
  );
}

/**
 * Root rows of the table that go: those that are flagged, those of a group that comes without them, and, after a complete walk, those
 * that it did not meet, unless they are too many to be believed.
 */
async function findGone(
  database: Database,
  dataset: string,
  { target, endsMissing }: StagedWalk,
  {
    root,
    incoming,
    flagged,
  }: { readonly root: string; readonly incoming: string; readonly flagged: string | undefined },
): Promise<Pick<Written, 'deleted' | 'refusedDeletes' | 'warnings'>> {
  const { mergeKey = [], write, maxDeleteRatio } = target;
  const old = inTarget(dataset, root);
  const parts = [`SELECT ${literal('')} AS ${ID} WHERE false`];
  if (flagged !== undefined) parts.push(`SELECT ${ID} FROM ${old} WHERE ${ID} IN ${flagged}`);
  if (mergeKey.length > 0 && write !== 'insert_only') {
    const columns = mergeKey.map((field) => identifier(normalPath(field))).join(', ');
    parts.push(
      `SELECT ${ID} FROM ${old} WHERE (${columns}) IN (SELECT (${columns}) FROM ${incoming}) AND ${ID} NOT IN (SELECT ${ID} FROM ${incoming})`,
    );
  }
  const missing = `SELECT ${ID} FROM ${old} WHERE ${ID} NOT IN (SELECT ${ID} FROM ${incoming})`;
  const refused = endsMissing
    ? refuseMissing(
        target,
        await countRows(database, `(${missing})`),
        await countRows(database, old),
        maxDeleteRatio,
      )
    : NONE_MISSING;
  if (endsMissing && refused.refusedDeletes === 0) parts.push(missing);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${GONE} AS SELECT DISTINCT ${ID} FROM (${parts.join(' UNION ALL ')})`,
  );
  return { ...refused, deleted: await countRows(database, GONE) };
}

/** @throws {DestinationError} DESTINATION_WRITE if the contract lets nothing be written */
function assertAllowed(target: ResourceTarget, { refused }: DltRows): void {
  const frozen = refused.find(({ violation }) => violation.mode === 'freeze');
  if (frozen === undefined) return;
  const { resource, table } = target;
  throw new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: ${whatOf(frozen.violation)}, and \`schema_contract\` has \`${frozen.violation.entity}: freeze\`. Take \`evolve\`, \`discard_row\` or \`discard_value\`. The tables are as they were.`,
    { context: { resource, table, rowsRefused: true } },
  );
}

function whatOf({ entity, table, column }: DltViolation): string {
  switch (entity) {
    case 'tables':
      return `\`${table}\` would be a new table`;
    case 'columns':
      return `\`${column}\` would be a new column of the table \`${table}\``;
    case 'data_type':
      return `a value does not fit the type of the column \`${column}\` of the table \`${table}\``;
    default:
      return `\`${column}\` of the table \`${table}\` is null or missing in a row, but takes no null`;
  }
}

/** The refused rows, each with its first reason. */
function refusedQuery({ refused }: DltRows): string {
  const reasons = new Map<string, string>();
  for (const { stagedRow, violation } of refused) {
    if (!reasons.has(stagedRow)) reasons.set(stagedRow, whatOf(violation));
  }
  const list = JSON.stringify([...reasons].map(([row, reason]) => ({ row, reason })));
  return `SELECT gone.row AS staged_row, gone.reason FROM (SELECT unnest(from_json(${literal(list)}, '[{"row":"BIGINT","reason":"VARCHAR"}]')) AS gone)`;
}

function warningsOf(
  { resource }: ResourceTarget,
  normaliser: DltNormaliser,
  { leftOut }: DltRows,
): readonly string[] {
  const notes = normaliser.takeNotes().map(({ table, column, wanted, source }) => {
    const place =
      column === undefined ? `the table \`${table}\`` : `the column \`${column}\` of \`${table}\``;
    return `${resource}: two names of the API would both be \`${wanted}\`; \`${source.join('.')}\` went into ${place}.`;
  });
  const values = [...leftOut.values()].map(
    ({ violation, count }) =>
      `${resource}: ${counted(count, 'value')} ${count === 1 ? 'was' : 'were'} left out: ${whatOf(violation)}, and \`schema_contract\` has \`${violation.entity}: discard_value\`.`,
  );
  const tables = new Map(normaliser.tables().map(({ name, columns }) => [name, columns]));
  const nulls = [...normaliser.nullOnly()].flatMap(([table, names]) => {
    const without = names.filter(
      (name) => !tables.get(table)?.some((column) => column.name === name),
    );
    const list = without.map((name) => `\`${name}\``).join(', ');
    return without.length === 0
      ? []
      : [`${resource}: only null came for ${list} of \`${table}\`, so there is no column for it.`];
  });
  return [...notes, ...values, ...nulls];
}

/**
 * Refuses tables that are of another layout, or that dlt made.
 *
 * @throws {DestinationError} DESTINATION_TABLE_FOREIGN
 */
export async function assertDltTable(
  database: Database,
  { dataset }: Pick<LoadStart, 'dataset'>,
  { resource, table }: ResourceTarget,
  {
    known,
    catalog,
  }: { readonly known: readonly unknown[]; readonly catalog: CatalogTable | undefined },
): Promise<void> {
  if (catalog === undefined) return;
  const refuse = (what: string, advice: string): DestinationError =>
    new DestinationError(
      'DESTINATION_TABLE_FOREIGN',
      `${resource}: the table \`${dataset}.${table}\` ${what}. ${advice}; it was left as it is, and nothing was fetched for it.`,
      { context: { resource, table } },
    );
  if (known.length > 0) {
    throw refuse('is of layout `native`', 'Load it with that layout, or take another dataset');
  }
  if (!(await hasFolds(database, dataset, table))) {
    throw refuse('is there, but Sluice did not make it', 'Rename it, or take another dataset');
  }
}
