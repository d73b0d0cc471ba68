import type { Destination } from './destination/destination.ts';
import { duckdbTarget } from './destination/duckdb/duckdb-target.ts';
import { type StagedDestinationOptions, stagedDestination } from './load/staged-destination.ts';
import { defaultMemoryLimit } from './staging/memory.ts';

export interface DuckDbDestinationOptions extends Omit<StagedDestinationOptions, 'memoryLimit'> {
  /**
   * What DuckDB may hold in memory, as DuckDB writes it (`512MB`, `4GB`); what does not fit goes to disk.
   *
   * @default '256MB', or half of the container's limit where that is less
   */
  readonly memoryLimit?: string;
  /** Whether loads of layout `dlt` go on in a dataset that dlt made. Default: false. */
  readonly takeOver?: boolean;
}

/** Tables in a DuckDB file, with the books of all loads beside them in the schema `_sluice`. */
export function duckdbDestination(
  path: string,
  { memoryLimit = defaultMemoryLimit(), ...options }: DuckDbDestinationOptions = {},
): Destination {
  const { takeOver, ...staged } = options;
  return stagedDestination(duckdbTarget(path, options), { ...staged, memoryLimit });
}
