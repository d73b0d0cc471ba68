import { autoPages } from './auto.ts';
import { cursorPages } from './cursor.ts';
import { customPages } from './custom.ts';
import { exactOffsets } from './exact-offsets.ts';
import { headerCursorPages } from './header-cursor.ts';
import { headerLinkPages } from './header-link.ts';
import { jsonLinkPages } from './json-link.ts';
import type { OffsetOptions, OffsetSettings } from './offset.ts';
import { OverlappingOffsets } from './overlapping-offsets.ts';
import { pageNumbers } from './page-numbers.ts';
import type { Paginator } from './paginator.ts';
import type { PaginatorSettings } from './settings.ts';
import { singlePage } from './single-page.ts';
import { steppedOffsets } from './stepped-offsets.ts';

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

/** Pages by offset, in the way that the kind of proof asks for. */
function offsetPaginator(settings: OffsetSettings, options: OffsetOptions): Paginator {
  // where an empty page is no end, rows do not stand at their offsets: nothing can overlap, nor be stepped by
  if (settings.stopAfterEmptyPage === false) return exactOffsets(settings, options);
  switch (options.verify) {
    case 'overlap':
      return new OverlappingOffsets(settings, options);
    case 'off':
      return exactOffsets(settings, options);
    case 'passes':
    case 'total':
      return steppedOffsets(settings, options);
    default:
      return options.verify satisfies never;
  }
}
