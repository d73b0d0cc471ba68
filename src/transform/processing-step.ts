import type { Row } from '../parse/row-object.ts';

/** What is done with each row before it leaves. A step has one function or several: filter, map, yield_map, in this order. */
export interface ProcessingStep {
  readonly filter?: (row: Row) => unknown;
  readonly map?: (row: Row) => unknown;
  readonly yieldMap?: (row: Row) => Iterable<unknown>;
}
