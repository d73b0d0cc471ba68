import { Writable } from 'node:stream';
import type { Batch, ResourceReport, WalkOutcome } from '../../model.ts';
import {
  type DestinationLoad,
  type LoadCounts,
  NO_COUNTS,
  type ResourceWriter,
} from '../destination.ts';
import type { SharedOutput } from './shared-output.ts';

/** Hands the rows of one batch to the output. */
type WriteBatch = (batch: Batch) => Promise<void>;

/** A load whose resources all write to one output; `close` says what becomes of the output afterwards. */
export function openOutputLoad(
  output: SharedOutput,
  toWriteBatch: (resource: string) => WriteBatch,
  close: () => Promise<void>,
): DestinationLoad {
  return {
    writer: async (target) => outputWriter(output, target.resource, toWriteBatch(target.resource)),
    settleFamily: async (settlements) => {
      const reports: ResourceReport[] = [];
      for (const { writer, outcome, toReport, cursors } of settlements) {
        reports.push(await writer.settle(outcome, toReport, cursors));
      }
      return reports;
    },
    close,
  };
}

/**
 * The writer of one resource. A batch counts, and the next one is taken, once what is behind the output has it. When the output fails, the stream is destroyed at once, also between two batches, so
 * that a walk does not go on for a reader that left.
 */
function outputWriter(
  output: SharedOutput,
  resource: string,
  writeBatch: WriteBatch,
): ResourceWriter {
  const tally = createTally(resource);
  const stream = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (batch: Batch, _encoding, done) => {
      const taken = writeBatch(batch).then(() => output.flush());
      taken.then(
        () => {
          tally.wrote(batch);
          done();
        },
        (error: Error) => {
          tally.lost(batch);
          done(error);
        },
      );
    },
  });
  // until a pipeline listens, nobody does, and an error that nobody hears ends the process
  stream.on('error', () => undefined);
  const unsubscribe = output.onFailure((error) => stream.destroy(error));
  stream.once('close', unsubscribe);
  return {
    stream,
    warnings: [],
    settle: async (
      _outcome: WalkOutcome,
      toReport: (counts: LoadCounts) => ResourceReport,
    ): Promise<ResourceReport> => toReport(tally.counts()),
    // what left can't be taken back
    discard: async () => undefined,
  };
}

interface Tally {
  wrote(batch: Batch): void;
  lost(batch: Batch): void;
  counts(): LoadCounts;
}

/** Counts rows. What was written stays written: a page that is sent again can't be taken back, only told. */
function createTally(resource: string): Tally {
  let inserted = 0;
  let discarded = 0;
  let resent = 0;
  let page = '';
  let writtenOfPage = 0;
  const warnings: string[] = [];
  const enter = (batch: Batch): void => {
    const next = `${batch.pass}/${batch.page}`;
    if (next === page && batch.restartsPage && writtenOfPage > 0) {
      inserted -= writtenOfPage;
      resent += writtenOfPage;
      const what = batch.texts.length > 0 ? 'the whole page follows them' : 'the rest never came';
      warnings.push(
        `${resource}, page ${batch.page}: it broke off after ${writtenOfPage} of its rows were written, and reads differently now. They stay in the output; ${what}.`,
      );
    }
    if (next !== page || batch.restartsPage) writtenOfPage = 0;
    page = next;
  };
  return {
    wrote: (batch) => {
      enter(batch);
      inserted += batch.texts.length;
      writtenOfPage += batch.texts.length;
    },
    lost: (batch) => {
      enter(batch);
      discarded += batch.texts.length;
    },
    counts: () => ({
      ...NO_COUNTS,
      inserted,
      discarded,
      resent,
      warnings: [...warnings],
    }),
  };
}
