import { isDeepStrictEqual } from 'node:util';
import type { ColumnType } from '../../../schema/column-type.ts';
import { readFacts, type WrittenFacts, writtenFacts } from '../../../schema/facts.ts';
import type { Database } from '../../../staging/database.ts';
import { catalogName, foldedName, literal } from '../../../staging/quote.ts';
import type { KnownColumn } from '../../../staging/typing/known-table.ts';
import type { ResourceTarget } from '../../destination.ts';

const OF_TABLE = `${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2`;

/** The columns of a table, in the order in which their fields were first seen. */
export async function readColumns(
  database: Database,
  dataset: string,
  table: string,
): Promise<readonly KnownColumn[]> {
  const rows = await database.rows(
    `SELECT field, "column", type, facts, hinted FROM _sluice.columns
     WHERE ${OF_TABLE} ORDER BY ordinal`,
    [catalogName(dataset), catalogName(table)],
  );
  return rows.map((row) => ({
    field: String(row['field']),
    column: String(row['column']),
    type: String(row['type']) as ColumnType,
    facts: readFacts(JSON.parse(String(row['facts'])) as WrittenFacts),
    isHinted: row['hinted'] === true,
  }));
}

/** What is written of a column; `was` is the field under which it is found. */
const WRITTEN = literal(
  '[{"was":"VARCHAR","field":"VARCHAR","column":"VARCHAR","type":"VARCHAR","facts":"JSON","ordinal":"INTEGER","hinted":"BOOLEAN"}]',
);

/** Writes what differs from `before`, in two statements, however many columns there are. */
export async function writeColumns(
  database: Database,
  dataset: string,
  table: string,
  before: readonly KnownColumn[],
  after: readonly KnownColumn[],
): Promise<void> {
  const differing = [...after.entries()].filter(([ordinal, column]) => {
    const known = before[ordinal];
    return known === undefined || !isSame(known, column);
  });
  const written = differing.map(([ordinal, { field, column, type, facts, isHinted: hinted }]) => {
    const was = before[ordinal]?.field;
    return { was, field, column, type, facts: writtenFacts(facts), ordinal, hinted };
  });
  const added = written.filter(({ was }) => was === undefined);
  if (added.length > 0) {
    await database.run(
      `INSERT INTO _sluice.columns (dataset, "table", field, "column", type, facts, ordinal, hinted)
       SELECT $1, $2, c.field, c."column", c.type, c.facts, c.ordinal, c.hinted
       FROM (SELECT unnest(from_json($3, ${WRITTEN})) AS c)`,
      [dataset, table, JSON.stringify(added)],
    );
  }
  if (added.length === written.length) return;
  await database.run(
    `UPDATE _sluice.columns SET field = c.field, type = c.type, facts = c.facts, hinted = c.hinted
     FROM (SELECT unnest(from_json($3, ${WRITTEN})) AS c)
     WHERE ${OF_TABLE} AND _sluice.columns.field = c.was`,
    [
      catalogName(dataset),
      catalogName(table),
      JSON.stringify(written.filter(({ was }) => was !== undefined)),
    ],
  );
}

/** Forgets the columns of a table whose place a new one takes. */
export async function dropColumns(
  database: Database,
  dataset: string,
  table: string,
): Promise<void> {
  await database.run(`DELETE FROM _sluice.columns WHERE ${OF_TABLE}`, [
    catalogName(dataset),
    catalogName(table),
  ]);
}

function isSame(a: KnownColumn, b: KnownColumn): boolean {
  return (
    a.field === b.field &&
    a.type === b.type &&
    a.isHinted === b.isHinted &&
    isDeepStrictEqual(a.facts, b.facts)
  );
}

/** How the rows of a table are told apart, each part as JSON. */
export interface TableBook {
  /** The key by which they are unique; null where by none. */
  readonly key: string | null;
  /** How it keeps versions of them; null where it keeps none. */
  readonly history: string | null;
}

/** Returns undefined where the books do not tell. */
export async function readTableBook(
  database: Database,
  dataset: string,
  { table }: Pick<ResourceTarget, 'table'>,
): Promise<TableBook | undefined> {
  const [row] = await database.rows(`SELECT key, history FROM _sluice.tables WHERE ${OF_TABLE}`, [
    catalogName(dataset),
    catalogName(table),
  ]);
  if (row === undefined) return undefined;
  const textOf = (value: unknown): string | null => (value === null ? null : String(value));
  return { key: textOf(row['key']), history: textOf(row['history']) };
}

export async function writeTableBook(
  database: Database,
  dataset: string,
  { table }: Pick<ResourceTarget, 'table'>,
  { key, history }: TableBook,
): Promise<void> {
  await database.run(`DELETE FROM _sluice.tables WHERE ${OF_TABLE}`, [
    catalogName(dataset),
    catalogName(table),
  ]);
  await database.run(
    'INSERT INTO _sluice.tables (dataset, "table", key, history) VALUES ($1, $2, CAST($3 AS JSON), CAST($4 AS JSON))',
    [dataset, table, key, history],
  );
}
