import { Transform } from 'node:stream';
import { stringify } from 'ndjson';
import { toJsonText } from '../../parse/json-text.ts';

/**
 * A Transform from rows (objects) to NDJSON text, one bare row a line. A row that holds a `bigint` keeps its digits.
 *
 * Fails with a `TypeError` for a row that JSON cannot hold whole: NaN, Infinity, a cycle.
 */
export function ndjsonLines(): Transform {
  const lines = stringify();
  return new Transform({
    writableObjectMode: true,
    encoding: 'utf8',
    transform: (row: unknown, _encoding, done) => {
      try {
        // the package's stream is synchronous: what goes in comes out at once, so the order of rows is kept
        if (!isPlain(row, [])) return done(null, `${toJsonText(row)}\n`);
        lines.write(row);
        done(null, lines.read());
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** Whether `JSON.stringify` writes a value without losing any of it. */
function isPlain(value: unknown, parents: readonly object[]): boolean {
  if (typeof value === 'bigint') return false;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (parents.includes(value)) return false;
  const inner = [...parents, value];
  return Object.values(value).every((member) => isPlain(member, inner));
}
