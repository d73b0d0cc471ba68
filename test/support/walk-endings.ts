import type { Destination } from '../../src/destination/destination.ts';
import { duckdbDestination } from '../../src/duckdb-destination.ts';
import type { ResourceReport } from '../../src/model.ts';
import type { ItemsSuite } from './items-suite.ts';

/** A load that is aborted behind its page of that number: its rows and their checkpoint are staged. */
export async function stopBehindPage(
  { load }: Pick<ItemsSuite, 'load'>,
  written: object,
  page: number,
  options: object = {},
): Promise<ResourceReport> {
  const stop = new AbortController();
  let pages = 0;
  const onEvent = (event: { readonly type: string }): void => {
    if (event.type === 'page' && ++pages === page) stop.abort();
  };
  return load(written, { ...options, onEvent, signal: stop.signal });
}

/** A load that leaves the file as a kill between the end of its walk and its fold does. */
export async function stopBehindEnd(
  { load, suite }: Pick<ItemsSuite, 'load' | 'suite'>,
  written: object,
  options: object = {},
): Promise<ResourceReport> {
  const killed = (): Promise<never> => Promise.reject(new Error('killed'));
  return load(written, { ...options, to: beforeFold(suite.file, killed) });
}

/** The database, with something that happens between the end of a walk and its fold. */
export function beforeFold(file: string, act: () => Promise<unknown>): Destination {
  const destination = duckdbDestination(file);
  return {
    name: destination.name,
    open: async (start) => {
      const load = await destination.open(start);
      return {
        ...load,
        writer: async (target) => {
          const writer = await load.writer(target);
          return {
            ...writer,
            settle: async (...settlement) => {
              await act();
              return writer.settle(...settlement);
            },
          };
        },
      };
    },
  };
}
