import type { FieldFacts } from '../../model.ts';
import type { ColumnType } from '../../schema/column-type.ts';
import { catalogName, foldedName } from './catalog.ts';
import type { Database } from './database.ts';

const OF_TABLE = `${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2`;

/** A column that a fold made, with all that was ever seen in its field. */
export interface KnownColumn {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly facts: FieldFacts;
  /** Whether a hint gave the type: values are brought to it, and it never widens. */
  readonly isHinted: boolean;
}

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
    facts: JSON.parse(String(row['facts'])) as FieldFacts,
    isHinted: row['hinted'] === true,
  }));
}

/** Writes what differs from `before`. */
export async function writeColumns(
  database: Database,
  dataset: string,
  table: string,
  before: readonly KnownColumn[],
  after: readonly KnownColumn[],
): Promise<void> {
  for (const [ordinal, column] of after.entries()) {
    const known = before[ordinal];
    if (known !== undefined && isSame(known, column)) continue;
    const facts = JSON.stringify(column.facts);
    if (known === undefined) {
      await database.run(
        `INSERT INTO _sluice.columns (dataset, "table", field, "column", type, facts, ordinal, hinted)
         VALUES ($1, $2, $3, $4, $5, CAST($6 AS JSON), $7, $8)`,
        [dataset, table, column.field, column.column, column.type, facts, ordinal, column.isHinted],
      );
    } else {
      await database.run(
        `UPDATE _sluice.columns SET field = $7, type = $4, facts = CAST($5 AS JSON), hinted = $6
         WHERE ${OF_TABLE} AND field = $3`,
        [
          catalogName(dataset),
          catalogName(table),
          known.field,
          column.type,
          facts,
          column.isHinted,
          column.field,
        ],
      );
    }
  }
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
    a.facts.kinds === b.facts.kinds &&
    a.facts.integerDigits === b.facts.integerDigits &&
    a.facts.scale === b.facts.scale
  );
}
