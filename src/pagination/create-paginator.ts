import { autoPages } from './auto.ts';
import { cursorPages } from './cursor.ts';
import { customPages } from './custom.ts';
import { headerCursorPages } from './header-cursor.ts';
import { headerLinkPages } from './header-link.ts';
import { jsonLinkPages } from './json-link.ts';
import type { OffsetOptions } from './offset.ts';
import { offsetPaginator } from './offset-paginator.ts';
import { pageNumbers } from './page-numbers.ts';
import type { Paginator } from './paginator.ts';
import type { PaginatorSettings } from './settings.ts';
import { singlePage } from './single-page.ts';

/**
 * The paginator of these settings, for one pass. With `options.state` it goes on where the `state()` of an earlier one was,
 * as JSON brings it back.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD where a paginator of one's own fails to name its first page.
 */
export function createPaginator(settings: PaginatorSettings, options: OffsetOptions): Paginator {
  switch (settings.type) {
    case 'offset':
      return offsetPaginator(settings, options);
    case 'page_number':
      return pageNumbers(settings, options);
    case 'cursor':
      return cursorPages(settings, options);
    case 'header_cursor':
      return headerCursorPages(settings, options);
    case 'json_link':
      return jsonLinkPages(settings, options);
    case 'header_link':
      return headerLinkPages(settings, options);
    case 'single_page':
      return singlePage(options);
    case 'auto':
      return autoPages(options, createPaginator);
    case 'own':
      return customPages(settings, options);
    default:
      return settings satisfies never;
  }
}
