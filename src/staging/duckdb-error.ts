import { DestinationError } from '../errors.ts';

/** DuckDB gives up the whole instance after such an error: only closing it and opening the file anew helps. */
export function isFatal(error: unknown): boolean {
  return /^(FATAL|INTERNAL) Error|database has been invalidated/.test(messageOf(error));
}

/** Whether a fold was refused for what its rows are: the same rows would be refused again. */
export function isRowsRefused(error: unknown): boolean {
  const isOwn = error instanceof DestinationError;
  if (isOwn && error.context['rowsRefused'] === true) return true;
  const message = messageOf(isOwn ? error.cause : error);
  return /^(Constraint|Conversion|Invalid Input|Out of Range) Error|constraint violat/i.test(
    message,
  );
}

/**
 * Why a file could not be opened.
 *
 * @param what is locked, if it is
 */
export function openError(
  path: string,
  error: unknown,
  what: string = 'the database is',
): DestinationError {
  if (error instanceof DestinationError) return error;
  const message = messageOf(error);
  const untouched = 'Nothing was read or written.';
  if (/Could not set lock|being used by another process/.test(message)) {
    const holder = /Conflicting lock is held in (.+? \(PID \d+\))/.exec(message)?.[1];
    const who = holder === undefined ? 'another process' : `another process, ${holder}`;
    return new DestinationError(
      'DESTINATION_LOCKED',
      `${path}: ${what} locked by ${who}. ${untouched} Run again when that process has ended.`,
      { context: { path, holder: who, ...pidOf(message) }, cause: error, retryable: true },
    );
  }
  return new DestinationError(
    'DESTINATION_OPEN',
    `${path}: the database cannot be opened: ${adviceFor(message)} ${untouched}`,
    { context: { path }, cause: error },
  );
}

/** What became of the data, by the error. */
export type Consequence = string | ((error: unknown) => string);

/** A statement failed; `told` says what became of the data. */
export function writeError(where: string, error: unknown, told: Consequence): DestinationError {
  if (error instanceof DestinationError) return error;
  const consequence = typeof told === 'string' ? told : told(error);
  const message = firstLine(messageOf(error));
  const advice = /^Out of Memory Error: (?:could not|failed to) (?:allocate|pin)/.test(message)
    ? '. Give it more by `--memory-limit`'
    : '';
  const what = isFatal(error)
    ? `DuckDB gave up the database: ${message}. Nothing more can be written in this process`
    : `${isOfSystem(error) ? 'a file could not be written' : 'DuckDB refused to write'}: ${message}${advice}`;
  return new DestinationError('DESTINATION_WRITE', `${where}: ${what}. ${consequence}`, {
    cause: error,
  });
}

/** Whether the system refused, and not DuckDB: long values go into a file of their own. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Something that only looks failed. */
export function readError(where: string, error: unknown): DestinationError {
  if (error instanceof DestinationError) return error;
  const message = firstLine(messageOf(error));
  return new DestinationError(
    'DESTINATION_READ',
    `${where}: DuckDB refused to read: ${message}. Nothing was changed by that.`,
    { cause: error },
  );
}

function adviceFor(message: string): string {
  const text = `${firstLine(message)}.`;
  if (/version number|storage version|newer/i.test(message)) {
    return `${text} A newer DuckDB wrote it; write it with STORAGE_VERSION 'v1.5.0' or older, or take another file.`;
  }
  if (/No such file or directory/.test(message)) return `${text} Its folder must exist.`;
  return text;
}

function pidOf(message: string): { readonly pid?: number } {
  const pid = /\(PID (\d+)\)/.exec(message)?.[1];
  return pid === undefined ? {} : { pid: Number(pid) };
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/[.\s]+$/, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
