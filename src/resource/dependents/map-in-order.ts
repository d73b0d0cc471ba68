import { linkAbort } from '../../http/abort.ts';
import { createInputReader } from './input-reader.ts';
import type { Permits } from './permits.ts';

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
  input: AsyncIterable<In>,
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
  input: AsyncIterable<In>,
  start: (item: In, signal: AbortSignal) => AsyncGenerator<Out, End>,
  { width, permits, signal }: MapOptions<In, End>,
): Ahead<In, Out, End> {
  const abort = linkAbort([signal]);
  const begun: Begun<In, Out, End>[] = [];
  let withdraw: (() => void) | undefined;
  let wake: (() => void) | undefined;
  const inputs = createInputReader(input, () => {
    advance();
    wake?.();
  });

  const begin = (item: In, giveBack: () => void): void => {
    inputs.take();
    const walk = start(item, abort.signal);
    const first = walk.next();
    // whoever comes to it meets the error; a walk that nobody comes to must not end the process
    first.catch(() => {});
    begun.push({ item, walk, first, giveBack });
  };
  /** Does what can be done now: begins the input that waits, asks for the next one. */
  const advance = (): void => {
    if (abort.signal.aborted) return;
    const { waiting } = inputs;
    if (waiting !== undefined && begun.length === 0) {
      withdraw?.();
      withdraw = undefined;
      begin(waiting.item, () => {});
    } else if (waiting !== undefined && withdraw === undefined) {
      let isGranted = false;
      const cancel = permits.request((giveBack) => {
        isGranted = true;
        withdraw = undefined;
        begin(waiting.item, giveBack);
        advance();
      });
      if (!isGranted) withdraw = cancel;
    }
    if (begun.length <= width) inputs.read();
  };
  const onAbort = (): void => wake?.();
  abort.signal.addEventListener('abort', onAbort);

  return {
    async head() {
      advance();
      while (begun[0] === undefined && inputs.end === undefined) {
        abort.signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      abort.signal.throwIfAborted();
      const { end } = inputs;
      if (begun[0] === undefined && end !== undefined && 'error' in end) throw end.error;
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
      await inputs.close();
      // a generator is only returned once it has come to a halt, which the signal sees to
      await Promise.allSettled(begun.map(({ walk }) => walk.return(undefined as End)));
      for (const { giveBack } of begun.splice(0)) giveBack();
    },
  };
}
