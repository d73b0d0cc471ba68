import { BOOLEAN, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { ResourceTarget } from '../destination/destination.ts';
import type { Batch } from '../model.ts';
import { createRowCutter, type RowCutter } from './cut-values.ts';
import { STAGING, type StagingFile } from './staging-file.ts';
import type { StagingTable } from './target.ts';

/** Rows that a data chunk of DuckDB holds. */
const CHUNK_ROWS = 2048;

/**
 * Appends batches to a staging table, through one chunk that is used again and again, and long values of theirs to the spool.
 * To be called in a transaction.
 */
export type StagingAppender = (batches: readonly Batch[]) => Promise<void>;

export function createStagingAppender(
  database: StagingFile,
  staging: StagingTable,
  target: ResourceTarget,
): StagingAppender {
  const cutter = createRowCutter(target, database.spool);
  const chunk = DuckDBDataChunk.create([
    INTEGER,
    INTEGER,
    INTEGER,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    BOOLEAN,
    VARCHAR,
  ]);
  return async (batches) => {
    let left = batches.reduce((sum, batch) => sum + batch.texts.length, 0);
    if (left === 0) return;
    const appender = await database.connection.createAppender(staging.name, 'main', STAGING);
    try {
      const rows = positions(batches);
      while (left > 0) {
        const size = Math.min(left, CHUNK_ROWS);
        fill(chunk, size, rows, cutter);
        appender.appendDataChunk(chunk);
        left -= size;
      }
    } catch (error) {
      appender.clear();
      appender.closeSync();
      throw error;
    }
    appender.closeSync();
    // before the rows that refer to it are committed
    await database.spool.flush();
  };
}

function fill(
  chunk: DuckDBDataChunk,
  size: number,
  rows: Iterator<readonly [batch: Batch, index: number]>,
  cutter: RowCutter,
): void {
  chunk.reset();
  chunk.rowCount = size;
  const [pass, page, row, key, text, exact, reread, cut] = [0, 1, 2, 3, 4, 5, 6, 7].map((column) =>
    chunk.getColumnVector(column),
  );
  for (let at = 0; at < size; at++) {
    const next = rows.next();
    if (next.done) break;
    const [batch, index] = next.value;
    pass?.setItem(at, batch.pass);
    page?.setItem(at, batch.page);
    row?.setItem(at, batch.rows[index] ?? index);
    key?.setItem(at, batch.keys[index] ?? null);
    const staged = cutter(batch, index);
    text?.setItem(at, staged.text);
    exact?.setItem(at, staged.exact);
    cut?.setItem(at, staged.cut);
    reread?.setItem(at, batch.isReread);
  }
  for (const vector of [pass, page, row, key, text, exact, reread, cut]) vector?.flush();
}

function* positions(
  batches: readonly Batch[],
): Generator<readonly [batch: Batch, index: number], undefined> {
  for (const batch of batches) {
    for (let index = 0; index < batch.texts.length; index++) yield [batch, index];
  }
}
