import { headerText } from './header-cursor.ts';
import { findLink } from './link-header.ts';
import { nextByValue } from './next-by-value.ts';
import type { OffsetOptions } from './offset.ts';
import { linkedPage } from './page-link.ts';
import type { Paginator } from './paginator.ts';
import type { HeaderLinkSettings } from './settings.ts';

/**
 * The next page by the `Link` header, or by a header that holds nothing but the URL.
 *
 * Source of the behaviour: dlt's HeaderLinkPaginator.
 */
export function headerLinkPages(settings: HeaderLinkSettings, options: OffsetOptions): Paginator {
  const { linksNextKey, header, stopAfterEmptyPage } = settings;
  const where =
    header === undefined ? `the Link header (rel ${linksNextKey})` : `the header \`${header}\``;
  return nextByValue(
    {
      pointers: [],
      // another relation than `next` is not what `next` leads to
      followed:
        header === undefined && linksNextKey.toLowerCase() !== 'next' ? [] : [header ?? 'Link'],
      stopAfterEmptyPage,
      advice: 'The link is wrong, or it is not the one to the next page.',
      next: (page) => {
        const text = headerText(page.answer?.headers, header ?? 'link');
        const target = header === undefined ? findLink(text, linksNextKey) : text.trim();
        return target === undefined || target === '' ? undefined : linkedPage(target, where, page);
      },
    },
    options,
  );
}
