import { type ErrorCode, SourceError } from '../errors.ts';

/** Where a row stands, for messages. */
export interface RowPlace {
  readonly resource: string;
  readonly page: number;
  /** From 0. */
  readonly row: number;
}

/** An error about one row. */
export function rowError(
  code: Extract<ErrorCode, `TRANSFORM_${string}`>,
  { resource, page, row }: RowPlace,
  what: string,
  cause?: unknown,
): SourceError {
  return new SourceError(
    code,
    `${resource}, page ${page}, row ${row + 1}: ${what} The row was not taken.`,
    {
      context: { resource, page, row: row + 1 },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
