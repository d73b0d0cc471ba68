import { createHash, randomBytes } from 'node:crypto';
import type { JsonNode } from '../../model.ts';
import { hashedJson } from './json-text.ts';

const ID_BYTES = 10;
const POOLED_IDS = 256;

/** Names that dlt keeps for itself begin with it. */
const OWN_PREFIX = '_dlt';

/** Gives ids of rows that have none of their own: 14 characters by chance. */
export function randomRowIds(): () => string {
  let pool = Buffer.alloc(0);
  let at = 0;
  return () => {
    // a call for ten bytes takes as long as one for thousands
    if (at === pool.length) [pool, at] = [randomBytes(ID_BYTES * POOLED_IDS), 0];
    const id = toId(pool.subarray(at, at + ID_BYTES));
    at += ID_BYTES;
    return id;
  };
}

/** The id of a row of a child table: the same for the same place in the same parent row. */
export function childRowId(parentId: string, table: string, index: number): string {
  return hashId(`${parentId}_${table}_${index}`);
}

/** The id that strategies `upsert` and `insert-only` give: the primary key, by the names of its columns. */
export function rootIdOfKey(key: ReadonlyMap<string, JsonNode>): string {
  return hashId(hashedJson({ kind: 'object', members: key }));
}

/** The id that strategy `scd2` gives: the row with all that is nested in it, without dlt's own names. */
export function rootIdOfRow(row: JsonNode): string {
  return hashId(hashedJson(row, (name) => name.startsWith(OWN_PREFIX)));
}

function hashId(text: string): string {
  const hash = createHash('shake128', { outputLength: ID_BYTES }).update(text).digest('base64');
  // ten bytes fill 14 characters, two more are padding
  return hash.slice(0, 14);
}

function toId(bytes: Buffer): string {
  return bytes.toString('base64').slice(0, 14);
}
