/** Every code that an error of Sluice can carry. A code is stable: it changes only in a major release. */
export const ERROR_CODES = [
  'CONFIG_INVALID',
  'CONFIG_NOT_FOUND',
  'CONFIG_UNSUPPORTED',
  'SOURCE_HTTP_STATUS',
  'SOURCE_AUTH',
  'SOURCE_NETWORK',
  'SOURCE_TIMEOUT',
  'SOURCE_TOO_LARGE',
  'SOURCE_ENCODING',
  'SOURCE_REDIRECT',
  'SOURCE_PAGE_LOOP',
  'SOURCE_PAGE_FIELD',
  'SOURCE_TOTAL_MISSING',
  'SOURCE_PARENT_FIELD',
  'SOURCE_ACTION',
  'PARSE_SYNTAX',
  'PARSE_TRUNCATED',
  'PARSE_NOT_JSON',
  'PARSE_ERROR_BODY',
  'PARSE_SELECTOR_MISSING',
  'PARSE_NOT_ROWS',
  'PARSE_LIMIT',
  'PARSE_NUMBER_RANGE',
  'PARSE_KEY_MISSING',
  'TRANSFORM_STEP',
  'TRANSFORM_CURSOR',
  'DESTINATION_OPEN',
  'DESTINATION_LOCKED',
  'DESTINATION_READ',
  'DESTINATION_WRITE',
  'DESTINATION_TABLE_FOREIGN',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is known of the place of an error: plain data that JSON can hold. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SluiceErrorOptions {
  readonly context?: ErrorContext;
  readonly cause?: unknown;
  /** Whether the same request may succeed when it is sent again. */
  readonly retryable?: boolean;
  /** What the API asked to wait before that, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The base of all errors that Sluice makes. The message says where, what, which value, what to do and what became of
 * the data; `cause` is the original error.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.context = options.context ?? {};
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Where, as `resources[2].endpoint.paginator.limit`. */
  readonly path: string;
  /** What is wrong, with the value and the valid ones. */
  readonly message: string;
}

/** The configuration, a flag or an option is wrong: nothing was asked for and nothing was written. */
export class ConfigError extends SluiceError {
  readonly issues: readonly ConfigIssue[];

  constructor(
    code: Extract<ErrorCode, `CONFIG_${string}`>,
    issues: readonly ConfigIssue[],
    options: SluiceErrorOptions = {},
  ) {
    super(code, describeIssues(issues), options);
    this.issues = issues;
  }
}

/** The API could not be reached, refused, or answered what is no response. */
export class SourceError extends SluiceError {}

/** The body of a page is not what the configuration says. */
export class ParseError extends SluiceError {}

/** The destination could not be opened or written. */
export class DestinationError extends SluiceError {}

/** What was thrown, as an error: JavaScript throws anything. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The same error with one more sentence at the end of its message. */
export function withSentence(error: SluiceError, sentence: string): SluiceError {
  return withMessage(error, `${error.message} ${sentence}`);
}

/** The same error with another message. */
export function withMessage(error: SluiceError, message: string): SluiceError {
  const { code, context, cause, retryable, retryAfterMs } = error;
  const Same = error.constructor as typeof SluiceError;
  const copy = new Same(code, message, {
    context,
    retryable,
    ...(cause === undefined ? {} : { cause }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  if (error.stack !== undefined) copy.stack = error.stack.replace(error.message, () => message);
  return copy;
}

function describeIssues(issues: readonly ConfigIssue[]): string {
  const lines = issues.map((issue) =>
    issue.path ? `${issue.path}: ${issue.message}` : issue.message,
  );
  return lines.length === 1
    ? String(lines[0])
    : `${lines.length} problems:\n  ${lines.join('\n  ')}`;
}
