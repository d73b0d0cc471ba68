import { DestinationError } from '../../errors.ts';

/** What Node says when the other end of a pipe or a socket went away, or when somebody destroyed the stream. */
const GONE_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'EOF',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** The error of a stream whose reader went away. Not a fault: `| head` has what it wanted. */
export class ClosedByReaderError extends DestinationError {}

/**
 * Whether an error, or one that it was caused by, says that the reader of the output went away. Such a run ends, and
 * nothing is wrong with it.
 */
export function isClosedByReader(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof ClosedByReaderError) return true;
  }
  return false;
}

/** Wraps what went wrong with an output; `undefined`: it was closed without an error. */
export function toOutputError(name: string, cause: Error | undefined): DestinationError {
  if (cause === undefined || GONE_CODES.has(codeOf(cause))) {
    const message = `${name}: the reader closed it. No more rows are written; those before are whole lines.`;
    return new ClosedByReaderError('DESTINATION_WRITE', message, {
      context: { output: name },
      ...(cause && { cause }),
    });
  }
  const message = `${name}: writing rows failed, ${cause.message}. The rows before were handed on; run it again once there is room or access.`;
  return new DestinationError('DESTINATION_WRITE', message, { context: { output: name }, cause });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
