import { createHash } from 'node:crypto';
import type { JsonNode } from '../../model.ts';
import { hashedJson } from './json-text.ts';

/** In front of a hash at the boundary of a cursor that dlt made. */
const MARK = 'dlt:';
const HASH_BYTES = 9;
/** Versions before 1.29 kept more of the same hash. */
const HASH_CHARACTERS = 12;

/** Hashes of dlt as they stand at the boundary of a cursor. */
export function boundaryOfDlt(hashes: readonly string[]): readonly string[] {
  return hashes.map((hash) => MARK + hash.slice(0, HASH_CHARACTERS));
}

/** The hashes of dlt at a boundary. */
export function dltHashesOf(boundary: readonly string[]): readonly string[] {
  return boundary
    .filter((entry) => entry.startsWith(MARK))
    .map((entry) => entry.slice(MARK.length));
}

/** What dlt may have kept of a row: the hash of its key, alone or as a list, or of the whole row without one. */
export function dltHashesOfRow(
  row: JsonNode,
  key: readonly (JsonNode | undefined)[],
): readonly string[] {
  if (key.length === 0) return [hashOf(row)];
  const parts = key.filter((part) => part !== undefined);
  if (parts.length < key.length) return [];
  const [only] = parts;
  const list = hashOf({ kind: 'array', items: parts });
  return parts.length === 1 && only !== undefined ? [hashOf(only), list] : [list];
}

function hashOf(node: JsonNode): string {
  return createHash('shake128', { outputLength: HASH_BYTES })
    .update(hashedJson(node))
    .digest('base64');
}
