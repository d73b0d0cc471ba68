import { normalPath } from '../../../schema/dlt/names.ts';
import type { DltColumn, DltTable } from '../../../schema/dlt/tables.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { catalogName, identifier, inTarget, literal } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import { decimalText } from '../../../staging/typing/coercion.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import type { ResourceTarget } from '../../destination.ts';
import { hasCopies } from '../../write-rule.ts';
import type { FoldResult } from '../fold/fold.ts';
import { NONE_MISSING, refuseMissing } from '../fold/missing-rows.ts';
import type { DltRows } from './dlt-rows.ts';
import { dltType, readDltCatalog } from './dlt-tables.ts';

export const ID = '_dlt_id';
export const ROOT_ID = '_dlt_root_id';
const LOAD_ID = '_dlt_load_id';

/** Ids of rows that are in the table, by the staged row with their key; it belongs to the connection. */
export const KNOWN_IDS = 'temp.sluice_known_ids';
/** Ids of root rows that are new or changed. */
const CHANGED = 'temp.sluice_changed_ids';
/** Ids of root rows that go. */
const GONE = 'temp.sluice_gone_ids';
/** Root rows whose key the table has under another id: only its typed columns tell. */
const TWINS = 'temp.sluice_twin_ids';

/** What is written into the tables of a resource. */
export interface DltChanges {
  readonly root: string;
  readonly tables: readonly DltTable[];
  readonly rows: DltRows;
  /** Whether no load made the tables before. */
  readonly isNew: boolean;
}

/** What of the counts of a fold is that of the root rows. */
export type DltWritten = Pick<
  FoldResult,
  'inserted' | 'updated' | 'deleted' | 'refusedDeletes' | 'warnings'
>;

export const NOTHING_WRITTEN: DltWritten = {
  inserted: 0,
  updated: 0,
  deleted: 0,
  refusedDeletes: 0,
  warnings: [],
};

/** Pairs staged rows with the rows of the table that have their key. */
export async function findKnownIds(
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
export async function fillRootIds(
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

/** Writes root rows that are new or changed, with all of their lists, and nothing else. */
export async function mergeDlt(
  database: Database,
  dataset: string,
  walk: StagedWalk,
  { root, tables, rows }: DltChanges,
): Promise<DltWritten> {
  const { target } = walk;
  const children = tables.filter(({ name }) => name !== root);
  const typed = await typedRows(database, rows);
  const incoming = typed.get(root);
  if (incoming === undefined) return NOTHING_WRITTEN;
  const lists = children.flatMap(({ name, parent }) => {
    const own = parent === undefined ? undefined : typed.get(name);
    return own === undefined ? [] : [own];
  });
  await dropCopies(database, target, incoming, lists);
  await findTwins(database, target, inTarget(dataset, root), incoming);
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
  const changed = Number(count?.['changed']);
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
  const updated = Number(count?.['updated']) + gone.twins;
  for (const name of [...typed.values(), CHANGED, GONE, TWINS])
    await database.run(`DROP TABLE ${name}`);
  // a row that deleted one is one that changed the table
  return {
    ...NOTHING_WRITTEN,
    refusedDeletes: gone.refusedDeletes,
    warnings: gone.warnings,
    deleted: gone.deleted,
    inserted: changed - updated,
    updated: updated + gone.flagged,
  };
}

/** The rows of each table with their types, in temporary tables. */
export async function typedRows(
  database: Database,
  { queries }: DltRows,
): Promise<ReadonlyMap<string, string>> {
  const typed = new Map<string, string>();
  for (const [i, [table, query]] of [...queries].entries()) {
    const name = `temp.sluice_typed_${i}`;
    await database.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${query}`);
    typed.set(table, name);
  }
  return typed;
}

/**
 * Why the missing root rows stay; see {@link refuseMissing}. Undefined if they may go, or are not looked for.
 *
 * @param missing - a query of them
 * @param present - the rows that they are a part of, as an SQL table
 */
export async function judgeMissing(
  database: Database,
  { target, total, missing: fate, rows }: StagedWalk,
  missing: string,
  present: string,
): Promise<ReturnType<typeof refuseMissing>> {
  if (fate === 'kept') return undefined;
  return refuseMissing(
    { target, total, missing: fate, received: rows },
    await countRows(database, `(${missing})`),
    await countRows(database, present),
  );
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
  const out = [
    ...(flagged === undefined ? [] : [flagged]),
    ...(isInsertOnly ? [`(SELECT id FROM ${TWINS})`] : []),
  ];
  const kept =
    out.length === 0 ? '' : ` WHERE ${out.map((ids) => `${ID} NOT IN ${ids}`).join(' AND ')}`;
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
  walk: StagedWalk,
  {
    root,
    incoming,
    flagged,
  }: { readonly root: string; readonly incoming: string; readonly flagged: string | undefined },
): Promise<
  Pick<DltWritten, 'deleted' | 'refusedDeletes' | 'warnings'> & {
    readonly flagged: number;
    readonly twins: number;
  }
> {
  const { target, missing: fate } = walk;
  const { mergeKey = [], write, dlt } = target;
  const old = inTarget(dataset, root);
  const parts = [`SELECT ${literal('')} AS ${ID} WHERE false`];
  const isInsertOnly = write === 'insert_only';
  if (!isInsertOnly) parts.push(`SELECT old_id AS ${ID} FROM ${TWINS}`);
  // as in dlt, rows that are only added take none away
  if (flagged !== undefined && !isInsertOnly)
    parts.push(`SELECT ${ID} FROM ${old} WHERE ${ID} IN ${flagged}`);
  // as in dlt, upsert goes by the primary key alone
  const isGrouped = mergeKey.length > 0 && dlt?.strategy !== 'upsert';
  if (isGrouped && !isInsertOnly) {
    const columns = mergeKey.map((field) => identifier(normalPath(field))).join(', ');
    parts.push(
      `SELECT ${ID} FROM ${old} WHERE (${columns}) IN (SELECT (${columns}) FROM ${incoming}) AND ${ID} NOT IN (SELECT ${ID} FROM ${incoming})`,
    );
  }
  const missing = `SELECT ${ID} FROM ${old} WHERE ${ID} NOT IN (SELECT ${ID} FROM ${incoming} UNION ALL SELECT old_id FROM ${TWINS})`;
  const refused = await judgeMissing(database, walk, missing, old);
  if (fate !== 'kept' && refused === undefined) parts.push(missing);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${GONE} AS SELECT DISTINCT ${ID} FROM (${parts.join(' UNION ALL ')})`,
  );
  const byFlag =
    flagged === undefined ? 0 : await countRows(database, `${GONE} WHERE ${ID} IN ${flagged}`);
  // a row that comes again under another id is one that changed
  const twins = await countRows(
    database,
    `(SELECT DISTINCT old_id FROM ${TWINS} WHERE old_id IN (SELECT ${ID} FROM ${GONE})${flagged === undefined ? '' : ` AND id NOT IN ${flagged}`})`,
  );
  const deleted = (await countRows(database, GONE)) - twins;
  return { ...(refused ?? NONE_MISSING), deleted, flagged: byFlag, twins };
}

function keyColumns({ primaryKey }: ResourceTarget): readonly string[] {
  return primaryKey.map((field) => identifier(normalPath(field)));
}

/** Of rows whose keys become one in their columns, such as two texts for one moment, the last one stays, with its lists. */
export async function dropCopies(
  database: Database,
  target: ResourceTarget,
  root: string,
  lists: readonly string[],
): Promise<void> {
  const key = keyColumns(target).join(', ');
  if (key === '') return;
  const [count] = await database.rows(
    `SELECT count(*) > count(DISTINCT (${key})) AS has_copies FROM ${root}`,
  );
  if (count?.['has_copies'] !== true) return;
  const copies = `SELECT ${ID} FROM ${root} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid DESC) > 1`;
  for (const list of lists)
    await database.run(`DELETE FROM ${list} WHERE ${ROOT_ID} IN (${copies})`);
  await database.run(`DELETE FROM ${root} WHERE ${ID} IN (${copies})`);
}

async function findTwins(
  database: Database,
  target: ResourceTarget,
  old: string,
  incoming: string,
): Promise<void> {
  const key = keyColumns(target);
  const isSame = key.map((column) => `old.${column} = new.${column}`).join(' AND ');
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${TWINS} AS ${
      key.length === 0
        ? "SELECT '' AS id, '' AS old_id WHERE false"
        : `SELECT new.${ID} AS id, old.${ID} AS old_id FROM ${incoming} AS new JOIN ${old} AS old ON ${isSame}
           WHERE old.${ID} NOT IN (SELECT ${ID} FROM ${incoming})`
    }`,
  );
}
