import type {
  Destination,
  DestinationLoad,
  ResourceWriter,
  Settlement,
} from '../destination/destination.ts';
import type { LockWaitOptions } from '../staging/lock-wait.ts';
import { STAGE_LIMITS, type StageLimits } from '../staging/staging.ts';
import { openStagingFile } from '../staging/staging-file.ts';
import type { Target } from '../staging/target.ts';
import type { StagedLoad } from './settle.ts';
import { openWriter, type StagedWriter, settleFamily } from './writer.ts';

export interface StagedDestinationOptions extends LockWaitOptions {
  /** What DuckDB may hold in memory, as DuckDB writes it (`512MB`); what does not fit goes to disk. */
  readonly memoryLimit: string;
  /** The folder of the staging file. Default: it stands beside the target. */
  readonly stateFolder?: string;
  /** When rows are committed to staging. Default: 10,000 rows, 8 MiB of text or one second. */
  readonly stageLimits?: StageLimits;
}

/** A target with staging in front of it: rows wait in a file of their own until their walk is done, and are folded then. */
export function stagedDestination(target: Target, options: StagedDestinationOptions): Destination {
  return {
    name: target.name,
    async open(load, onWaiting) {
      const path = await target.stagingPath(options.stateFolder);
      const staging = await openStagingFile(path, {
        ...{ ...options, name: target.name, ...(onWaiting && { onWaiting }) },
      });
      try {
        const open = await target.open(load, staging, onWaiting);
        return createLoad({ target: open, staging, load }, options.stageLimits ?? STAGE_LIMITS);
      } catch (error) {
        await staging.close();
        throw error;
      }
    },
  };
}

function createLoad(context: StagedLoad, limits: StageLimits): DestinationLoad {
  const writers: StagedWriter[] = [];
  return {
    async writer(target) {
      const writer = await openWriter(context, target, limits);
      writers.push(writer);
      return writer;
    },
    cursors: context.target.cursors,
    settleFamily(settlements) {
      return settleFamily(
        context,
        settlements.map((settlement) => ({ ...settlement, writer: own(writers, settlement) })),
      );
    },
    async close(report) {
      try {
        await Promise.all(writers.map(stopped));
        await context.target.record(report);
      } finally {
        await context.staging.close();
      }
    },
  };
}

function own(writers: readonly StagedWriter[], { writer }: Settlement): StagedWriter {
  const found = writers.find((one) => one === writer);
  if (found === undefined)
    throw new TypeError('A family settles with the load that opened its writers.');
  return found;
}

/** Resolves when the writer's stream does nothing more with the connection. */
function stopped({ stream }: ResourceWriter): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) return resolve();
    stream.once('close', resolve);
    stream.destroy();
  });
}
