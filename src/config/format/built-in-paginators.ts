import { z } from 'zod';
import type { OffsetSettings } from '../../pagination/offset.ts';
import type { PageNumberSettings, PaginatorSettings } from '../../pagination/settings.ts';
import type { ValuePlace } from '../../pagination/value-place.ts';
import type {
  AutoPaginatorConfig,
  CursorPaginatorConfig,
  HeaderCursorPaginatorConfig,
  HeaderLinkPaginatorConfig,
  JsonLinkPaginatorConfig,
  OffsetPaginatorConfig,
  PageNumberPaginatorConfig,
  SinglePagePaginatorConfig,
  TypedPaginatorConfig,
} from './config-types.ts';
import { anyText, flag, text, wholeNumber } from './fields.ts';
import { optional, required } from './key.ts';
import { member, section, type Typed } from './section.ts';
import {
  envelopeKey,
  headerNameProblem,
  requestBodyPath,
  requestBodyPathProblem,
  valuePathProblem,
} from './text-checks.ts';
import { asPlain, type Plain } from './values.ts';

const TYPE = 'The way to page.';

const bodyValue = () => text('a path into the body', valuePathProblem);
/** An empty path is none, as null is. */
const anyBodyValue = (or = '') =>
  anyText(`a path into the body${or}`, (path) =>
    path === '' ? undefined : valuePathProblem(path),
  );
const param = (what: string, usual: string) =>
  optional(text('the name of a parameter'), `The query parameter that carries the ${what}.`, {
    default: usual,
  });
const bodyPlace = (what: string, instead: string) =>
  optional(
    text('a path into the JSON body', requestBodyPathProblem),
    `Where the ${what} goes in the JSON body, names with dots between them. Not together with \`${instead}\`.`,
  );
const emptyPage = (stops: boolean) =>
  optional(flag(), 'Whether a page without rows is the last one.', { default: stops });
const hasMorePath = () =>
  optional(anyBodyValue(), 'Where the body tells whether more pages follow.', {
    otherwise: 'nowhere',
  });

const OFFSET = { offset: 0, offsetParam: 'offset', limitParam: 'limit', stops: true };

const offset = section(
  'offset',
  member(
    'paginator',
    'offset',
    'OffsetPaginatorConfig',
    'Pages by the number of rows in front of them.',
  ),
  {
    type: required(z.literal('offset'), TYPE),
    limit: required(wholeNumber(1), 'Rows to ask for at a time.'),
    offset: optional(wholeNumber(0), 'The first offset.', { default: OFFSET.offset }),
    offset_param: param('offset', OFFSET.offsetParam),
    offset_body_path: bodyPlace('offset', 'offset_param'),
    limit_param: param('limit', OFFSET.limitParam),
    limit_body_path: bodyPlace('limit', 'limit_param'),
    total_path: optional(
      anyBodyValue(', or null'),
      'Where the body tells how many rows the collection holds. Written, it must be there; null switches totals off.',
      { otherwise: 'the usual places, such as `total`, of which none need be there' },
    ),
    maximum_offset: optional(
      wholeNumber(0),
      'The offset at which to stop, which is not asked for.',
      { otherwise: 'none' },
    ),
    stop_after_empty_page: emptyPage(OFFSET.stops),
    has_more_path: hasMorePath(),
  },
).superRefine((value, context) => {
  checkPlaces(value, ['offset', 'limit'], context);
  checkEnd(value, 'maximum_offset', context);
});

function offsetSettings(paginator: OffsetPaginatorConfig): OffsetSettings {
  const { total_path: totalPath, maximum_offset: maximum } = paginator;
  const { offset_body_path: offsetPath, limit_body_path: limitPath } = paginator;
  return {
    type: 'offset',
    limit: paginator.limit,
    offset: paginator.offset ?? OFFSET.offset,
    offsetParam: paginator.offset_param ?? OFFSET.offsetParam,
    limitParam: paginator.limit_param ?? OFFSET.limitParam,
    ...(offsetPath == null ? {} : { offsetBodyPath: requestBodyPath(offsetPath) }),
    ...(limitPath == null ? {} : { limitBodyPath: requestBodyPath(limitPath) }),
    total:
      totalPath === undefined
        ? { written: false }
        : { written: true, path: totalPath ? envelopeKey(totalPath) : null },
    ...(maximum == null ? {} : { maximumOffset: maximum }),
    stopAfterEmptyPage: paginator.stop_after_empty_page ?? OFFSET.stops,
    ...hasMore(paginator),
  };
}

/** What is wrong with the two parameters of an `offset` whose keys may be wrong by themselves. */
export function offsetParamProblem(paginator: unknown): string | undefined {
  const { type, offset_param: offset, limit_param: limit } = asPlain(paginator);
  return type === 'offset' && (offset ?? OFFSET.offsetParam) === (limit ?? OFFSET.limitParam)
    ? '`offset_param` and `limit_param` must be two parameters, not one'
    : undefined;
}

const PAGE = { base: 0, param: 'page', total: 'total', stops: true };

const pageNumber = section(
  'page_number',
  member('paginator', 'page_number', 'PageNumberPaginatorConfig', 'Pages by their number.'),
  {
    type: required(z.literal('page_number'), TYPE),
    base_page: optional(wholeNumber(0), "The number of the API's first page.", {
      default: PAGE.base,
    }),
    page: optional(wholeNumber(0), 'The first page to ask for.', {
      otherwise: 'that of `base_page`',
    }),
    page_param: param('number', PAGE.param),
    page_body_path: bodyPlace('number', 'page_param'),
    total_path: optional(
      anyBodyValue(', or null'),
      'Where the body tells how many pages there are. Written, it must be there; null switches it off.',
      { default: PAGE.total, defaultNote: 'which need not be there' },
    ),
    maximum_page: optional(wholeNumber(0), 'The page at which to stop, which is not asked for.', {
      otherwise: 'none',
    }),
    stop_after_empty_page: emptyPage(PAGE.stops),
    has_more_path: hasMorePath(),
  },
).superRefine((value, context) => {
  checkPlaces(value, ['page'], context);
  checkEnd(value, 'maximum_page', context);
});

function pageNumberSettings(paginator: PageNumberPaginatorConfig): PageNumberSettings {
  const { total_path: totalPath, maximum_page: maximum } = paginator;
  const basePage = paginator.base_page ?? PAGE.base;
  return {
    type: 'page_number',
    basePage,
    page: paginator.page ?? basePage,
    place: placeOf(paginator.page_param, paginator.page_body_path, PAGE.param),
    totalPath: totalPath === null || totalPath === '' ? null : envelopeKey(totalPath ?? PAGE.total),
    isTotalWritten: totalPath !== undefined,
    ...(maximum == null ? {} : { maximumPage: maximum }),
    stopAfterEmptyPage: paginator.stop_after_empty_page ?? PAGE.stops,
    ...hasMore(paginator),
  };
}

const CURSOR = { path: 'cursors.next', key: 'next', param: 'cursor', stops: false };

const cursor = section(
  'cursor',
  member('paginator', 'cursor', 'CursorPaginatorConfig', 'The next page by a value of the body.'),
  {
    type: required(z.literal('cursor'), TYPE),
    cursor_path: optional(bodyValue(), 'Where the body tells the cursor of the next page.', {
      default: CURSOR.path,
    }),
    cursor_param: param('cursor', CURSOR.param),
    cursor_body_path: bodyPlace('cursor', 'cursor_param'),
    stop_after_empty_page: emptyPage(CURSOR.stops),
    has_more_path: hasMorePath(),
  },
).superRefine((value, context) => checkPlaces(value, ['cursor'], context));

const headerCursor = section(
  'header_cursor',
  member(
    'paginator',
    'header_cursor',
    'HeaderCursorPaginatorConfig',
    'The next page by a value of a response header.',
  ),
  {
    type: required(z.literal('header_cursor'), TYPE),
    cursor_key: optional(
      text('the name of a header', headerNameProblem),
      'The response header that holds the cursor of the next page.',
      { default: CURSOR.key },
    ),
    cursor_param: param('cursor', CURSOR.param),
    stop_after_empty_page: emptyPage(CURSOR.stops),
  },
);

const LINK = { path: 'next', relation: 'next', stops: false };

const jsonLink = section(
  'json_link',
  member(
    'paginator',
    'json_link',
    'JsonLinkPaginatorConfig',
    'The next page by a URL in the body.',
  ),
  {
    type: required(
      z.enum(['json_link', 'json_response']),
      `${TYPE} \`json_response\` is an older word for \`json_link\`.`,
    ),
    next_url_path: optional(bodyValue(), 'Where the body tells the URL of the next page.', {
      default: LINK.path,
    }),
    stop_after_empty_page: emptyPage(LINK.stops),
  },
);

const headerLink = section(
  'header_link',
  member(
    'paginator',
    'header_link',
    'HeaderLinkPaginatorConfig',
    'The next page by the `Link` header of the response (RFC 8288).',
  ),
  {
    type: required(z.literal('header_link'), TYPE),
    links_next_key: optional(
      text('the relation of a link, such as `next`'),
      'The relation (`rel`) of the link to the next page.',
      { default: LINK.relation },
    ),
    stop_after_empty_page: emptyPage(LINK.stops),
  },
);

const singlePage = section(
  'single_page',
  member('paginator', 'single_page', 'SinglePagePaginatorConfig', 'One page and no more.'),
  { type: required(z.literal('single_page'), TYPE) },
);

const auto = section(
  'auto',
  member(
    'paginator',
    'auto',
    'AutoPaginatorConfig',
    'Finds out on the first page how the API pages.',
  ),
  { type: required(z.literal('auto'), TYPE) },
);

/** The sections of the paginators that are there without being registered. */
export const paginatorSections: readonly [
  Typed<OffsetPaginatorConfig>,
  Typed<PageNumberPaginatorConfig>,
  Typed<CursorPaginatorConfig>,
  Typed<HeaderCursorPaginatorConfig>,
  Typed<JsonLinkPaginatorConfig>,
  Typed<HeaderLinkPaginatorConfig>,
  Typed<SinglePagePaginatorConfig>,
  Typed<AutoPaginatorConfig>,
] = [offset, pageNumber, cursor, headerCursor, jsonLink, headerLink, singlePage, auto];

/** A value goes to one place: to a parameter or into the body. */
function checkPlaces(value: Plain, names: readonly string[], context: z.RefinementCtx): void {
  for (const name of names) {
    if (value[`${name}_param`] == null || value[`${name}_body_path`] == null) continue;
    const message = `takes the place of \`${name}_param\`; write one of them`;
    context.addIssue({ code: 'custom', path: [`${name}_body_path`], message });
  }
}

function checkEnd(value: Plain, maximum: string, context: z.RefinementCtx): void {
  const canEnd =
    (value['total_path'] !== null && value['total_path'] !== '') ||
    value[maximum] != null ||
    (value['has_more_path'] ?? '') !== '' ||
    value['stop_after_empty_page'] !== false;
  if (canEnd) return;
  const message = `nothing ends these pages; write \`total_path\`, \`${maximum}\` or \`has_more_path\`, or leave out \`stop_after_empty_page\``;
  context.addIssue({ code: 'custom', message });
}

/** The settings of a checked paginator of a type that is built in. */
export function typedSettings(paginator: TypedPaginatorConfig): PaginatorSettings {
  switch (paginator.type) {
    case 'offset':
      return offsetSettings(paginator);
    case 'page_number':
      return pageNumberSettings(paginator);
    case 'cursor':
      return {
        type: 'cursor',
        cursorPath: envelopeKey(paginator.cursor_path ?? CURSOR.path),
        place: placeOf(paginator.cursor_param, paginator.cursor_body_path, CURSOR.param),
        stopAfterEmptyPage: paginator.stop_after_empty_page ?? CURSOR.stops,
        ...hasMore(paginator),
      };
    case 'header_cursor':
      return {
        type: 'header_cursor',
        cursorKey: paginator.cursor_key ?? CURSOR.key,
        cursorParam: paginator.cursor_param ?? CURSOR.param,
        ...stopAfterEmpty(paginator),
      };
    case 'json_link':
    case 'json_response':
      return {
        type: 'json_link',
        nextUrlPath: envelopeKey(paginator.next_url_path ?? LINK.path),
        ...stopAfterEmpty(paginator),
      };
    case 'header_link':
      return {
        type: 'header_link',
        linksNextKey: paginator.links_next_key ?? LINK.relation,
        ...stopAfterEmpty(paginator),
      };
    default:
      return { type: paginator.type };
  }
}

function placeOf(
  name: string | null | undefined,
  bodyPath: string | null | undefined,
  usual: string,
): ValuePlace {
  return bodyPath == null
    ? { kind: 'param', name: name ?? usual }
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
