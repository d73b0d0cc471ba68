import { Transform } from 'node:stream';
import { charactersOf, pickRows } from '../batch.ts';
import type { Batch, FlowItem, PageEnd } from '../model.ts';
import { type Keyed, type Leaving, MergeWindow } from './merge-window.ts';

/** Rows in which a later copy replaces an earlier one before it leaves; the fold finds copies that stand further apart. */
const WINDOW_ROWS = 2000;

/** A stage over what travels that keeps the last row for each key within its window, and counts what gave way. */
export interface MergeStage {
  readonly stream: Transform;
  /** Rows of the first pass that gave way to a later copy. */
  readonly duplicates: number;
}

/** What waits in the window: rows, and the ends of pages behind them. */
interface Waiting extends Keyed {
  readonly item: Batch | PageEnd;
}

export function createMergeStage(windowRows: number = WINDOW_ROWS): MergeStage {
  const window = new MergeWindow<Waiting>(windowRows, sizeOf);
  let duplicates = 0;
  const push = (stream: Transform, leaving: readonly Leaving<Waiting>[]): void => {
    for (const { group, kept } of leaving) {
      const { item } = group;
      const gone = group.keys.length - (kept?.length ?? group.keys.length);
      if (item.pass === 1) duplicates += gone;
      stream.push(item.kind === 'page_end' || kept === undefined ? item : pickRows(item, kept));
    }
  };
  const stream = new Transform({
    objectMode: true,
    readableHighWaterMark: 2,
    writableHighWaterMark: 2,
    transform(item: FlowItem, _encoding, done) {
      const waiting = waitingFor(item);
      push(this, waiting === undefined ? window.flush() : window.add(waiting));
      if (waiting === undefined) this.push(item);
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

/** What an item is in the window; undefined for one that waits for no other, and before which the window empties. */
function waitingFor(item: FlowItem): Waiting | undefined {
  switch (item.kind) {
    case 'rows':
      // no other row gives way to those that may yet be void, nor to those that were met before and count as reread
      return item.isProvisional || item.isReread ? undefined : { item, keys: item.keys };
    case 'page_end':
      // an interrupted walk goes on from here: the rows of the page must be there then
      return item.state === undefined ? { item, keys: [] } : undefined;
    case 'page_void':
    case 'barrier':
      return undefined;
    default:
      return item satisfies never;
  }
}

function sizeOf({ item }: Waiting): number {
  return item.kind === 'rows' ? charactersOf(item) : 0;
}
