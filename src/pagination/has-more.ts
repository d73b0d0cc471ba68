import { SourceError } from '../errors.ts';
import type { EnvelopeFacts, EnvelopeValue } from '../model.ts';
import { excerpt, quoted } from '../wording.ts';
import type { EnvelopePath } from './settings.ts';

/** Words for yes and no at a place that was written down, and at one that was found. */
const WORDS = {
  written: { yes: ['yes', 'true', 't', 'y', '1'], no: ['no', 'false', 'f', 'n', '0'] },
  found: { yes: ['yes', 'true', '1'], no: ['no', 'false', '0'] },
} as const;

/**
 * Whether more pages follow, as the body tells: a boolean, or text for one (yes/true/t/y/1, no/false/f/n/0 in any case).
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD where it is missing or something else.
 */
export function demandHasMore(envelope: EnvelopeFacts, path: EnvelopePath): boolean {
  const value = envelope.get(path);
  const answer = flagOf(value);
  if (answer !== undefined) return answer;
  const seen = value === undefined ? 'is not in the body' : `holds ${describeValue(value)}`;
  throw new SourceError(
    'SOURCE_PAGE_FIELD',
    `\`has_more_path\` (${path}) ${seen}; it takes true or false, or text such as "yes" and "no". Correct the path or leave it out; the rows of this page were not taken.`,
  );
}

/** The same of a page that has ended the walk already, where it need not be there. */
export function seenHasMore(
  envelope: EnvelopeFacts,
  path: EnvelopePath | undefined,
): boolean | undefined {
  return path === undefined ? undefined : flagOf(envelope.get(path));
}

/** Whether a page says that more follow; only one with rows must say something. False where there is no path. */
export function isMoreTold(
  page: { readonly envelope: EnvelopeFacts; readonly rowCount: number },
  path: EnvelopePath | undefined,
): boolean {
  if (path === undefined) return false;
  if (page.rowCount > 0) return demandHasMore(page.envelope, path);
  return seenHasMore(page.envelope, path) === true;
}

/** A value for a message: its kind and its beginning. */
export function describeValue({ kind, text }: EnvelopeValue): string {
  if (kind === 'string') return `the text ${quoted(text)}`;
  return kind === 'object' || kind === 'array' || kind === 'null'
    ? `${kind === 'null' ? '' : 'an '}${kind}`
    : `the ${kind} ${excerpt(text)}`;
}

/** A boolean, or text for one; undefined for anything else. */
export function flagOf(value: EnvelopeValue | undefined): boolean | undefined {
  if (value?.kind !== 'boolean' && value?.kind !== 'string') return undefined;
  return flagIn(value.text, 'written');
}

/** A flag in a text, in any case; undefined for another text. */
export function flagIn(written: string, place: keyof typeof WORDS): boolean | undefined {
  const text = written.toLowerCase();
  const { yes, no }: { readonly yes: readonly string[]; readonly no: readonly string[] } =
    WORDS[place];
  if (yes.includes(text)) return true;
  return no.includes(text) ? false : undefined;
}
