import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import { readTree } from '../../../parse/tree.ts';
import type { DltNormaliser } from '../../../schema/dlt/normaliser.ts';
import type { DltViolation } from '../../../schema/dlt/tables.ts';
import type { Database } from '../../../staging/database.ts';
import { identifier } from '../../../staging/quote.ts';
import { wholeText } from '../../../staging/spool-functions.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import { dltType } from './dlt-tables.ts';

/** Rows of the API that are read at a time. */
const ROWS_AT_ONCE = 5_000;
/** Rows of a table that are appended at a time. */
const CHUNK_ROWS = 2_048;

/** A refused row of the API, and the first reason. */
interface RefusedRow {
  readonly stagedRow: string;
  readonly violation: DltViolation;
}

/** What the rows of a walk became; the rows themselves wait in temporary tables. */
export interface DltRows {
  /** The temporary table of each table that got rows, as an SQL name, with its columns typed. */
  readonly queries: ReadonlyMap<string, string>;
  readonly counts: ReadonlyMap<string, number>;
  readonly refused: readonly RefusedRow[];
  /** Values that were left out, by what they are of. */
  readonly leftOut: ReadonlyMap<string, { readonly violation: DltViolation; count: number }>;
}

/**
 * Makes rows of tables out of staged rows, in the order in which the API sent them, for that decides on types. Each row waits as a JSON
 * list of the texts of its values: DuckDB makes values of them, on all cores.
 *
 * @param ids - a table of `staged_row` and the id that its row has in the table already
 */
export async function normaliseRows(
  database: Database,
  staging: StagedRows,
  normaliser: DltNormaliser,
  { loadId, ids }: { readonly loadId: string; readonly ids: string | undefined },
): Promise<DltRows> {
  const writers = new Map<string, RowTable>();
  const refused: RefusedRow[] = [];
  const leftOut = new Map<string, { violation: DltViolation; count: number }>();
  for await (const { stagedRow, text, id } of stagedTexts(database, staging, ids)) {
    const { rows, violations } = normaliser.add(readTree(text), {
      loadId,
      ...(id !== undefined && { dltId: id }),
    });
    for (const violation of violations) noteViolation(violation, stagedRow, refused, leftOut);
    if (refused.at(-1)?.stagedRow === stagedRow && rows.length === 0) continue;
    for (const { table, values } of rows) {
      let writer = writers.get(table);
      if (writer === undefined) {
        writer = await RowTable.create(database, writers.size);
        writers.set(table, writer);
      }
      if (writer.add(JSON.stringify(values))) await writer.flush();
    }
  }
  for (const writer of writers.values()) await writer.flush();
  const queries = [...writers].map(
    ([table, { sql }]) => [table, typedQuery(normaliser, table, sql)] as const,
  );
  const counts = [...writers].map(([table, { count }]) => [table, count] as const);
  return { queries: new Map(queries), counts: new Map(counts), refused, leftOut };
}

function noteViolation(
  violation: DltViolation,
  stagedRow: string,
  refused: RefusedRow[],
  leftOut: Map<string, { violation: DltViolation; count: number }>,
): void {
  if (violation.mode !== 'discard_value') {
    refused.push({ stagedRow, violation });
    return;
  }
  const key = `${violation.table}\0${violation.column ?? ''}\0${violation.entity}`;
  const known = leftOut.get(key);
  if (known === undefined) leftOut.set(key, { violation, count: 1 });
  else known.count++;
}

function typedQuery(normaliser: DltNormaliser, table: string, sql: string): string {
  const values = normaliser.columns(table).map((column, i) => {
    return `CAST(v[${i + 1}] AS ${dltType(column) ?? 'VARCHAR'}) AS ${identifier(column.name)}`;
  });
  return `SELECT ${values.join(', ')} FROM (SELECT from_json(text, '["VARCHAR"]') AS v FROM ${sql})`;
}

interface StagedText {
  readonly stagedRow: string;
  readonly text: string;
  readonly id: string | undefined;
}

/** The rows that are left, in the order of pass, page and row, a few thousand in memory at a time. */
async function* stagedTexts(
  database: Database,
  staging: StagedRows,
  ids: string | undefined,
): AsyncGenerator<StagedText> {
  const known =
    ids === undefined ? '' : ` LEFT JOIN ${ids} AS known ON known.staged_row = staged.rowid`;
  const id = ids === undefined ? 'NULL' : 'known.id';
  for (const condition of await windows(database, staging)) {
    const rows = await database.rows(
      `SELECT staged.rowid::VARCHAR AS staged_row, ${wholeText('staged')} AS text, ${id} AS id
       FROM ${staging.sql} AS staged${known} WHERE ${condition} ORDER BY pass, page, row`,
    );
    for (const row of rows) {
      const own = row['id'];
      yield {
        stagedRow: String(row['staged_row']),
        text: String(row['text']),
        id: typeof own === 'string' ? own : undefined,
      };
    }
  }
}

/** Conditions that split the rows into parts, in their order. */
async function windows(database: Database, staging: StagedRows): Promise<readonly string[]> {
  const pages = await database.rows(
    `SELECT pass, page, count(*)::DOUBLE AS rows, max(row)::DOUBLE AS last FROM ${staging.sql} GROUP BY pass, page ORDER BY pass, page`,
  );
  const conditions: string[] = [];
  let open: { pass: number; from: number; to: number; rows: number } | undefined;
  const close = (): void => {
    if (open !== undefined) {
      conditions.push(`pass = ${open.pass} AND page BETWEEN ${open.from} AND ${open.to}`);
    }
    open = undefined;
  };
  for (const one of pages) {
    const [pass, page, rows, last] = [one['pass'], one['page'], one['rows'], one['last']].map(
      Number,
    );
    if (pass === undefined || page === undefined || rows === undefined || last === undefined)
      continue;
    if (open !== undefined && (open.pass !== pass || open.rows + rows > ROWS_AT_ONCE)) close();
    if (rows > ROWS_AT_ONCE) {
      for (let from = 0; from <= last; from += ROWS_AT_ONCE) {
        conditions.push(
          `pass = ${pass} AND page = ${page} AND row >= ${from} AND row < ${from + ROWS_AT_ONCE}`,
        );
      }
    } else if (open === undefined) open = { pass, from: page, to: page, rows };
    else open = { ...open, to: page, rows: open.rows + rows };
  }
  close();
  return conditions;
}

/** A temporary table of rows as JSON lists. */
class RowTable {
  readonly #database: Database;
  readonly #name: string;
  readonly #chunk = DuckDBDataChunk.create([VARCHAR]);
  #texts: string[] = [];
  count = 0;

  private constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  static async create(database: Database, number: number): Promise<RowTable> {
    const table = new RowTable(database, `sluice_dlt_${number}`);
    await database.run(`CREATE OR REPLACE TEMP TABLE ${table.#name} (text VARCHAR)`);
    return table;
  }

  get sql(): string {
    return `temp.${this.#name}`;
  }

  /** Returns whether it is time to flush. */
  add(text: string): boolean {
    this.count++;
    return this.#texts.push(text) >= CHUNK_ROWS;
  }

  async flush(): Promise<void> {
    if (this.#texts.length === 0) return;
    const appender = await this.#database.connection.createAppender(this.#name, 'main', 'temp');
    this.#chunk.reset();
    this.#chunk.rowCount = this.#texts.length;
    const vector = this.#chunk.getColumnVector(0);
    for (const [i, text] of this.#texts.entries()) vector.setItem(i, text);
    vector.flush();
    appender.appendDataChunk(this.#chunk);
    appender.closeSync();
    this.#texts = [];
  }
}
