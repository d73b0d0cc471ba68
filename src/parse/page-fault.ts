import { type ErrorCode, ParseError } from '../errors.ts';
import type { EnvelopeValue } from '../model.ts';
import { excerpt } from '../wording.ts';
import type { RowSelector } from './page-spec.ts';

/** Where a page stands, for messages. */
export interface PageTitle {
  readonly resource: string;
  readonly page: number;
  /** The response's media type. */
  readonly contentType?: string;
  /** How the body's text is encoded, as its response says. Default: UTF-8 */
  readonly charset?: string | undefined;
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

/** Where the rows of a page should stand. */
export interface RowsPlace {
  readonly selector: RowSelector;
  readonly text: string;
  /** Whether an earlier page of the walk had rows there: what is missing on this one may be there when it is read again. */
  readonly wasFound: boolean;
}

/** The page has nothing where the rows should stand. `seen` are names that it has. */
export function selectorMissing(
  title: PageTitle,
  { selector, text, wasFound }: RowsPlace,
  seen: readonly string[],
): ParseError {
  const names = seen.map((name) => `\`${excerpt(name)}\``).join(', ') || 'none';
  const which =
    selector === 'auto'
      ? `\`${text}\`, where the rows of an earlier page were found (no data_selector is given),`
      : `\`${text}\` (data_selector)${wasFound ? ', which earlier pages had,' : ''}`;
  const advice = selector === 'auto' ? 'Give a data_selector' : 'Correct the selector';
  const open = openPath(selector === 'auto' ? { path: text } : selector);
  const emptyLists =
    open === undefined
      ? ''
      : ` If the API leaves empty lists out, write \`data_selector: ${open}\`, for which no match is an empty page.`;
  const what = `${which} is not in the body; names seen: ${names}. ${advice}, or look at what the API answered; no row of this page was taken.${emptyLists}`;
  return pageError(title, 'PARSE_SELECTOR_MISSING', what, { retryable: wasFound });
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'the text',
  number: 'the number',
  boolean: 'the value',
};

/** The page has a text, a number, true or false where the rows should stand. */
export function notRows(
  title: PageTitle,
  { selector, text, wasFound }: RowsPlace,
  { kind, text: value }: EnvelopeValue,
): ParseError {
  const seen = `${KINDS[kind] ?? kind} \`${excerpt(value)}\``;
  const which =
    selector === 'auto' ? `\`${text}\` (no data_selector is given)` : `\`${text}\` (data_selector)`;
  const what = `${which} holds ${seen}, which is not rows. Select a list or an object; no row of this page was taken.`;
  return pageError(title, 'PARSE_NOT_ROWS', what, { retryable: wasFound });
}

/** The path that takes all of a list, and nothing if there is none; undefined for the body itself. */
function openPath(selector: Exclude<RowSelector, 'auto'>): string | undefined {
  if ('path' in selector) return selector.path === '$' ? undefined : `${selector.path}[*]`;
  if (selector.length === 0) return undefined;
  const steps = selector.map((name) =>
    /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? `.${name}` : `['${name.replace(/[\\']/g, '\\$&')}']`,
  );
  return `${steps.join('').replace(/^\./, '')}[*]`;
}
