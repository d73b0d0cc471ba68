import { finished, type Writable } from 'node:stream';
import { toOutputError } from './closed-by-reader.ts';

/** One Writable that several resources write to, each at its own pace. */
export interface SharedOutput {
  /** Hands over one chunk. Resolves when the output takes more; rejects once the output failed or closed. */
  write(chunk: unknown): Promise<void>;
  /** Resolves when all chunks handed over so far were taken by what is behind the output. */
  flush(): Promise<void>;
  /** Ends the output and resolves when it finished. */
  end(): Promise<void>;
  /** Called once with the error when the output fails or closes, at once if it did already. Returns how to unsubscribe. */
  onFailure(listener: (error: Error) => void): () => void;
  /** Stops listening. The output itself stays open. */
  release(): void;
}

/**
 * Watches an output from its opening on: a reader can go away at any time, also while nobody writes. The failure is kept,
 * because `process.stdout` forgets its own.
 */
export function shareOutput(output: Writable, name: string): SharedOutput {
  let failure: Error | undefined;
  let handedOver = 0;
  let taken = 0;
  const failureListeners = new Set<(error: Error) => void>();
  const waiting = new Set<() => void>();

  const wake = (): void => {
    for (const go of [...waiting]) go();
  };
  const fail = (cause: Error | undefined): void => {
    if (failure) return;
    failure = toOutputError(name, cause);
    for (const listener of [...failureListeners]) listener(failure);
    failureListeners.clear();
    wake();
  };
  const onClose = (): void => fail(undefined);

  /** Resolves when `isMet`, looked at after each event of the output; rejects after a failure. */
  const until = (isMet: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!failure && !isMet()) return;
        waiting.delete(look);
        if (failure) reject(failure);
        else resolve();
      };
      waiting.add(look);
      look();
    });

  output.on('error', fail);
  output.on('close', onClose);
  output.on('drain', wake);
  if (output.destroyed) fail(output.errored ?? undefined);

  return {
    write: async (chunk) => {
      if (failure) throw failure;
      handedOver += 1;
      const takesMore = output.write(chunk, (error) => {
        taken += 1;
        if (error) fail(error);
        else wake();
      });
      if (!takesMore) await until(() => !output.writableNeedDrain);
    },
    flush: () => {
      // those of others that follow are not waited for: a busy neighbour would never let this one finish
      const goal = handedOver;
      return until(() => taken >= goal);
    },
    end: async () => {
      if (failure) throw failure;
      output.off('close', onClose);
      await new Promise<void>((resolve, reject) => {
        finished(output, { readable: false }, (error) => {
          if (!error) return resolve();
          fail(error);
          reject(failure);
        });
        output.end();
      });
    },
    onFailure: (listener) => {
      if (failure) listener(failure);
      else failureListeners.add(listener);
      return () => failureListeners.delete(listener);
    },
    release: () => {
      output.off('close', onClose);
      output.off('drain', wake);
      // a write that is still under way may fail later, and an error that nobody hears ends the process
      if (taken === handedOver) output.off('error', fail);
    },
  };
}
