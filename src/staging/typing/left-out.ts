import { CUT_VALUES } from '../cut-values.ts';
import type { Database } from '../database.ts';
import { SLICE_BYTES } from '../memory.ts';
import { literal } from '../quote.ts';
import { wholeText } from '../spool-functions.ts';
import type { StagingTable } from '../target.ts';
import type { StagedSource } from './typed-columns.ts';

/** Why a staged row does not reach the table: another copy has its key, the contract refuses it, it says that its key is gone. */
type Why = 'copy' | 'rejected' | 'flagged';

/** The temporary table of staged rows that do not reach the table; it belongs to the connection. */
const LEFT_OUT = 'temp.sluice_left_out';

/**
 * The staged rows of a walk in a fold, without those that were left out. Staging itself stays as it is until the fold is
 * committed: DuckDB writes to one file in one transaction, and that is the target.
 */
export class StagedRows {
  /** The fields whose values were cut out of some of the rows. */
  readonly cut: ReadonlySet<string>;
  /**
   * Conditions that split the rows into slices, the long values of each of which are few enough to be in memory together. By
   * slices goes whatever reads them.
   */
  readonly slices: readonly (string | undefined)[];
  readonly #database: Database;
  readonly #table: StagingTable;
  #leftOut = 0;
  #rejected = 0;

  private constructor(
    database: Database,
    table: StagingTable,
    cut: ReadonlySet<string>,
    slices: readonly (string | undefined)[],
  ) {
    this.#database = database;
    this.#table = table;
    this.cut = cut;
    this.slices = slices;
  }

  static async open(database: Database, table: StagingTable): Promise<StagedRows> {
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${LEFT_OUT} (staged_row BIGINT, why VARCHAR, reason VARCHAR)`,
    );
    const cut = await readCutFields(database, table);
    const slices = cut.size === 0 ? [undefined] : await readSlices(database, table);
    return new StagedRows(database, table, cut, slices);
  }

  /** A FROM item with the rows that are left, and their `rowid`. */
  get sql(): string {
    return this.#leftOut === 0 ? this.#table.sql : this.#joined('ANTI JOIN', 'true');
  }

  /** The same with the rows that were refused: the walk met them, too. */
  get met(): string {
    return this.#leftOut === 0 ? this.#table.sql : this.#joined('ANTI JOIN', `why <> 'rejected'`);
  }

  /** The rows that say that their key is gone. */
  get flagged(): string {
    return this.#joined('SEMI JOIN', `why = 'flagged'`);
  }

  /** Leaves rows out; returns how many. @param query gives `staged_row` and `reason` of each */
  async leaveOut(why: Why, query: string): Promise<number> {
    const rows = await this.#database.run(
      `INSERT INTO ${LEFT_OUT} SELECT staged_row, ${literal(why)}, reason FROM (${query})`,
    );
    this.#leftOut += rows;
    if (why === 'rejected') this.#rejected += rows;
    return rows;
  }

  /** Refuses rows, each for the first condition that it meets. */
  async reject(
    source: StagedSource,
    reasons: readonly { readonly condition: string; readonly reason: string }[],
  ): Promise<void> {
    const cases = reasons.map(
      ({ condition, reason }) => `WHEN ${condition} THEN ${literal(reason)}`,
    );
    for (const slice of this.slices) {
      await this.leaveOut(
        'rejected',
        `SELECT * FROM (SELECT staged_row, CASE ${cases.join(' ')} END AS reason
         FROM ${source(this.sql, slice)}) WHERE reason IS NOT NULL`,
      );
    }
  }

  get rejectedRows(): number {
    return this.#rejected;
  }

  /** Queries that give `key`, `reason` and `text` of the refused rows. */
  get rejected(): readonly string[] {
    return this.slices.map(
      (slice) =>
        `SELECT staged.key, gone.reason, ${wholeText('staged')} AS text
         FROM (SELECT *, rowid AS staged_row FROM ${this.#table.sql} WHERE ${slice ?? 'true'}) AS staged
         JOIN ${LEFT_OUT} AS gone USING (staged_row) WHERE gone.why = 'rejected'
         ORDER BY staged.pass, staged.page, staged.row`,
    );
  }

  /** To be called when the rows are folded. */
  async close(): Promise<void> {
    await this.#database.run(`DROP TABLE ${LEFT_OUT}`);
  }

  #joined(join: string, condition: string): string {
    return `(SELECT staged.*, staged.rowid AS rowid FROM ${this.#table.sql} AS staged
      ${join} (SELECT staged_row FROM ${LEFT_OUT} WHERE ${condition}) AS gone ON staged.rowid = gone.staged_row)`;
  }
}

async function readCutFields(
  database: Database,
  { sql }: StagingTable,
): Promise<ReadonlySet<string>> {
  const rows = await database.rows(
    `SELECT DISTINCT unnest(json_keys(cut, ${literal(CUT_VALUES)})) AS field FROM ${sql} WHERE cut IS NOT NULL`,
  );
  return new Set(rows.map(({ field }) => String(field)));
}

async function readSlices(
  database: Database,
  { sql }: StagingTable,
): Promise<readonly (string | undefined)[]> {
  const ends = await database.rows(
    `SELECT max(row)::VARCHAR AS last FROM (
       SELECT row, coalesce(floor(sum(bytes) OVER (ORDER BY row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) / ${SLICE_BYTES}), 0) AS slice
       FROM (SELECT rowid AS row, CAST(cut ->> '$.bytes' AS BIGINT) AS bytes FROM ${sql} WHERE cut IS NOT NULL))
     GROUP BY slice ORDER BY slice`,
  );
  const last = ends.map((row) => String(row['last']));
  return last
    .map((end, i) =>
      [
        ...(i === 0 ? [] : [`rowid > ${last[i - 1]}`]),
        ...(i === last.length - 1 ? [] : [`rowid <= ${end}`]),
      ].join(' AND '),
    )
    .map((condition) => (condition === '' ? undefined : condition));
}
