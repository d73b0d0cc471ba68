import { Writable } from 'node:stream';
import type {
  Batch,
  FlowItem,
  PagePosition,
  PageVoid,
  ResourceReport,
  WalkOutcome,
} from '../../model.ts';
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
  const writeRows = async (batch: Batch): Promise<void> => {
    try {
      await writeBatch(batch);
      await output.flush();
    } catch (error) {
      tally.lost(batch);
      throw error;
    }
    tally.wrote(batch);
  };
  const stream = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (item: FlowItem, _encoding, done) => {
      switch (item.kind) {
        case 'rows':
          writeRows(item).then(() => done(), done);
          return;
        case 'page_void':
          tally.voided(item);
          done();
          return;
        case 'page_end':
        case 'barrier':
          // what was written left already, and nobody can look into it
          done();
          return;
        default:
          item satisfies never;
      }
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
  voided(page: PageVoid): void;
  counts(): LoadCounts;
}

/** Counts rows. What was written stays written: a page that is sent again can't be taken back, only told. */
function createTally(resource: string): Tally {
  let inserted = 0;
  let discarded = 0;
  let resent = 0;
  let current = '';
  let writtenOfPage = 0;
  const warnings: string[] = [];
  const enter = ({ pass, page }: PagePosition): void => {
    const next = `${pass}/${page}`;
    if (next !== current) writtenOfPage = 0;
    current = next;
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
    voided: (item) => {
      enter(item);
      if (writtenOfPage === 0) return;
      inserted -= writtenOfPage;
      resent += writtenOfPage;
      const what = item.isSentAgain ? 'the whole page follows them' : 'the rest never came';
      warnings.push(
        `${resource}, page ${item.page}: it broke off after ${writtenOfPage} of its rows were written, and reads differently now. They stay in the output; ${what}.`,
      );
      writtenOfPage = 0;
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
