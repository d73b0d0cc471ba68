import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ResourcePlan } from '../config/plan/plan.ts';
import { columnFormOf } from '../config/plan/plan.ts';
import { type LoadCounts, NO_COUNTS, type ResourceWriter } from '../destination/destination.ts';
import type { Batch, FlowItem } from '../model.ts';
import { createRowBatches, type RowBatches } from '../parse/row-batch.ts';
import { parseRow } from '../parse/row-object.ts';
import { rowError } from '../transform/row-place.ts';

/** Tables of one resource; each of them gathers rows of its own before they are staged. */
const MAX_TABLES = 100;

/** The writers of a resource whose rows tell their table: each is opened when the first row for it comes. */
export interface TableRouter {
  /** Takes batches in page order. Ending it ends all writers; where no row came, that of the resource's own table. */
  readonly stream: Writable;
  /** In the order in which they were opened. */
  readonly writers: readonly ResourceWriter[];
  /** Opens the writer of the resource's own table where there is none, so that there is one to settle. */
  ensureOne(): Promise<void>;
}

interface RouterParts {
  /** The table of rows of which none came. */
  readonly table: string;
  /** The name of a table that the function of the resource gave. */
  readonly nameOf: (given: string) => string;
  /** Opens the writer of a table. */
  readonly open: (table: string) => Promise<ResourceWriter>;
}

export function createTableRouter(
  resource: ResourcePlan,
  { table: ownTable, nameOf, open }: RouterParts,
): TableRouter {
  const writers = new Map<string, ResourceWriter>();
  const { name, primaryKey: keyFields, limits } = resource;
  const columnForm = columnFormOf(resource);
  const toBatch = createRowBatches({ resource: name, keyFields, columnForm, limits });
  const openWriter = async (table: string): Promise<ResourceWriter> => {
    const writer = await open(table);
    // its failure reaches the router through the write, or the end, that meets it
    writer.stream.on('error', () => {});
    writers.set(table, writer);
    return writer;
  };
  const writerOf = async (table: string, batch: Batch): Promise<ResourceWriter> => {
    const known = writers.get(table);
    if (known !== undefined) return known;
    if (writers.size >= MAX_TABLES) throw tooManyError(resource, table, batch);
    return openWriter(table);
  };
  const writeRows = async (batch: Batch): Promise<void> => {
    for (const [table, rows] of groupByTable(resource, nameOf, batch)) {
      const writer = await writerOf(table, batch);
      const isWhole = writers.size === 1 && rows.length === batch.texts.length;
      await writeTo(writer.stream, isWhole ? batch : partOf(batch, rows, toBatch));
    }
  };
  const write = async (item: FlowItem): Promise<void> => {
    switch (item.kind) {
      case 'rows':
        return writeRows(item);
      case 'page_void':
        // what was sent of a page is void in every table
        for (const { stream } of writers.values()) await writeTo(stream, item);
        return;
      case 'page_end':
      case 'barrier':
        // such a walk is not gone on with, and nobody looks into what it wrote
        return;
      default:
        item satisfies never;
    }
  };
  const ensureOne = async (): Promise<void> => {
    if (writers.size === 0) await openWriter(ownTable);
  };
  const end = async (): Promise<void> => {
    await ensureOne();
    for (const { stream } of writers.values()) {
      stream.end();
      await finished(stream);
    }
  };
  let busy: Promise<void> = Promise.resolve();
  const destroyAll = (): void => {
    for (const { stream } of writers.values()) stream.destroy();
  };
  return {
    ensureOne,
    stream: new Writable({
      objectMode: true,
      highWaterMark: 2,
      write: (item: FlowItem, _encoding, done) => {
        busy = write(item).then(() => done(), done);
      },
      final: (done) => {
        busy = end().then(() => done(), done);
      },
      destroy: (error, done) => {
        destroyAll();
        // a writer that is being opened is let go, too
        void busy.then(() => {
          destroyAll();
          done(error);
        });
      },
    }),
    get writers() {
      return [...writers.values()];
    },
  };
}

type Summed = {
  [K in keyof LoadCounts]-?: NonNullable<LoadCounts[K]> extends number ? K : never;
}[keyof LoadCounts];

/** The counts that are numbers. */
const SUMMED = Object.entries(NO_COUNTS)
  .filter(([, count]) => typeof count === 'number')
  .map(([name]) => name as Summed);

/** What several writers of one resource counted, as if they were one. */
export function joinCounts(a: LoadCounts, b: LoadCounts): LoadCounts {
  const tables = new Set([a.table, b.table].filter((table) => table !== undefined));
  const sums = SUMMED.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]);
  return {
    ...NO_COUNTS,
    ...Object.fromEntries(sums),
    ...(tables.size === 0 ? {} : { table: [...tables].join(', ') }),
    ...((a.listRows ?? b.listRows) && { listRows: { ...a.listRows, ...b.listRows } }),
    schemaChanges: [...a.schemaChanges, ...b.schemaChanges],
    warnings: [...new Set([...a.warnings, ...b.warnings])],
    movedCursors: a.movedCursors === true || b.movedCursors === true,
  };
}

/** The tables of a batch's rows, and the indexes of the rows of each. */
function groupByTable(
  resource: ResourcePlan,
  nameOf: RouterParts['nameOf'],
  batch: Batch,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, text] of batch.texts.entries()) {
    const given = tableOf(resource, text, { page: batch.page, row: batch.rows[i] ?? i });
    const table = nameOf(given);
    const rows = groups.get(table);
    if (rows === undefined) groups.set(table, [i]);
    else rows.push(i);
  }
  return groups;
}

function tableOf(
  { name, tableOf: toTable }: ResourcePlan,
  text: string,
  { page, row }: { readonly page: number; readonly row: number },
): string {
  const place = { resource: name, page, row };
  let given: unknown;
  try {
    given = toTable?.(parseRow(text));
  } catch (cause) {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw rowError(
      'TRANSFORM_STEP',
      place,
      `\`table_name\` failed, ${what}. Correct the function.`,
      cause,
    );
  }
  if (typeof given === 'string' && given.trim() !== '') return given;
  const what = typeof given === 'string' ? 'an empty text' : `a value of type ${typeof given}`;
  throw rowError(
    'TRANSFORM_STEP',
    place,
    `\`table_name\` gave ${what}. It must give a table's name.`,
  );
}

function tooManyError({ name }: ResourcePlan, table: string, batch: Batch): Error {
  return rowError(
    'TRANSFORM_STEP',
    { resource: name, page: batch.page, row: batch.rows[0] ?? 0 },
    `\`table_name\` gave more than ${MAX_TABLES} tables, \`${table}\` is one more. Let it give fewer.`,
  );
}

/** Some rows of a batch; what was seen in their values is found anew, or each table would get the columns of all. */
function partOf(batch: Batch, indexes: readonly number[], toBatch: RowBatches): Batch {
  const rows = indexes.map((i) => ({ text: batch.texts[i] ?? '', row: batch.rows[i] ?? i }));
  const { texts, keys, exact, facts, rows: places } = toBatch(rows, batch);
  return { ...batch, rows: places, texts, keys, exact, facts };
}

function writeTo(stream: Writable, item: FlowItem): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(item, (error) => (error ? reject(error) : resolve()));
  });
}
