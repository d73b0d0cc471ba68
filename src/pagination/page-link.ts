import { SourceError } from '../errors.ts';
import { linkExcerpt } from '../wording.ts';
import type { NextPage } from './next-by-value.ts';
import type { PageFacts } from './paginator.ts';

/**
 * The page behind a link, which may be relative to the one that was asked. It takes the place of the address and all
 * parameters.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD where it is not a link.
 */
export function linkedPage(link: string, where: string, { answer }: PageFacts): NextPage {
  const url = resolveLink(link, answer?.url);
  if (url === undefined) throw badLink(where, `holds "${linkExcerpt(link)}"`);
  return {
    request: { params: {}, url, role: 'body' },
    value: url,
    shown: `the link ${linkExcerpt(url)} at ${where}`,
  };
}

/** An absolute http address; undefined where the link is none. */
export function resolveLink(link: string, base: string | undefined): string | undefined {
  const text = link.trim();
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}

export function badLink(where: string, seen: string): SourceError {
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    `the link to the next page at ${where} ${seen}, which is not a URL. Correct the path; the rows of this page were not taken.`,
  );
}
