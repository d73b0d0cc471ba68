/** A place at which a test lets the process die, as if the machine had lost its power. */
interface Armed {
  readonly name: string;
  /** Times that the place is still to be passed. */
  left: number;
}

let armed: Armed | undefined;

/**
 * Arms one place: `name` or `name:n`, for the n-th time that it is reached. Without a text nothing is armed.
 *
 * @throws {RangeError} for a text that is none of these
 */
export function armFailpoint(spec: string | undefined): void {
  if (spec === undefined || spec === '') {
    armed = undefined;
    return;
  }
  const match = /^([\w.-]+)(?::([1-9]\d*))?$/.exec(spec);
  if (match?.[1] === undefined) throw new RangeError(`No place to fail at: ${spec}`);
  armed = { name: match[1], left: Number(match[2] ?? 1) };
}

/** Ends the process without a trace where a test armed this place; does nothing otherwise. */
export function failpoint(name: string): void {
  if (armed === undefined || armed.name !== name) return;
  armed.left--;
  if (armed.left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // the signal may take a moment, and nothing more is to happen in it
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
