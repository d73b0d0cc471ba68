import type { Database, ResultRow } from '../../../staging/database.ts';
import { BLOCK_BYTES, LONG_BYTES, SLICE_BYTES, VECTOR_ROWS } from '../../../staging/memory.ts';
import { inTarget, literal } from '../../../staging/quote.ts';

/** Columns of a table whose values are too long to be read as a whole: DuckDB holds those of 2,048 rows at once. */
export interface LongColumns {
  /** As the catalog has them. */
  readonly names: ReadonlySet<string>;
  /** Ranges of row ids, each of which can be read at once; together they are the table. */
  readonly ranges: readonly RowRange[];
  /** The most bytes that the long values of 2,048 rows are. */
  readonly vectorBytes: number;
  /** The most bytes that those of one row are. */
  readonly longest: number;
}

export const NO_LONG_COLUMNS: LongColumns = {
  names: new Set(),
  ranges: [{ from: 0, to: undefined }],
  vectorBytes: 0,
  longest: 0,
};

export interface RowRange {
  readonly from: number;
  /** Behind its last row; undefined for all that come. */
  readonly to: number | undefined;
}

/** Rows of one column that DuckDB stores together, and at most how many bytes they are. */
interface Segment {
  readonly from: number;
  readonly rows: number;
  readonly bytes: number;
  readonly longest: number;
}

/** What a value may be of which nothing is known. */
const UNKNOWN_BYTES = 64 * 1024 * 1024;

/** Looks where long values are, by what DuckDB knows of its segments: none of them is read. */
export async function readLongColumns(
  database: Database,
  dataset: string,
  table: string,
): Promise<LongColumns> {
  // the function below takes a name as text, and cannot read one that has a quote in it: such a table is read as a whole
  if (`${dataset}${table}`.includes('"')) return NO_LONG_COLUMNS;
  const rows = await database.rows(
    `SELECT column_name AS name, count::DOUBLE AS rows, persistent, len(additional_block_ids)::DOUBLE AS blocks,
       CAST(nullif(regexp_extract(stats, 'Max String Length: (\\d+)', 1), '') AS DOUBLE) AS longest
     FROM pragma_storage_info(${literal(inTarget(dataset, table))})
     WHERE segment_type IN ('VARCHAR', 'JSON', 'BLOB') ORDER BY column_id, row_group_id, segment_id`,
  );
  const columns = new Map<string, Segment[]>();
  for (const row of rows) {
    const name = String(row['name']);
    const segments = columns.get(name) ?? [];
    columns.set(name, segments);
    segments.push(segmentOf(row, segments.at(-1)));
  }
  const long = [...columns].filter(([, segments]) => segments.some(isLong));
  return {
    names: new Set(long.map(([name]) => name)),
    ranges: rangesOf(long.map(([, own]) => own)),
    vectorBytes: sum(long.map(([, own]) => greatest(own.filter(isLong).map(vectorBytes)))),
    longest: sum(long.map(([, own]) => greatest(own.map(({ longest }) => longest)))),
  };
}

function segmentOf(row: ResultRow, before: Segment | undefined): Segment {
  const rows = Number(row['rows']);
  const blocks = Number(row['blocks'] ?? 0);
  const isPersistent = row['persistent'] === true;
  const isKnown = typeof row['longest'] === 'number';
  const unknown = isPersistent && blocks === 0 ? 0 : UNKNOWN_BYTES;
  const longest = isKnown ? Number(row['longest']) : unknown;
  const from = before === undefined ? 0 : before.from + before.rows;
  // values above 4 KiB have blocks of their own
  return { from, rows, longest, bytes: isPersistent ? blocks * BLOCK_BYTES : rows * longest };
}

function isLong({ longest }: Segment): boolean {
  return longest > LONG_BYTES;
}

function rangesOf(columns: readonly (readonly Segment[])[]): readonly RowRange[] {
  const limit = SLICE_BYTES / Math.max(columns.length, 1);
  const starts = new Set<number>([0]);
  for (const segments of columns) {
    let waiting = 0;
    for (const { from, rows, bytes, longest } of segments.filter(isLong)) {
      if (waiting + bytes > limit) {
        starts.add(from);
        waiting = 0;
      }
      waiting += bytes;
      if (bytes <= limit) continue;
      const size = Math.max(1, Math.floor(limit / longest));
      for (let at = from; at < from + rows; at += size) starts.add(at);
      starts.add(from + rows);
      waiting = 0;
    }
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((from, i) => ({ from, to: sorted[i + 1] }));
}

/** What 2,048 of the rows are at most. */
function vectorBytes({ bytes, longest }: Segment): number {
  return Math.min(bytes, VECTOR_ROWS * Math.max(longest, BLOCK_BYTES));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

/** A condition for the rows of a range, by a column with their ids. */
export function inRange({ from, to }: RowRange, column: string): string {
  return `${column} >= ${from}${to === undefined ? '' : ` AND ${column} < ${to}`}`;
}
