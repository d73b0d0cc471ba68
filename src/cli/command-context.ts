import type { Voice } from './voice.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a command is given of the process. */
export interface CommandContext {
  readonly cwd: string;
  /** Without the `.env` file; the environment of the process when absent. */
  readonly env?: Env | undefined;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted when the run shall end: a signal, a reader that left, a crash. */
  readonly signal: AbortSignal;
  /** Aborted when the reader of stdout left. */
  readonly readerLeft: AbortSignal;
  readonly voice: Voice;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
}
