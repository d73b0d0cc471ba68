import type { Writable } from 'node:stream';
import { quoteText } from '../../parse/json-text.ts';
import type { Destination } from '../destination.ts';
import { openOutputLoad } from './output-writer.ts';
import { shareOutput } from './shared-output.ts';

/**
 * Rows as lines `{"resource":"contacts","row":{…}}`, each row's text as it stands, so that numbers stay exact. All
 * resources share the output: one write for each batch, whole lines only, and a slow reader slows every walk.
 *
 * The output is not ended: it may be `process.stdout`. When its reader goes away, the streams of all writers fail
 * with an error that `isClosedByReader` knows.
 *
 * @param name - for messages.
 */
export function ndjsonDestination(output: Writable, name = 'stdout'): Destination {
  return {
    name,
    open: async () => {
      const shared = shareOutput(output, name);
      const toWriteBatch = (resource: string) => {
        const head = `{"resource":${quoteText(resource)},"row":`;
        return async ({ texts }: { readonly texts: readonly string[] }): Promise<void> => {
          if (texts.length > 0) await shared.write(`${head}${texts.join(`}\n${head}`)}}\n`);
        };
      };
      const close = async (): Promise<void> => {
        // a reader that left, and a full disk, were told through the writers already
        await shared.flush().catch(() => undefined);
        shared.release();
      };
      return openOutputLoad(shared, toWriteBatch, close);
    },
  };
}
