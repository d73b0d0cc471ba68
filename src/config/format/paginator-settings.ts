import type { OffsetSettings } from '../../pagination/offset.ts';
import type { PageNumberSettings, PaginatorSettings } from '../../pagination/settings.ts';
import type { ValuePlace } from '../../pagination/value-place.ts';
import { envelopeKey, requestBodyPath } from './body-path.ts';
import type {
  OffsetPaginatorConfig,
  PageNumberPaginatorConfig,
  PaginatorConfig,
} from './config-types.ts';
import { isOwnPaginator } from './own-object.ts';
import type { TypedPaginatorConfig } from './paginator-config.ts';
import { asPlain } from './plain.ts';
import { optionsOf } from './registered-problem.ts';
import { paginatorMaker } from './registry.ts';

/** A checked paginator with every default in place. None at all is `auto`. What is registered is made anew here. */
export function paginatorSettings(
  paginator: PaginatorConfig | null | undefined,
): PaginatorSettings {
  if (paginator == null) return { type: 'auto' };
  if (isOwnPaginator(paginator)) return { type: 'own', paginator };
  const written = typeof paginator === 'string' ? { type: paginator } : paginator;
  const make = paginatorMaker(written.type);
  if (make !== undefined) return { type: 'own', paginator: make(optionsOf(asPlain(written))) };
  // what is none of these was checked to be of a built-in type
  return typedSettings(written as TypedPaginatorConfig);
}

/**
 * What tells a paginator from others, for the hash of a plan: its settings, the options of one that was registered, and
 * `own` for one that can't be looked into.
 *
 * @param paginator as it may be shown: nothing is made of its options
 */
export function paginatorIdentity(paginator: PaginatorConfig | null | undefined): unknown {
  if (isOwnPaginator(paginator)) return 'own';
  const type = typeof paginator === 'string' ? paginator : asPlain(paginator)['type'];
  if (paginatorMaker(type) === undefined) return paginatorSettings(paginator);
  const members = Object.entries({ ...asPlain(paginator), type });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function typedSettings(paginator: TypedPaginatorConfig): PaginatorSettings {
  switch (paginator.type) {
    case 'offset':
      return offsetSettings(paginator);
    case 'page_number':
      return pageNumberSettings(paginator);
    case 'cursor':
      return {
        type: 'cursor',
        cursorPath: envelopeKey(paginator.cursor_path ?? 'cursors.next'),
        place: placeOf(paginator.cursor_param, paginator.cursor_body_path, 'cursor'),
        stopAfterEmptyPage: paginator.stop_after_empty_page ?? false,
        ...hasMore(paginator),
      };
    case 'header_cursor':
      return {
        type: 'header_cursor',
        cursorKey: paginator.cursor_key ?? 'next',
        cursorParam: paginator.cursor_param ?? 'cursor',
        ...stopAfterEmpty(paginator),
      };
    case 'json_link':
    case 'json_response':
      return {
        type: 'json_link',
        nextUrlPath: envelopeKey(paginator.next_url_path ?? 'next'),
        ...stopAfterEmpty(paginator),
      };
    case 'header_link':
      return {
        type: 'header_link',
        linksNextKey: paginator.links_next_key ?? 'next',
        ...stopAfterEmpty(paginator),
      };
    default:
      return { type: paginator.type };
  }
}

function offsetSettings(paginator: OffsetPaginatorConfig): OffsetSettings {
  const { total_path: totalPath, maximum_offset: maximum } = paginator;
  const { offset_body_path: offsetPath, limit_body_path: limitPath } = paginator;
  return {
    type: 'offset',
    limit: paginator.limit,
    offset: paginator.offset ?? 0,
    offsetParam: paginator.offset_param ?? 'offset',
    limitParam: paginator.limit_param ?? 'limit',
    ...(offsetPath == null ? {} : { offsetBodyPath: requestBodyPath(offsetPath) }),
    ...(limitPath == null ? {} : { limitBodyPath: requestBodyPath(limitPath) }),
    total:
      totalPath === undefined
        ? { written: false }
        : { written: true, path: totalPath ? envelopeKey(totalPath) : null },
    ...(maximum == null ? {} : { maximumOffset: maximum }),
    stopAfterEmptyPage: paginator.stop_after_empty_page ?? true,
    ...hasMore(paginator),
  };
}

function pageNumberSettings(paginator: PageNumberPaginatorConfig): PageNumberSettings {
  const { total_path: totalPath, maximum_page: maximum } = paginator;
  const basePage = paginator.base_page ?? 0;
  return {
    type: 'page_number',
    basePage,
    page: paginator.page ?? basePage,
    place: placeOf(paginator.page_param, paginator.page_body_path, 'page'),
    totalPath: totalPath === null || totalPath === '' ? null : envelopeKey(totalPath ?? 'total'),
    isTotalWritten: totalPath !== undefined,
    ...(maximum == null ? {} : { maximumPage: maximum }),
    stopAfterEmptyPage: paginator.stop_after_empty_page ?? true,
    ...hasMore(paginator),
  };
}

function placeOf(
  param: string | null | undefined,
  bodyPath: string | null | undefined,
  usual: string,
): ValuePlace {
  return bodyPath == null
    ? { kind: 'param', name: param ?? usual }
    : { kind: 'body', path: requestBodyPath(bodyPath) };
}

function hasMore({ has_more_path: path }: { readonly has_more_path?: string | null }): {
  readonly hasMorePath?: string;
} {
  return path ? { hasMorePath: envelopeKey(path) } : {};
}

function stopAfterEmpty({
  stop_after_empty_page: stops,
}: {
  readonly stop_after_empty_page?: boolean | null;
}): { readonly stopAfterEmptyPage?: boolean } {
  return stops === true ? { stopAfterEmptyPage: true } : {};
}
