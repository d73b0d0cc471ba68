import { linkAbort } from '../http/abort.ts';
import type { QueueReader } from './parent-queue.ts';

export interface MapOptions<In, End> {
  /** How many walks are begun ahead at most, beside the one whose outputs are handed on. */
  readonly width: number;
  readonly permits: Permits;
  readonly signal: AbortSignal;
  /** Called with what each walk ended with, in the order of the inputs. */
  readonly onEnd?: (end: End, item: In) => void;
}

/** A walk that was begun: its first output is on its way, and it is asked for no more before its turn. */
interface Begun<In, Out, End> {
  readonly item: In;
  readonly walk: AsyncGenerator<Out, End>;
  readonly first: Promise<IteratorResult<Out, End>>;
  readonly giveBack: () => void;
}

/**
 * One walk for each input; their outputs come one walk after the other, in the order of the inputs. The walk whose turn it
 * is, the head, needs no permit; those behind it are begun ahead, each as soon as there is an input, room in the width
 * and a permit, which it gives back when it becomes the head.
 *
 * An error of a walk comes when it is its turn, one of the input behind the walks of all inputs before it. After either,
 * or when it is left, all walks that were begun are closed: the signal that `start` got aborts, and they are returned.
 * When `signal` aborts, nothing more is begun, the head may end, and then its reason is thrown.
 *
 * @param start makes the walk of an input; it must not throw, nor act before it is asked for its first output
 */
export async function* mapInOrder<In, Out, End>(
  input: QueueReader<In>,
  start: (item: In, signal: AbortSignal) => AsyncGenerator<Out, End>,
  options: MapOptions<In, End>,
): AsyncGenerator<Out, void> {
  const { signal, onEnd } = options;
  const ahead = beginAhead(input, start, options);
  try {
    for (let head = await ahead.head(); head !== undefined; head = await ahead.head()) {
      let next = await head.first;
      while (!next.done) {
        yield next.value;
        next = await head.walk.next();
      }
      onEnd?.(next.value, head.item);
      ahead.endHead();
      signal.throwIfAborted();
    }
  } finally {
    await ahead.close();
  }
}

interface Ahead<In, Out, End> {
  /** The walk whose turn it is, as soon as there is one; undefined behind the last. */
  head(): Promise<Begun<In, Out, End> | undefined>;
  endHead(): void;
  close(): Promise<void>;
}

function beginAhead<In, Out, End>(
  input: QueueReader<In>,
  start: (item: In, signal: AbortSignal) => AsyncGenerator<Out, End>,
  { width, permits, signal }: MapOptions<In, End>,
): Ahead<In, Out, End> {
  const abort = linkAbort([signal]);
  const begun: Begun<In, Out, End>[] = [];
  let withdraw: (() => void) | undefined;
  let wake: (() => void) | undefined;

  const begin = (item: In, giveBack: () => void): void => {
    input.take();
    const walk = start(item, abort.signal);
    const first = walk.next();
    // whoever comes to it meets the error; a walk that nobody comes to must not end the process
    first.catch(() => {});
    begun.push({ item, walk, first, giveBack });
    advance();
  };
  /** Begins what can be begun now. */
  const advance = (): void => {
    const { waiting } = input;
    if (abort.signal.aborted || waiting === undefined || begun.length > width) return;
    if (begun.length === 0) {
      withdraw?.();
      withdraw = undefined;
      begin(waiting.item, () => {});
    } else if (withdraw === undefined) {
      let isGranted = false;
      const cancel = permits.request((giveBack) => {
        isGranted = true;
        withdraw = undefined;
        begin(waiting.item, giveBack);
      });
      if (!isGranted) withdraw = cancel;
    }
  };
  input.onChange(() => {
    // what waited for a permit may have been dropped
    if (input.waiting === undefined) withdraw?.();
    if (input.waiting === undefined) withdraw = undefined;
    advance();
    wake?.();
  });
  const onAbort = (): void => wake?.();
  abort.signal.addEventListener('abort', onAbort);

  return {
    async head() {
      advance();
      while (begun[0] === undefined && input.over === undefined) {
        abort.signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      abort.signal.throwIfAborted();
      const { over } = input;
      if (begun[0] === undefined && over !== undefined && 'error' in over) throw over.error;
      return begun[0];
    },
    endHead() {
      begun.shift();
      begun[0]?.giveBack();
      advance();
    },
    async close() {
      abort.signal.removeEventListener('abort', onAbort);
      abort.abort(new DOMException('The walk is not wanted any more', 'AbortError'));
      abort.unlink();
      withdraw?.();
      input.leave();
      // a generator is only returned once it has come to a halt, which the signal sees to
      await Promise.allSettled(begun.map(({ walk }) => walk.return(undefined as End)));
      for (const { giveBack } of begun.splice(0)) giveBack();
    },
  };
}

/** A number of permits, shared by all who begin something ahead; first come, first served. */
export interface Permits {
  /**
   * Asks for a permit. `onGrant` is called once there is one, at once or later, with a function that gives it back (and
   * does nothing the second time). The function that comes back withdraws what was not granted yet.
   */
  request(onGrant: (giveBack: () => void) => void): () => void;
}

/**
 * Permits for walks that are begun ahead. A walk that waits for its turn may hold a place of the HTTP client: the page
 * that it read ahead leaves its place only when it is read to its end. So there must be fewer such walks in the whole
 * source than places, or they could hold all of them, while the walk whose turn it is waits for one. Hence one permit less
 * than there are places; with none, nothing is begun ahead.
 */
export function createPermits(count: number): Permits {
  let free = Math.max(0, Math.floor(count));
  const waiting = new Set<(giveBack: () => void) => void>();
  const grant = (): void => {
    for (const onGrant of waiting) {
      if (free === 0) return;
      free--;
      waiting.delete(onGrant);
      onGrant(once(giveBack));
    }
  };
  const giveBack = (): void => {
    free++;
    grant();
  };
  return {
    request(onGrant) {
      // each request is one of its own, also if two have the same function
      const own = (back: () => void): void => onGrant(back);
      waiting.add(own);
      grant();
      return () => waiting.delete(own);
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
