import { SluiceError } from '../../errors.ts';

/** A report as JSON; errors become their code and message. */
export function reportJson(report: unknown): string {
  return JSON.stringify(report, (_name, value: unknown) =>
    value instanceof Error ? describeError(value) : value,
  );
}

function describeError(error: Error): { readonly code?: string; readonly message: string } {
  return error instanceof SluiceError
    ? { code: error.code, message: error.message }
    : { message: error.message };
}
