/** Reads inputs one after the other, each ahead of its use. */
export interface InputReader<In> {
  /** What was read and was not taken yet. */
  readonly waiting: { readonly item: In } | undefined;
  /** Nothing more comes: the inputs ended, or broke with an error. */
  readonly end: { readonly error?: unknown } | undefined;
  /** Asks for the next input, unless one waits, is being read, or none is left. */
  read(): void;
  /** Takes what waits. */
  take(): void;
  close(): Promise<void>;
}

/** @param onRead called when an input was read, or the end was met */
export function createInputReader<In>(
  input: AsyncIterable<In>,
  onRead: () => void,
): InputReader<In> {
  const iterator = input[Symbol.asyncIterator]();
  let waiting: { readonly item: In } | undefined;
  let end: { readonly error?: unknown } | undefined;
  let isReading = false;
  return {
    get waiting() {
      return waiting;
    },
    get end() {
      return end;
    },
    take() {
      waiting = undefined;
    },
    read() {
      if (waiting !== undefined || isReading || end !== undefined) return;
      isReading = true;
      // neither of them throws: an error of the input is kept
      void iterator
        .next()
        .then(
          (next) => {
            if (next.done) end = {};
            else waiting = { item: next.value };
          },
          (error: unknown) => {
            end = { error };
          },
        )
        .then(() => {
          isReading = false;
          onRead();
        });
    },
    async close() {
      const left = iterator.return?.();
      // an input that is being read ends when it can; nobody waits for what it would have given
      left?.catch(() => {});
      if (!isReading) await left?.catch(() => {});
    },
  };
}
