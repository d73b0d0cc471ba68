import { BOOLEAN, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { Batch } from '../model.ts';
import type { Database } from './database.ts';
import { STAGING } from './staging-file.ts';
import type { StagingTable } from './staging-table.ts';

/** Rows that a data chunk of DuckDB holds. */
const CHUNK_ROWS = 2048;

/** Appends batches to a staging table, through one chunk that is used again and again. */
export type StagingAppender = (batches: readonly Batch[]) => Promise<void>;

export function createStagingAppender(database: Database, staging: StagingTable): StagingAppender {
  const chunk = DuckDBDataChunk.create([
    INTEGER,
    INTEGER,
    INTEGER,
    VARCHAR,
    VARCHAR,
    VARCHAR,
    BOOLEAN,
  ]);
  return async (batches) => {
    let left = batches.reduce((sum, batch) => sum + batch.texts.length, 0);
    if (left === 0) return;
    const appender = await database.connection.createAppender(staging.name, 'main', STAGING);
    try {
      const rows = positions(batches);
      while (left > 0) {
        const size = Math.min(left, CHUNK_ROWS);
        fill(chunk, size, rows);
        appender.appendDataChunk(chunk);
        left -= size;
      }
    } catch (error) {
      appender.clear();
      appender.closeSync();
      throw error;
    }
    appender.closeSync();
  };
}

function fill(
  chunk: DuckDBDataChunk,
  size: number,
  rows: Iterator<readonly [batch: Batch, index: number]>,
): void {
  chunk.reset();
  chunk.rowCount = size;
  const [pass, page, row, key, text, exact, reread] = [0, 1, 2, 3, 4, 5, 6].map((column) =>
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
    text?.setItem(at, asObject(batch.texts[index]));
    exact?.setItem(at, batch.exact.get(index) ?? null);
    reread?.setItem(at, batch.isReread === true);
  }
  for (const vector of [pass, page, row, key, text, exact, reread]) vector?.flush();
}

function* positions(
  batches: readonly Batch[],
): Generator<readonly [batch: Batch, index: number], undefined> {
  for (const batch of batches) {
    for (let index = 0; index < batch.texts.length; index++) yield [batch, index];
  }
}

/** A row that is no object becomes one, under the name that its facts have. */
function asObject(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.trimStart().startsWith('{') ? text : `{"value":${text}}`;
}
