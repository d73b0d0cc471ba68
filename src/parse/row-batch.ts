import { ParseError } from '../errors.ts';
import type { Batch, PagePosition } from '../model.ts';
import type { KeySpec } from './key-fields.ts';
import type { ParseLimits } from './limits.ts';
import { RowBuilder } from './row-builder.ts';
import { RowFault } from './row-fault.ts';
import { createTokenizer } from './tokens.ts';

/** What the rows of a batch are. */
export interface RowBatchSpec extends KeySpec {
  /** For messages. */
  readonly resource: string;
  readonly limits: ParseLimits;
}

/** A row as JSON text, and its place in its page, from 0. */
export interface PlacedRow {
  readonly text: string;
  readonly row: number;
}

export type RowBatches = (
  rows: readonly PlacedRow[],
  place: PagePosition & Partial<Pick<Batch, 'lossyEncoding'>>,
) => Batch;

/**
 * Makes batches of rows that are JSON text already, as a page reader makes them of a body: with keys, facts and the values
 * that a double does not hold. Rows that are no objects are taken as they stand, with facts of a field `value`.
 *
 * @throws {ParseError} for rows without a usable key, and for those beyond the limits.
 */
export function createRowBatches(spec: RowBatchSpec): RowBatches {
  const builder = new RowBuilder(spec);
  return (rows, place) => {
    builder.reset();
    const tokenizer = createTokenizer();
    const texts: string[] = [];
    const keys: (string | undefined)[] = [];
    const exact = new Map<number, string>();
    const { lossyEncoding: encoding } = place;
    const source = encoding === undefined ? undefined : { encoding, hasInvalidBytes: true };
    // rows are written as the items of one array, so that one tokenizer serves them all
    tokenizer.write('[');
    for (const [i, { text, row }] of rows.entries()) {
      try {
        const built = builder.build(tokenizer.write(`${text},`), source);
        texts.push(built.text);
        keys.push(built.key);
        if (built.exact !== undefined) exact.set(i, built.exact);
      } catch (error) {
        throw error instanceof RowFault ? refused(error, spec.resource, place.page, row) : error;
      }
    }
    return {
      kind: 'rows',
      pass: place.pass,
      page: place.page,
      rows: rows.map(({ row }) => row),
      texts,
      keys,
      exact,
      facts: builder.takeFacts(),
      isProvisional: false,
      isReread: false,
      lossyEncoding: encoding,
    };
  };
}

function refused(cause: RowFault, resource: string, page: number, row: number): ParseError {
  const what = `${resource}, page ${page}: row ${row + 1} ${cause.message}.`;
  return new ParseError(cause.code, what, { cause, context: { resource, page } });
}
