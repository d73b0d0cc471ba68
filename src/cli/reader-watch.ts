import type { Writable } from 'node:stream';

/** What became of stdout. */
export interface ReaderWatch {
  /** Aborted when the reader of stdout closed the pipe. */
  readonly left: AbortSignal;
  /** Another error of stdout, as a full disk. */
  failure(): Error | undefined;
}

/**
 * Hears the errors of stdout and stderr as long as the process lives: an error that nobody hears ends it. Once stderr
 * is gone there is nobody left to tell anything.
 */
export function watchReader(stdout: Writable, stderr: Writable): ReaderWatch {
  const left = new AbortController();
  let failure: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'ECONNRESET') {
      left.abort(new DOMException('The reader closed stdout', 'AbortError'));
    } else {
      failure ??= error;
    }
  });
  stderr.on('error', () => undefined);
  return { left: left.signal, failure: () => failure };
}
