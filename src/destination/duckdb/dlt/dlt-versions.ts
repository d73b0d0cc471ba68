import { normalPath } from '../../../schema/dlt/names.ts';
import type { DltColumn } from '../../../schema/dlt/tables.ts';
import { type RowHistory, VALIDITY_COLUMNS } from '../../../schema/table-hints.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { identifier, inTarget } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { NONE_MISSING } from '../fold/missing-rows.ts';
import { activeValue, instant, isActive } from '../fold/row-history.ts';
import { rowsRefused } from './dlt-contract.ts';
import {
  type DltChanges,
  type DltWritten,
  ID,
  judgeMissing,
  NOTHING_WRITTEN,
  ROOT_ID,
  typedRows,
} from './dlt-merge.ts';

/** What dlt calls the columns if the configuration has no names for them. */
const DLT_VALIDITY = ['_dlt_valid_from', '_dlt_valid_to'] as const;

/** Ids of versions that came and are not valid yet, and of those that are retired; they belong to the connection. */
const ADDED = 'temp.sluice_added_ids';
const RETIRED = 'temp.sluice_retired_ids';

/** How a table of this layout keeps versions; undefined if it keeps none. */
export function dltHistory({ history }: ResourceTarget): RowHistory | undefined {
  if (history === undefined) return undefined;
  const [validFrom, validTo] = VALIDITY_COLUMNS;
  const isDefault = history.validFrom === validFrom && history.validTo === validTo;
  const names = isDefault ? DLT_VALIDITY : [history.validFrom, history.validTo].map(normalPath);
  const [from = '', to = ''] = names;
  return { ...history, validFrom: from, validTo: to };
}

/** The columns of the versions, as dlt describes them. */
export function validityColumns(target: ResourceTarget): readonly DltColumn[] {
  const history = dltHistory(target);
  if (history === undefined) return [];
  return [
    {
      name: history.validFrom,
      dataType: 'timestamp',
      nullable: true,
      more: { 'x-valid-from': true },
    },
    { name: history.validTo, dataType: 'timestamp', nullable: true, more: { 'x-valid-to': true } },
  ];
}

/**
 * Adds the versions that came and are not there, and retires those in whose place they are. Those of rows that did not come at all
 * are retired only if the walk proves that they are gone. The id of a version is the hash of the row, so its lists go with it.
 */
export async function writeVersions(
  database: Database,
  { dataset, startedAt }: LoadStart,
  walk: StagedWalk,
  { root, rows }: DltChanges,
): Promise<DltWritten> {
  const { target, missing: fate } = walk;
  const history = dltHistory(target);
  const typed = await typedRows(database, rows);
  const incoming = typed.get(root);
  if (history === undefined || incoming === undefined) return NOTHING_WRITTEN;
  const times = await timesIn(database, incoming, history);
  await assertNoOwnTimes(database, target, times, incoming);
  const old = inTarget(dataset, root);
  const [from, to] = [identifier(history.validFrom), identifier(history.validTo)];
  const at = instant(history.boundary ?? startedAt);
  const valid = `(SELECT * FROM ${old} WHERE ${isActive(history)})`;
  await step('fold.compare', () =>
    database.run(
      `CREATE OR REPLACE TEMP TABLE ${ADDED} AS SELECT DISTINCT ${ID} FROM ${incoming} WHERE ${ID} NOT IN (SELECT ${ID} FROM ${valid})`,
    ),
  );
  const absent = `SELECT old.${ID} FROM ${valid} AS old WHERE old.${ID} NOT IN (SELECT ${ID} FROM ${incoming})`;
  const superseded = sharing(target.primaryKey, incoming);
  const others = [
    ...(superseded === undefined ? [] : [`NOT coalesce(${superseded}, false)`]),
    ...(target.mergeKey?.length ? [sharing(target.mergeKey, incoming) ?? 'true'] : []),
  ];
  const missing = [absent, ...others].join(' AND ');
  const refused = await judgeMissing(database, walk, missing, valid);
  const goes = fate !== 'kept' && refused === undefined;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${RETIRED} AS SELECT ${ID}, true AS is_updated FROM (${absent} AND ${superseded ?? 'false'})
     ${goes ? `UNION ALL SELECT ${ID}, false FROM (${missing})` : ''}`,
  );
  await database.run(
    `UPDATE ${old} SET ${to} = ${at} WHERE ${ID} IN (SELECT ${ID} FROM ${RETIRED}) AND ${isActive(history)}`,
  );
  for (const [table, name] of typed) {
    const isRoot = table === root;
    const list =
      isRoot && times.length > 0 ? `* EXCLUDE (${times.map(identifier).join(', ')})` : '*';
    const values = isRoot ? `, ${at} AS ${from}, ${activeValue(history)} AS ${to}` : '';
    // the lists of a version that was there before are there still
    const where = isRoot
      ? `${ID} IN (FROM ${ADDED})`
      : `${ROOT_ID} IN (FROM ${ADDED}) AND ${ID} NOT IN (SELECT ${ID} FROM ${inTarget(dataset, table)})`;
    await database.run(
      `INSERT INTO ${inTarget(dataset, table)} BY NAME SELECT ${list}${values} FROM ${name} WHERE ${where}`,
    );
  }
  const added = await countRows(database, ADDED);
  const updated = await countRows(database, `${RETIRED} WHERE is_updated`);
  const deleted = await countRows(database, `${RETIRED} WHERE NOT is_updated`);
  for (const name of [...typed.values(), ADDED, RETIRED]) await database.run(`DROP TABLE ${name}`);
  return { ...NONE_MISSING, ...refused, inserted: added - updated, updated, deleted };
}

/** Whether a row `old` shares its values in some columns with a row that came; undefined for no columns. */
function sharing(fields: readonly string[], incoming: string): string | undefined {
  if (fields.length === 0) return undefined;
  const columns = fields.map((field) => identifier(normalPath(field)));
  return `(${columns.map((column) => `old.${column}`).join(', ')}) IN (SELECT (${columns.join(', ')}) FROM ${incoming})`;
}

/** @throws {DestinationError} DESTINATION_WRITE if rows have values of their own for the columns that tell their versions */
async function assertNoOwnTimes(
  database: Database,
  target: ResourceTarget,
  times: readonly string[],
  incoming: string,
): Promise<void> {
  for (const column of times) {
    const own = `(SELECT 1 FROM ${incoming} WHERE ${identifier(column)} IS NOT NULL LIMIT 1)`;
    if ((await countRows(database, own)) === 0) continue;
    throw rowsRefused(
      target,
      `rows have a field for the column \`${column}\`, which tells the versions of a row. Name another column in \`validity_column_names\``,
    );
  }
}

/** The columns of the versions that typed rows have. */
async function timesIn(
  database: Database,
  name: string,
  { validFrom, validTo }: RowHistory,
): Promise<readonly string[]> {
  const described = await database.rows(`DESCRIBE ${name}`);
  const columns = new Set(described.map((row) => String(row['column_name'])));
  return [validFrom, validTo].filter((column) => columns.has(column));
}
