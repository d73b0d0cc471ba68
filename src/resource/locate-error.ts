import { SourceError } from '../errors.ts';

/** Says where it happened, where the error does not say so itself. */
export function locateError(error: unknown, resource: string, page: number): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!(error instanceof SourceError) || error.context['resource'] !== undefined) return error;
  return new SourceError(error.code, `${resource}, page ${page}: ${error.message}`, {
    context: { resource, page },
    cause: error,
  });
}
