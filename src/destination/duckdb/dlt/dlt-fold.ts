import { listTable, normalPath } from '../../../schema/dlt/names.ts';
import { DltNormaliser } from '../../../schema/dlt/normaliser.ts';
import { type DltSchema, familyOf, rootHints } from '../../../schema/dlt/stored-schema.ts';
import { ROOT_ID_COLUMN } from '../../../schema/dlt/table-state.ts';
import type { DltColumn, DltTable } from '../../../schema/dlt/tables.ts';
import type { ColumnHint } from '../../../schema/table-hints.ts';
import type { Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { catalogName, inTarget } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import { reduceRows } from '../../../staging/typing/change-set.ts';
import { StagedRows } from '../../../staging/typing/left-out.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { writeRule } from '../../write-rule.ts';
import { type FoldResult, recordRejected } from '../fold/fold.ts';
import type { MissingResult } from '../fold/missing-rows.ts';
import { refuseReplacement } from '../fold/replace-guard.ts';
import {
  emptySchema,
  newRowId,
  readStoredSchema,
  writeDltLoad,
  writeStoredSchema,
} from './dlt-books.ts';
import { assertAllowed, assertNarrow, refusedQuery, warningsOf } from './dlt-contract.ts';
import { assertNoList } from './dlt-look.ts';
import {
  type DltChanges,
  type DltWritten,
  dropCopies,
  fillRootIds,
  findKnownIds,
  KNOWN_IDS,
  mergeDlt,
  NOTHING_WRITTEN,
} from './dlt-merge.ts';
import { type DltRows, normaliseRows } from './dlt-rows.ts';
import { changeDltTables, readDltCatalog } from './dlt-tables.ts';
import { validityColumns, writeVersions } from './dlt-versions.ts';

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
  // a list with a key of its own has no parent, and belongs to the resource all the same
  const roots = [root, ...(target.dlt?.nested ?? []).map(({ path }) => listTable(root, path))];
  const family = uniqueTables(roots.flatMap((name) => familyOf(schema.tables, name)));
  assertNoList(load.start, target, family[0]);
  const staging = await StagedRows.open(database, walk.table);
  const removed = await step('fold.reduce', () => reduceRows({ ...walk, staging }, [], undefined));
  const rule = writeRule(target);
  const isMerged = rule !== 'append' && rule !== 'replace';
  // as in dlt, also where no key tells which rows are one
  const hasRootKey = !(target.write === 'append' || target.write === 'replace');
  const isKnown = isMerged && rule !== 'scd2' && family.length > 0 && !hasKeyIds(target);
  if (isKnown) await findKnownIds(database, dataset, target, family, staging);
  const normaliser = new DltNormaliser({
    table: target.table,
    tables: hasRootKey ? family.map(withRootId) : family,
    taken: schema.tables
      .map(({ name }) => name)
      .filter((name) => !family.some((own) => own.name === name)),
    columns: [...columnsOf(target), ...validityColumns(target)],
    contract: target.contract ?? EVOLVE,
    hasRootKey,
    rootIds: rule === 'scd2' ? 'row_hash' : hasKeyIds(target) ? 'key_hash' : 'random',
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
  assertNarrow(target, tables, family);
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
    await writeDltLoad(database, load);
  });
  if (hasRootKey) await fillRootIds(database, dataset, tables);
  const refused =
    rule === 'replace' ? await refuseEmpty(database, walk, staging, dataset, root) : undefined;
  const written =
    refused === undefined
      ? await apply(database, load.start, walk, { root, tables, rows, isNew: family.length === 0 })
      : { ...NOTHING_WRITTEN, refusedDeletes: refused.refusedDeletes, warnings: refused.warnings };
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
    ...(rows.counts.size > 1 && { listRows: listRows(rows, root) }),
    schemaChanges: changes,
    commitBytes: 0,
    isMade: tables.length > 0,
    warnings: [...warningsOf(target, normaliser, rows), ...written.warnings],
  };
}

/** Rows of the tables of lists that came with the rows. */
function listRows({ counts }: DltRows, root: string): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].filter(([table]) => table !== root));
}

function uniqueTables(tables: readonly DltTable[]): readonly DltTable[] {
  return [...new Map(tables.map((table) => [table.name, table])).values()];
}

const EVOLVE = { tables: 'evolve', columns: 'evolve', dataType: 'evolve' } as const;

/** A table of lists that rows are merged into by now. */
function withRootId(table: DltTable): DltTable {
  const { parent, columns } = table;
  if (parent === undefined || columns.some(({ rootKey }) => rootKey === true)) return table;
  return { ...table, columns: [...columns, ROOT_ID_COLUMN] };
}

/** Whether the id of a root row follows from its key. */
function hasKeyIds({ dlt, write }: ResourceTarget): boolean {
  return dlt?.strategy === 'upsert' || write === 'insert_only';
}

/** What is known of the columns of the root table. A target that no configuration made tells it by its hints and keys. */
function columnsOf({
  columns = [],
  primaryKey,
  mergeKey = [],
  dlt,
}: ResourceTarget): readonly DltColumn[] {
  if (dlt?.columns !== undefined) return dlt.columns;
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

function columnOf({ field, isOptional: _, ...hint }: ColumnHint): DltColumn {
  return { ...hint, name: normalPath(field) };
}

function moreOf({ resource, dlt, write = 'merge' }: ResourceTarget): DltTable['more'] {
  const hints = rootHints({
    resource,
    writeDisposition: write === 'append' || write === 'replace' ? write : 'merge',
    ...(dlt?.strategy !== undefined && { strategy: dlt.strategy }),
    ...(dlt?.maxTableNesting !== undefined && { maxTableNesting: dlt.maxTableNesting }),
    ...(dlt?.contract !== undefined && { contract: dlt.contract }),
  });
  return { ...hints, ...dlt?.more };
}

/** See {@link refuseReplacement}: it counts rows and does not look at their keys. */
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
  start: LoadStart,
  walk: StagedWalk,
  changes: DltChanges,
): Promise<DltWritten> {
  const { dataset } = start;
  const rule = writeRule(walk.target);
  if (rule === 'scd2') return writeVersions(database, start, walk, changes);
  // nothing is there that could be compared: each key is staged once
  const isFirst =
    changes.isNew && !(walk.target.columns ?? []).some(({ hardDelete }) => hardDelete);
  if (rule === 'append' || rule === 'replace' || isFirst) {
    if (rule === 'replace') {
      for (const { name } of changes.tables)
        await database.run(`DELETE FROM ${inTarget(dataset, name)}`);
    }
    for (const [table, query] of changes.rows.queries) {
      await database.run(`INSERT INTO ${inTarget(dataset, table)} BY NAME ${query}`);
    }
    if (isFirst && rule !== 'append' && rule !== 'replace') {
      const lists = changes.tables.filter(({ parent }) => parent !== undefined);
      await dropCopies(
        database,
        walk.target,
        inTarget(dataset, changes.root),
        lists.map(({ name }) => inTarget(dataset, name)),
      );
    }
    return { ...NOTHING_WRITTEN, inserted: changes.rows.counts.get(changes.root) ?? 0 };
  }
  return mergeDlt(database, dataset, walk, changes);
}
