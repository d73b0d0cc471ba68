import { SluiceError } from '../../errors.ts';

/** A report as JSON; errors become their code and message. DuckDB takes no JSON with lone surrogates. */
export function reportJson(report: unknown): string {
  return JSON.stringify(report, (_name, value: unknown) => {
    if (typeof value === 'string') return value.toWellFormed();
    return value instanceof Error ? describeError(value) : value;
  });
}

function describeError(error: Error): { readonly code?: string; readonly message: string } {
  return error instanceof SluiceError
    ? { code: error.code, message: error.message }
    : { message: error.message };
}
