import { z } from 'zod';
import type { OwnPaginator } from '../../pagination/settings.ts';
import { requestBodyPathProblem, valuePathProblem } from './body-path.ts';
import type { PaginatorConfig, PaginatorName, RegisteredConfig } from './config-types.ts';
import { anyText, describeChoice, flag, JS_TYPE, mustBe, text, wholeNumber } from './fields.ts';
import { headerNameProblem } from './header.ts';
import { nearestName } from './nearest-name.ts';
import { isOwnPaginator } from './own-object.ts';
import { asPlain, isPlain, type Plain } from './plain.ts';
import { refusedBy } from './registered-problem.ts';
import type { RegisteredName } from './registry.ts';
import { PAGINATOR_NAMES, paginatorMaker, registeredPaginators } from './registry.ts';
import { section } from './section.ts';

const EXAMPLE = "{ type: 'offset', limit: … }";

const bodyValue = () => text('a path into the body', valuePathProblem).nullable().exactOptional();
/** An empty path is none, as null is. */
const optionalBodyValue = (or = '') =>
  anyText(`a path into the body${or}`, (path) => (path === '' ? undefined : valuePathProblem(path)))
    .nullable()
    .exactOptional();
const param = () => text('the name of a parameter').nullable().exactOptional();
const bodyPlace = () =>
  text('a path into the JSON body', requestBodyPathProblem).nullable().exactOptional();

const ends = {
  stop_after_empty_page: flag().nullable().exactOptional(),
  has_more_path: optionalBodyValue(),
};

const offsetSchema = section('offset', {
  type: z.literal('offset'),
  limit: wholeNumber(1),
  offset: wholeNumber(0).nullable().exactOptional(),
  offset_param: param(),
  offset_body_path: bodyPlace(),
  limit_param: param(),
  limit_body_path: bodyPlace(),
  total_path: optionalBodyValue(', or null'),
  maximum_offset: wholeNumber(0).nullable().exactOptional(),
  ...ends,
}).superRefine((value, context) => {
  checkPlaces(value, ['offset', 'limit'], context);
  checkEnd(value, 'maximum_offset', context);
});

const pageNumberSchema = section('page_number', {
  type: z.literal('page_number'),
  base_page: wholeNumber(0).nullable().exactOptional(),
  page: wholeNumber(0).nullable().exactOptional(),
  page_param: param(),
  page_body_path: bodyPlace(),
  total_path: optionalBodyValue(', or null'),
  maximum_page: wholeNumber(0).nullable().exactOptional(),
  ...ends,
}).superRefine((value, context) => {
  checkPlaces(value, ['page'], context);
  checkEnd(value, 'maximum_page', context);
});

const cursorSchema = section('cursor', {
  type: z.literal('cursor'),
  cursor_path: bodyValue(),
  cursor_param: param(),
  cursor_body_path: bodyPlace(),
  ...ends,
}).superRefine((value, context) => checkPlaces(value, ['cursor'], context));

const headerCursorSchema = section('header_cursor', {
  type: z.literal('header_cursor'),
  cursor_key: text('the name of a header', headerNameProblem).nullable().exactOptional(),
  cursor_param: param(),
  stop_after_empty_page: flag().nullable().exactOptional(),
});

const jsonLinkSchema = section('json_link', {
  type: z.enum(['json_link', 'json_response']),
  next_url_path: bodyValue(),
  stop_after_empty_page: flag().nullable().exactOptional(),
});

const headerLinkSchema = section('header_link', {
  type: z.literal('header_link'),
  links_next_key: text('the relation of a link, such as `next`').nullable().exactOptional(),
  stop_after_empty_page: flag().nullable().exactOptional(),
});

const typed = z.discriminatedUnion(
  'type',
  [
    offsetSchema,
    pageNumberSchema,
    cursorSchema,
    headerCursorSchema,
    jsonLinkSchema,
    headerLinkSchema,
    section('single_page', { type: z.literal('single_page') }),
    section('auto', { type: z.literal('auto') }),
  ],
  { error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE) },
);

const SHAPE = `must be the name of a paginator or an object such as ${EXAMPLE}`;

const shortNames = PAGINATOR_NAMES.filter((name): name is PaginatorName => name !== 'offset');
const short = z.enum(shortNames, { error: ({ input }) => describeName(input) });

const registered = z
  .custom<RegisteredName | RegisteredConfig>(
    (value) => paginatorMaker(typeOf(value)) !== undefined,
    mustBe('the name of a paginator that was registered'),
  )
  .superRefine((value, context) => {
    const problem = refusedBy(
      paginatorMaker(typeOf(value)),
      asPlain(value),
      isOwnPaginator,
      'next',
    );
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({ [JS_TYPE]: 'what was registered' });

const own = z
  .custom<OwnPaginator>(isOwnPaginator, mustBe('an object with a function `next`'))
  .meta({
    [JS_TYPE]: 'an object with a function `next`',
  });

/** A paginator: described, by name, registered, or one of somebody's own. */
export const paginatorSchema: z.ZodType<PaginatorConfig> = z.union(
  [typed, short, registered, own],
  { error: ({ input }) => (typeof input === 'string' ? describeName(input) : SHAPE) },
);

function typeOf(value: unknown): unknown {
  return typeof value === 'string' ? value : asPlain(value)['type'];
}

function describeType(input: unknown): string {
  const type = asPlain(input)['type'];
  if (type !== undefined) {
    return describeChoice(type, [...PAGINATOR_NAMES, ...registeredPaginators()], []);
  }
  return isPlain(input)
    ? `has no \`type\`; there is ${EXAMPLE}`
    : 'has neither a `type` nor a function `next`';
}

function describeName(input: unknown): string {
  if (input === 'offset') return `\`offset\` has no default for \`limit\`; write ${EXAMPLE}`;
  if (typeof input !== 'string') return SHAPE;
  const names = [...shortNames, ...registeredPaginators()];
  const isOffset = nearestName(input, [...names, 'offset']) === 'offset';
  return `${describeChoice(input, names, [])}${isOffset ? `. Did you mean \`offset\`, as in ${EXAMPLE}?` : ''}`;
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
