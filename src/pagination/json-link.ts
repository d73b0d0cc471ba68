import { describeValue } from './has-more.ts';
import { nextByValue } from './next-by-value.ts';
import type { OffsetOptions } from './offset.ts';
import { badLink, linkedPage } from './page-link.ts';
import type { Paginator } from './paginator.ts';
import type { JsonLinkSettings } from './settings.ts';
import { placeName } from './tree.ts';

/**
 * The next page by a URL in the body; null, nothing and "" end the walk.
 *
 * Source of the behaviour: dlt's JSONLinkPaginator.
 */
export function jsonLinkPages(
  { nextUrlPath, stopAfterEmptyPage }: JsonLinkSettings,
  options: OffsetOptions,
): Paginator {
  const where = `\`next_url_path\` (${nextUrlPath})`;
  return nextByValue(
    {
      pointers: [nextUrlPath],
      followed: [placeName(nextUrlPath)],
      stopAfterEmptyPage,
      advice: 'The link is wrong, or it is not the one to the next page.',
      next: (page) => {
        const value = page.envelope.get(nextUrlPath);
        if (value === undefined || value.kind === 'null') return undefined;
        if (value.kind !== 'string') throw badLink(where, `holds ${describeValue(value)}`);
        return value.text.trim() === '' ? undefined : linkedPage(value.text, where, page);
      },
    },
    options,
  );
}
