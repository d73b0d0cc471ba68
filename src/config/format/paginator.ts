import { z } from 'zod';
import type { OffsetSettings } from '../../pagination/offset.ts';
import type {
  OwnPaginator,
  PageNumberSettings,
  PaginatorSettings,
} from '../../pagination/settings.ts';
import type { ValuePlace } from '../../pagination/value-place.ts';
import type {
  OffsetPaginatorConfig,
  PageNumberPaginatorConfig,
  PaginatorConfig,
  PaginatorName,
  TypedPaginatorConfig,
} from './config-types.ts';
import { anyText, describeChoice, flag, text, wholeNumber } from './fields.ts';
import { headerNameProblem } from './http-texts.ts';
import { nearestName } from './nearest-name.ts';
import { envelopeKey, requestBodyPath, requestBodyPathProblem, valuePathProblem } from './paths.ts';
import { type MakePaginator, type RegisteredName, Registry, typeName } from './registry.ts';
import { group, named, optional, required, type SectionNotes, section } from './section.ts';
import { asPlain, isPlain, type Plain } from './values.ts';

group('paginator', {
  where: 'in `paginator`',
  what: 'the paginator',
  near: ['endpoint', 'resource', 'client'],
});

/** What all of these sections have in common. */
function way(name: string, type: string, about: string): SectionNotes {
  const what = `the paginator \`${name}\``;
  const near = ['endpoint', 'resource', 'client'];
  return { type, about, where: `to ${what}`, what, group: 'paginator', near };
}

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
  way('offset', 'OffsetPaginatorConfig', 'Pages by the number of rows in front of them.'),
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
  way('page_number', 'PageNumberPaginatorConfig', 'Pages by their number.'),
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
  way('cursor', 'CursorPaginatorConfig', 'The next page by a value of the body.'),
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
  way(
    'header_cursor',
    'HeaderCursorPaginatorConfig',
    'The next page by a value of a response header.',
  ),
  {
    type: required(z.literal('header_cursor'), TYPE),
    cursor_key: optional(
      text('the name of a header', headerNameProblem),
      'The header of the answer that tells the cursor of the next page.',
      { default: CURSOR.key },
    ),
    cursor_param: param('cursor', CURSOR.param),
    stop_after_empty_page: emptyPage(CURSOR.stops),
  },
);

const LINK = { path: 'next', relation: 'next', stops: false };

const jsonLink = section(
  'json_link',
  way('json_link', 'JsonLinkPaginatorConfig', 'The next page by a URL in the body.'),
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
  way(
    'header_link',
    'HeaderLinkPaginatorConfig',
    'The next page by the `Link` header of the answer (RFC 8288).',
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
  way('single_page', 'SinglePagePaginatorConfig', 'One page and no more.'),
  { type: required(z.literal('single_page'), TYPE) },
);

const auto = section(
  'auto',
  way('auto', 'AutoPaginatorConfig', 'Finds out on the first page how the API pages.'),
  { type: required(z.literal('auto'), TYPE) },
);

const EXAMPLE = "{ type: 'offset', limit: … }";
const SHAPE = `must be the name of a paginator or an object such as ${EXAMPLE}`;

const typed = named(
  z.discriminatedUnion(
    'type',
    [offset, pageNumber, cursor, headerCursor, jsonLink, headerLink, singlePage, auto],
    { error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE) },
  ),
  'TypedPaginatorConfig',
  'A paginator that is written out, of a type that the format has.',
);

/** The ways to page that have a default for all that they need. */
const SHORT = [
  'page_number',
  'cursor',
  'header_cursor',
  'json_link',
  'json_response',
  'header_link',
  'single_page',
  'auto',
] as const satisfies readonly PaginatorName[];

/** What there is by a name. */
export const paginators: Registry<OwnPaginator> = new Registry(
  'paginators',
  'a paginator',
  'next',
  ['offset', ...SHORT],
);

/**
 * Adds a paginator that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make gets the options that stand beside `type`, and gives the paginator for one resource
 * @returns the name, for configurations in TypeScript: `paginator: { type: MINE, size: 50 }`
 * @throws {ConfigError} when the name is that of a built-in paginator, or empty.
 */
export function registerPaginator(name: string, make: MakePaginator): RegisteredName {
  return paginators.register('registerPaginator', name, make);
}

const short = named(
  z.enum(SHORT, { error: ({ input }) => describeName(input) }),
  'PaginatorName',
  'A paginator by its name, with the defaults of all its options. `offset` is not among them: it needs a limit.',
);

/** A paginator: described, by name, registered, or one of somebody's own. */
export const paginatorSchema: z.ZodType<PaginatorConfig> = named(
  z.union([typed, short, ...paginators.schemas('OwnPaginator')], {
    error: ({ input }) => (typeof input === 'string' ? describeName(input) : SHAPE),
  }),
  'PaginatorConfig',
);

function describeType(input: unknown): string {
  const type = asPlain(input)['type'];
  if (type !== undefined) return describeChoice(type, paginators.names);
  return isPlain(input)
    ? `has no \`type\`; there is ${EXAMPLE}`
    : 'has neither a `type` nor a function `next`';
}

function describeName(input: unknown): string {
  if (input === 'offset') return `\`offset\` has no default for \`limit\`; write ${EXAMPLE}`;
  if (typeof input !== 'string') return SHAPE;
  const names = paginators.names.filter((name) => name !== 'offset');
  const isOffset = nearestName(input, [...names, 'offset']) === 'offset';
  return `${describeChoice(input, names)}${isOffset ? `. Did you mean \`offset\`, as in ${EXAMPLE}?` : ''}`;
}

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

/** A checked paginator with every default in place. None at all is `auto`. What is registered is made anew here. */
export function paginatorSettings(
  paginator: PaginatorConfig | null | undefined,
): PaginatorSettings {
  if (paginator == null) return { type: 'auto' };
  const own = paginators.resolve(paginator);
  if (own !== undefined) return { type: 'own', paginator: own };
  const written = typeof paginator === 'string' ? { type: paginator } : paginator;
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
  if (paginators.isOwn(paginator)) return 'own';
  if (!paginators.has(paginator)) return paginatorSettings(paginator);
  const members = Object.entries({ ...asPlain(paginator), type: typeName(paginator) });
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
