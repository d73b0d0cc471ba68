import { type ErrorCode, ParseError } from '../errors.ts';
import { excerpt } from '../excerpt.ts';
import type { RowSelector } from './page-spec.ts';

/** Where a page stands, for messages. */
export interface PageTitle {
  readonly resource: string;
  readonly page: number;
  /** The answer's media type. */
  readonly contentType?: string;
}

/** An error that says which page it is about. */
export function pageError(
  { resource, page }: PageTitle,
  code: ErrorCode,
  what: string,
  options: { cause?: unknown; retryable?: boolean } = {},
): ParseError {
  const sentence = what.endsWith('.') ? what : `${what}.`;
  const context = { resource, page };
  return new ParseError(code, `${resource}, page ${page}: ${sentence}`, { context, ...options });
}

/** The page has nothing where the rows should stand. `seen` are names that it has. */
export function selectorMissing(
  title: PageTitle,
  selector: RowSelector,
  place: string,
  seen: readonly string[],
): ParseError {
  const names = seen.map((name) => `\`${excerpt(name)}\``).join(', ') || 'none';
  const which =
    selector === 'auto'
      ? `\`${place}\`, where the rows of an earlier page were found (no data_selector is given),`
      : `\`${place}\` (data_selector)`;
  const advice = selector === 'auto' ? 'Give a data_selector' : 'Correct the selector';
  const what = `${which} is not in the body; names seen: ${names}. ${advice}, or look at what the API answered; no row of this page was taken.`;
  return pageError(title, 'PARSE_SELECTOR_MISSING', what);
}
