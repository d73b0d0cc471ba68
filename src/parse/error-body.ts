import type { EnvelopeFacts } from '../model.ts';
import { excerpt } from '../wording.ts';
import { type ReadBody, saidError } from './error-marks.ts';
import { type PageTitle, pageError } from './page-fault.ts';
import type { PageSpec } from './page-spec.ts';

/** What a body holds where `error_path` leads to; undefined where it holds no error. */
function errorInBody(
  errorPointer: string | undefined,
  envelope: EnvelopeFacts,
): string | undefined {
  const found = errorPointer === undefined ? undefined : envelope.get(errorPointer);
  if (found === undefined || found.kind === 'null' || found.text === 'false') return undefined;
  return `the body holds an error at \`${errorPointer}\` (error_path): ${excerpt(found.text.trim()) || found.kind}`;
}

/**
 * Looks at a whole body for what it says of an error.
 *
 * @returns what is worth telling where it has rows all the same
 * @throws {ParseError} PARSE_ERROR_BODY
 */
export function checkBody(
  { errorPointer, looksForErrors, keyFields }: PageSpec,
  title: PageTitle,
  envelope: EnvelopeFacts,
  body: Omit<ReadBody, 'keyFields'>,
): string | undefined {
  const problem = errorInBody(errorPointer, envelope);
  if (problem !== undefined) {
    throw pageError(title, 'PARSE_ERROR_BODY', problem, { retryable: true });
  }
  const said = looksForErrors === true ? saidError({ ...body, keyFields }) : undefined;
  if (said === undefined) return undefined;
  if (said.hasRows) return `the API tells of an error beside the rows, ${said.text}`;
  const what = `the body says that it is an error, ${said.text}. It holds no rows of this resource; no row of this page was taken. If that is no error, set \`error_path: null\``;
  throw pageError(title, 'PARSE_ERROR_BODY', what, { retryable: true });
}
