import { Transform } from 'node:stream';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import { rowKey } from '../parse/row-key.ts';
import type { Row } from '../parse/row-object.ts';
import { type Leaving, MergeWindow } from './merge-window.ts';

export interface DedupeOptions {
  /** Field or fields of the primary key, as the rows name them. */
  readonly key: string | readonly string[];
  /** Rows within which a later copy replaces an earlier one. Default 2000. */
  readonly window?: number;
}

const DEFAULT_WINDOW = 2000;

/** Rows that travel through the window together. */
const GROUP_ROWS = 50;

interface RowGroup {
  readonly keys: string[];
  readonly rows: Row[];
}

/**
 * A stage for rows as objects: keeps the last row for each key within its window. Rows keep their order; the earlier
 * copy gives way. Memory holds one window of rows.
 *
 * @throws {ConfigError} for options that are wrong; the stream fails with a ParseError (`PARSE_KEY_MISSING`) at a row without a usable key.
 * @example
 * await pipeline(source.stream('contacts'), dedupe({ key: 'id' }), duckdb('crm.duckdb', { table: 'contacts', key: 'id' }));
 */
export function dedupe(options: DedupeOptions): Transform {
  const { fields, windowRows } = resolveOptions(options);
  const window = new MergeWindow<RowGroup>(windowRows);
  let group: RowGroup = { keys: [], rows: [] };
  let rowCount = 0;
  const push = (stream: Transform, leaving: readonly Leaving<RowGroup>[]): void => {
    for (const {
      group: { rows },
      kept,
    } of leaving) {
      for (const row of kept === undefined ? rows : kept.map((i) => rows[i])) stream.push(row);
    }
  };
  const closeGroup = (stream: Transform): void => {
    push(stream, window.add(group));
    group = { keys: [], rows: [] };
  };
  return new Transform({
    objectMode: true,
    transform(row: Row, _encoding, done) {
      try {
        rowCount++;
        group.keys.push(rowKey(row, fields, `dedupe, row ${rowCount}`));
        group.rows.push(row);
        if (group.rows.length >= GROUP_ROWS) closeGroup(this);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      closeGroup(this);
      push(this, window.flush());
      done();
    },
  });
}

function resolveOptions({ key, window = DEFAULT_WINDOW }: DedupeOptions): {
  readonly fields: readonly string[];
  readonly windowRows: number;
} {
  const fields = typeof key === 'string' ? [key] : key;
  const issues: ConfigIssue[] = [];
  if (!Array.isArray(fields) || fields.length === 0 || fields.includes('')) {
    issues.push({ path: 'key', message: 'is required: the field, or fields, of the primary key.' });
  }
  if (!Number.isInteger(window) || window < 1) {
    issues.push({
      path: 'window',
      message: `must be a whole number of rows from 1, got ${window}.`,
    });
  }
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  return { fields, windowRows: window };
}
