import type { Database } from '../database.ts';
import { literal } from '../quote.ts';
import type { StagingTable } from '../staging-table.ts';
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
  readonly #database: Database;
  readonly #table: StagingTable;
  #leftOut = 0;
  #rejected = 0;

  private constructor(database: Database, table: StagingTable) {
    this.#database = database;
    this.#table = table;
  }

  static async open(database: Database, table: StagingTable): Promise<StagedRows> {
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${LEFT_OUT} (staged_row BIGINT, why VARCHAR, reason VARCHAR)`,
    );
    return new StagedRows(database, table);
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

  /** Leaves rows out; gives how many. @param query gives `staged_row` and `reason` of each */
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
    await this.leaveOut(
      'rejected',
      `SELECT * FROM (SELECT staged_row, CASE ${cases.join(' ')} END AS reason
       FROM ${source(this.sql)}) WHERE reason IS NOT NULL`,
    );
  }

  get rejectedRows(): number {
    return this.#rejected;
  }

  /** A query that gives `key`, `reason` and `text` of the refused rows, in their order. */
  get rejected(): string {
    return `SELECT staged.key, gone.reason, staged.text FROM ${this.#table.sql} AS staged
      JOIN ${LEFT_OUT} AS gone ON staged.rowid = gone.staged_row WHERE gone.why = 'rejected'
      ORDER BY staged.pass, staged.page, staged.row`;
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
