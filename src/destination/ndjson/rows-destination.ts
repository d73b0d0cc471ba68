import type { Writable } from 'node:stream';
import { DestinationError } from '../../errors.ts';
import { parseRow as parseRowText, type Row } from '../../parse/row-object.ts';
import type { Destination } from '../destination.ts';
import { openOutputLoad } from './output-writer.ts';
import { shareOutput } from './shared-output.ts';

/** What a Writable of the user gets, one a row. */
export interface ResourceRow {
  readonly resource: string;
  readonly row: Row;
}

export interface RowsDestinationOptions {
  /** For messages. @default 'writable' */
  readonly name?: string;
  /** Turns the text of a row into an object. @default integers beyond 2^53 become `bigint`, other numbers doubles */
  readonly parseRow?: (text: string) => Row;
}

/**
 * Rows as objects, one {@link ResourceRow} a row, for an object-mode Writable of the user. All resources share it, and
 * its back-pressure slows every walk.
 *
 * Like the last stream of a `pipeline`, the Writable is ended when the load closes, also when a resource failed: what
 * came is whole rows, and the report says what is missing. When it is destroyed, the streams of all writers fail with
 * its error, or with one that `isClosedByReader` knows.
 */
export function rowsDestination(
  output: Writable,
  options: RowsDestinationOptions = {},
): Destination {
  const { name = 'writable', parseRow = parseRowText } = options;
  return {
    name,
    open: async () => {
      if (!output.writableObjectMode) {
        throw new DestinationError(
          'DESTINATION_OPEN',
          `${name}: it takes bytes, but rows are objects { resource, row }. Create it with objectMode: true. Nothing was asked for.`,
        );
      }
      const shared = shareOutput(output, name);
      const toWriteBatch =
        (resource: string) =>
        async ({ texts }: { readonly texts: readonly string[] }): Promise<void> => {
          for (const text of texts) {
            await shared.write({ resource, row: parseRow(text) } satisfies ResourceRow);
          }
        };
      const close = async (): Promise<void> => {
        try {
          if (!output.destroyed) await shared.end();
        } finally {
          shared.release();
        }
      };
      return openOutputLoad(shared, toWriteBatch, close);
    },
  };
}
