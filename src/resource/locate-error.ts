import { SourceError, toError } from '../errors.ts';

/** Says where it happened, where the error does not say so itself. */
export function locateError(error: unknown, resource: string, page: number): Error {
  const isPlaceless = error instanceof SourceError && error.context['resource'] === undefined;
  if (!isPlaceless) return toError(error);
  return new SourceError(error.code, `${resource}, page ${page}: ${error.message}`, {
    context: { resource, page },
    cause: error,
  });
}
