import { ConfigError } from '../../errors.ts';

const MAX_LENGTH = 300;

/** An error that names a configuration file. One of ours that comes as the cause is passed on as it is. */
export function fileProblem(file: string, what: string, cause?: unknown): ConfigError {
  if (cause instanceof ConfigError && cause.context['file'] === file) return cause;
  const reason = cause instanceof Error ? cause.message : cause === undefined ? '' : String(cause);
  const line = reason.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
  const message = line === '' ? what : `${what}: ${line}`;
  return new ConfigError('CONFIG_INVALID', [{ path: '', message: `${file}: ${message}` }], {
    context: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}
