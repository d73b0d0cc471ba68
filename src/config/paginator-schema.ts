import { z } from 'zod';
import { describeChoice, NOT_YET, text, wholeNumber } from './fields.ts';
import { insidePathProblem } from './json-path.ts';
import { asPlain } from './plain.ts';
import type { PaginatorConfig } from './rest-api-config.ts';
import { section } from './section.ts';

const LATER_PAGINATORS = [
  'json_link',
  'json_response',
  'header_link',
  'header_cursor',
  'auto',
  'single_page',
  'cursor',
  'page_number',
];

const offsetSchema = section('paginator', {
  type: z.literal('offset'),
  limit: wholeNumber(1),
  offset: wholeNumber(0).exactOptional(),
  offset_param: text('the name of a parameter').exactOptional(),
  limit_param: text('the name of a parameter').exactOptional(),
  total_path: text('a path into the body, or null', insidePathProblem).nullable().exactOptional(),
});

/** A paginator. What is wrong is judged against its `type` alone. */
export const paginatorSchema: z.ZodType<PaginatorConfig> = z.discriminatedUnion(
  'type',
  [offsetSchema],
  {
    error: ({ code, input }) =>
      code === 'invalid_union' ? describeType(asPlain(input)['type']) : describeShorthand(input),
  },
);

function describeType(type: unknown): string {
  return type === undefined
    ? "has no `type`; there is { type: 'offset', limit: … }"
    : describeChoice(type, ['offset'], LATER_PAGINATORS);
}

function describeShorthand(input: unknown): string {
  if (input === 'offset') {
    return "`offset` has no default for `limit`; write { type: 'offset', limit: … }";
  }
  return typeof input === 'string' && LATER_PAGINATORS.includes(input)
    ? `\`${input}\` is ${NOT_YET}; there is { type: 'offset', limit: … }`
    : "must be an object such as { type: 'offset', limit: … }";
}
