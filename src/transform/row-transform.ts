import { pickRows } from '../batch.ts';
import type { Batch, FlowItem, PagePosition } from '../model.ts';
import type { ColumnForm } from '../parse/column-form.ts';
import type { ParseLimits } from '../parse/limits.ts';
import { createRowBatches, type PlacedRow, type RowBatches } from '../parse/row-batch.ts';
import { parseRow } from '../parse/row-object.ts';
import { CursorFault } from './cursor-fault.ts';
import { createInclude, type Include, type IncludedFields } from './include.ts';
import { createIncludeOnly } from './include-only.ts';
import type { IncrementalStage } from './incremental.ts';
import type { ProcessingStep } from './processing-step.ts';
import { type RowPlace, rowError } from './row-place.ts';
import { createSteps, type RunSteps, type StepTally } from './steps.ts';

export interface RowTransformSettings {
  /** For messages. */
  readonly resource: string;
  readonly steps: readonly ProcessingStep[];
  /** Fields of the parent row, under their names in the row. */
  readonly include?: IncludedFields | undefined;
  readonly incremental?: IncrementalStage | undefined;
  readonly keyFields: readonly string[];
  readonly mergeKey?: readonly string[];
  /** Default: a name of the key means the field of exactly that name. */
  readonly columnForm?: ColumnForm;
  readonly limits: ParseLimits;
}

/** Counts over rows of the first pass, without those that were reread, and without pages that became void. */
export interface RowTransformCounts {
  /** Dropped by a filter, by a yield_map that gave nothing, or by the incremental filter. */
  readonly filtered: number;
  /** Given by yield_map beyond one for each row: received are the rows of the walk and these. */
  readonly added: number;
}

/** What is done with the rows of one walk before they leave. */
export interface RowTransform {
  /**
   * Returns a batch with the rows that came of those of `item`, in their order, and everything else as it was. Whatever
   * carries no rows passes as it is. Items come in the order of the walk.
   *
   * Rows keep their place in the page, unless a step has a yield_map: there each row gets the next number of
   * its page, from 0, in the order in which they leave; a page that is sent again begins anew.
   *
   * @throws {SourceError} TRANSFORM_STEP, TRANSFORM_CURSOR
   * @throws {ParseError} if a row that a step made has no usable key, or is beyond the limits.
   */
  apply<Item extends FlowItem>(item: Item): Item;
  readonly counts: RowTransformCounts;
}

/** Included parent fields, then the processing steps, then the incremental filter. */
export function createRowTransform(settings: RowTransformSettings): RowTransform {
  const { incremental, steps, include } = settings;
  const counts = createPageCounts();
  const toBatch = createRowBatches(settings);
  const looksAtRows = steps.length > 0 || incremental !== undefined;
  const includes =
    include === undefined || include.length === 0 ? undefined : createInclude(include);
  const transform: BatchTransform = {
    settings,
    toBatch,
    include: includes,
    run: createSteps(steps),
    expands: steps.some(({ yieldMap }) => yieldMap !== undefined),
  };
  const includeOnly =
    includes === undefined || looksAtRows
      ? undefined
      : createIncludeOnly(settings, includes, toBatch);
  const applyToRows = (batch: Batch): Batch => {
    if (batch.texts.length === 0) return batch;
    if (includeOnly !== undefined) return includeOnly(batch);
    if (!looksAtRows) return batch;
    const tally = { filtered: 0, added: 0 };
    const from = transform.expands ? counts.nextRow : undefined;
    const transformed = transformRows(batch, transform, tally, from);
    counts.add(batch, tally, transformed.texts.length);
    return transformed;
  };
  return {
    counts: counts.sums,
    apply<Item extends FlowItem>(item: Item): Item {
      const begins = counts.begin(item);
      if (begins === 'page') incremental?.mark();
      if (begins === 'again') incremental?.undo();
      return item.kind === 'rows' ? (applyToRows(item) as Item) : item;
    },
  };
}

interface BatchTransform {
  readonly settings: RowTransformSettings;
  readonly toBatch: RowBatches;
  readonly include: Include | undefined;
  readonly run: RunSteps;
  readonly expands: boolean;
}

/** `from`: the number of the first row that leaves; undefined if rows keep theirs. */
function transformRows(
  batch: Batch,
  { settings, toBatch, include, run }: BatchTransform,
  tally: StepTally,
  from: number | undefined,
): Batch {
  const out: PlacedRow[] = [];
  /** The indexes of the rows that left as they came, as long as there are no others. */
  const kept: number[] = [];
  let isAnew = include !== undefined || from !== undefined;
  for (const [i, source] of batch.texts.entries()) {
    const place = { resource: settings.resource, page: batch.page, row: batch.rows[i] ?? i };
    const text = include === undefined ? source : include.append(source, place);
    run(parseRow(text), place, tally, (value, made) => {
      const key = made === undefined && include === undefined ? batch.keys[i] : undefined;
      if (!isKept(settings, value, made ?? text, key, place)) {
        tally.filtered++;
        return;
      }
      if (made === undefined) kept.push(i);
      else isAnew = true;
      out.push({ text: made ?? text, row: from === undefined ? place.row : from + out.length });
    });
  }
  // a walk that leaves keys to the steps lets rows without a sure one pass: here they must have one
  const lacksKey =
    settings.keyFields.length > 0 && kept.some((index) => batch.keys[index] === undefined);
  if (isAnew || lacksKey || batch.lossyEncoding !== undefined) {
    const { rows, texts, keys, exact, facts } = toBatch(out, batch);
    return { ...batch, rows, texts, keys, exact, facts };
  }
  return kept.length === batch.texts.length ? batch : pickRows(batch, kept);
}

function isKept(
  { incremental }: RowTransformSettings,
  row: unknown,
  text: string,
  key: string | undefined,
  place: RowPlace,
): boolean {
  if (incremental === undefined) return true;
  try {
    return incremental.keep(row, text, key);
  } catch (fault) {
    if (!(fault instanceof CursorFault)) throw fault;
    const path = String(incremental.attribute('cursor_path'));
    const what = `the cursor \`${path}\` (cursor_path): ${fault.message}.`;
    throw rowError('TRANSFORM_CURSOR', place, what, fault);
  }
}

/** What became of the rows of a walk, page by page, so that a page can be taken back. */
export interface PageCounts {
  readonly sums: Readonly<StepTally>;
  /** The number of the next row of the page. */
  readonly nextRow: number;
  /** Called with each item first: whether it begins a page, or begins the page that is under way again. */
  begin(item: FlowItem): 'page' | 'again' | undefined;
  /** `rows`: how many rows left. */
  add(batch: Batch, tally: StepTally, rows: number): void;
}

export function createPageCounts(): PageCounts {
  const sums = { filtered: 0, added: 0 };
  let place: PagePosition | undefined;
  let before = { ...sums };
  let nextRow = 0;
  return {
    sums,
    get nextRow(): number {
      return nextRow;
    },
    begin({ kind, pass, page }) {
      const isSame = place?.pass === pass && place.page === page;
      if (isSame && kind !== 'page_void') return undefined;
      nextRow = 0;
      if (isSame) Object.assign(sums, before);
      else before = { ...sums };
      place = { pass, page };
      return isSame ? 'again' : 'page';
    },
    add(batch, tally, rows) {
      nextRow += rows;
      if (batch.pass > 1 || batch.isReread) return;
      sums.filtered += tally.filtered;
      sums.added += tally.added;
    },
  };
}
