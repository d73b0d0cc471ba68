import { once } from 'node:events';
import type {
  DestinationLoad,
  LoadCounts,
  LoadStart,
  ResourceTarget,
  ResourceWriter,
} from '../../src/destination/destination.ts';
import { duckdbDestination } from '../../src/duckdb-destination.ts';
import type { Clock, FlowItem, WalkOutcome } from '../../src/model.ts';
import type { StageLimits } from '../../src/staging/staging.ts';
import { contacts, EXHAUSTED, loadStart, syncReport } from './duckdb-load.ts';
import { resourceReport } from './sync-report.ts';

export interface WalkOptions {
  readonly target?: ResourceTarget;
  readonly start?: LoadStart;
  readonly stageLimits?: StageLimits;
  readonly clock?: Clock;
  readonly waitLockMs?: number;
}

/** A load of one resource, step by step. */
export interface OpenWalk {
  readonly writer: ResourceWriter;
  readonly start: LoadStart;
  /** Resolves when the items are committed to staging. */
  stage(items: Iterable<FlowItem>): Promise<void>;
  /** Ends the rows and settles; gives the counts. The load is closed then. */
  settle(outcome?: WalkOutcome): Promise<LoadCounts>;
  /** Ends it as a crash would: nothing is settled. */
  crash(): Promise<void>;
}

export const COMPLETE: WalkOutcome = { verdict: 'complete', basis: 'overlap' };

export async function openWalk(path: string, options: WalkOptions = {}): Promise<OpenWalk> {
  const { target = contacts(), start = loadStart(), stageLimits, clock, waitLockMs } = options;
  const load: DestinationLoad = await duckdbDestination(path, {
    ...(stageLimits && { stageLimits }),
    ...(clock && { clock }),
    ...(waitLockMs !== undefined && { waitLockMs }),
  }).open(start);
  const writer = await load.writer(target).catch(async (error: unknown) => {
    await load.close(syncReport(start, []));
    throw error;
  });
  const { stream } = writer;
  let barriers = 0;
  const write = async (item: FlowItem): Promise<void> => {
    if (!stream.write(item)) await once(stream, 'drain');
  };
  return {
    writer,
    start,
    async stage(items) {
      for (const item of items) await write(item);
      const id = ++barriers;
      const reached = new Promise<void>((resolve) => {
        writer.evidence?.barriers.on('reached', (one) => one === id && resolve());
      });
      await write({ kind: 'barrier', pass: 1, page: 1, id });
      await reached;
    },
    async settle(outcome = EXHAUSTED) {
      stream.end();
      await once(stream, 'close');
      let counts: LoadCounts | undefined;
      const settled = writer.settle(outcome, (told) => {
        counts = told;
        return resourceReport({ name: target.resource, ...outcome, ...told });
      });
      const reports = await settled.then(
        (report) => [report],
        () => [],
      );
      const closed = load.close(syncReport(start, reports));
      // what went wrong first tells more
      await Promise.allSettled([closed]);
      await settled;
      await closed;
      if (counts === undefined) throw new Error('settle did not ask for the report');
      return counts;
    },
    async crash() {
      stream.destroy();
      await load.close(syncReport(start, []));
    },
  };
}

/** What the counts say of the rows that were received. */
export function settled(counts: LoadCounts): number {
  const { inserted, updated, unchanged, duplicates, staged, discarded } = counts;
  return inserted + updated + unchanged + duplicates + staged + discarded;
}
