import { Transform } from 'node:stream';
import { charactersOf, pickRows } from '../batch.ts';
import type { Batch } from '../model.ts';
import { type Leaving, MergeWindow } from './merge-window.ts';

/** Rows in which a later copy replaces an earlier one before it leaves; the fold finds copies that stand further apart. */
const WINDOW_ROWS = 2000;

/** A stage over batches that keeps the last row for each key within its window, and counts what gave way. */
export interface MergeStage {
  readonly stream: Transform;
  /** Rows of the first pass that gave way to a later copy. */
  readonly duplicates: number;
}

export function createMergeStage(windowRows: number = WINDOW_ROWS): MergeStage {
  const window = new MergeWindow<Batch>(windowRows, charactersOf);
  let duplicates = 0;
  const push = (stream: Transform, leaving: readonly Leaving<Batch>[]): void => {
    for (const { group, kept } of leaving) {
      const gone = group.keys.length - (kept?.length ?? group.keys.length);
      if (group.pass === 1) duplicates += gone;
      stream.push(kept === undefined ? group : pickRows(group, kept));
    }
  };
  const stream = new Transform({
    objectMode: true,
    readableHighWaterMark: 2,
    writableHighWaterMark: 2,
    transform(batch: Batch, _encoding, done) {
      if (isApart(batch)) {
        push(this, window.flush());
        this.push(batch);
      } else {
        push(this, window.add(batch));
      }
      done();
    },
    flush(done) {
      push(this, window.flush());
      done();
    },
  });
  return {
    stream,
    get duplicates(): number {
      return duplicates;
    },
  };
}

/**
 * Batches that no other row gives way to, and that wait for none: those that may yet be void, those that were met before
 * and count as reread, those that end a page which an interrupted walk goes on from, for its rows must be there then, and
 * those whose sender waits until everything in front of them is staged.
 */
function isApart(batch: Batch): boolean {
  return (
    batch.isProvisional ||
    batch.restartsPage ||
    batch.isReread === true ||
    batch.state !== undefined ||
    batch.onStaged !== undefined
  );
}
