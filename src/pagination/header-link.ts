import { headerText } from './header-cursor.ts';
import { findLink } from './link-header.ts';
import { nextByValue } from './next-by-value.ts';
import type { OffsetOptions } from './offset.ts';
import { linkedPage } from './page-link.ts';
import type { Paginator } from './paginator.ts';
import type { HeaderLinkSettings } from './settings.ts';

/**
 * The next page by the `Link` header.
 *
 * Source of the behaviour: dlt's HeaderLinkPaginator.
 */
export function headerLinkPages(settings: HeaderLinkSettings, options: OffsetOptions): Paginator {
  const { linksNextKey, stopAfterEmptyPage } = settings;
  return nextByValue(
    {
      pointers: [],
      followed: ['header link'],
      stopAfterEmptyPage,
      advice: 'The link is wrong, or it is not the one to the next page.',
      next: (page) => {
        const target = findLink(headerText(page.answer?.headers, 'link'), linksNextKey);
        if (target === undefined || target === '') return undefined;
        return linkedPage(target, `the Link header (rel ${linksNextKey})`, page);
      },
    },
    options,
  );
}
