import { z } from 'zod';
import { literalText } from './braces.ts';
import {
  age,
  anyText,
  choice,
  flag,
  mustBe,
  NOT_YET,
  type Problem,
  ratio,
  text,
  wholeNumber,
} from './fields.ts';
import { headerNameProblem, headerValueProblem } from './header.ts';
import { isFullUrl, urlProblem } from './join-url.ts';
import { parsePath } from './json-path.ts';
import { paginatorSchema } from './paginator-schema.ts';
import { asPlain } from './plain.ts';
import type { EndpointConfig, ResourceConfig, ResourceDefaults } from './rest-api-config.ts';
import { section } from './section.ts';
import { VERIFY_MODES } from './verify-modes.ts';

const paramNumber = z
  .number(mustBe('a number'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
    error: 'is beyond the integers that a number holds exactly; write it as a string',
  });

const scalars = [
  anyText('a string', (value) => problemOf(literalText(value))),
  paramNumber,
  z.bigint(),
  z.boolean(),
  z.null(),
] as const;

const paramList = z
  .array(z.union(scalars, mustBe('a string, a number, true, false or null')))
  .readonly();

const paramValue = z.union([...scalars, paramList], {
  error: ({ input }) => {
    const type = asPlain(input)['type'];
    return type === 'incremental' || type === 'resolve'
      ? `a parameter of type \`${type}\` is ${NOT_YET}`
      : 'must be a string, a number, true, false, null, or a list of these';
  },
});

const params = z.record(
  text('the name of a parameter', (name) => problemOf(literalText(name))),
  paramValue,
  mustBe('an object of parameter names and values; to leave one out, set it to null'),
);

const headers = z.record(
  text('the name of a header', headerNameProblem),
  anyText('a string or null', headerTextProblem).nullable(),
  mustBe('an object of header names and values'),
);

const dispositionName = choice(['merge'], ['append', 'replace', 'skip']);

const endpointSchema: z.ZodType<EndpointConfig> = section('endpoint', {
  path: anyText('a path or a full URL', pathProblem).nullable().exactOptional(),
  method: choice(['GET'], ['POST']).nullable().exactOptional(),
  params: params.exactOptional(),
  headers: headers.nullable().exactOptional(),
  paginator: paginatorSchema.nullable().exactOptional(),
  data_selector: anyText('a path into the body', selectorProblem).nullable().exactOptional(),
});

const settings = {
  table_name: text('the name of a table').nullable().exactOptional(),
  primary_key: z
    .union(
      [text('the name of a field'), z.array(text('the name of a field')).readonly()],
      mustBe('the name of a field, or a list of such'),
    )
    .nullable()
    .exactOptional(),
  write_disposition: z
    .union([dispositionName, section('write_disposition', { disposition: dispositionName })])
    .nullable()
    .exactOptional(),
  selected: flag().nullable().exactOptional(),
  naming: choice(['snake_case', 'direct']).nullable().exactOptional(),
  detect_dates: flag().nullable().exactOptional(),
  verify: choice(VERIFY_MODES).nullable().exactOptional(),
  max_passes: wholeNumber(1).nullable().exactOptional(),
  on_missing: choice(['keep', 'mark', 'delete']).nullable().exactOptional(),
  max_delete_ratio: ratio().nullable().exactOptional(),
  max_checkpoint_age_seconds: age().nullable().exactOptional(),
};

/** The `resource_defaults` section. */
export const defaultsSchema: z.ZodType<ResourceDefaults> = section('defaults', {
  ...settings,
  endpoint: endpointSchema.exactOptional(),
});

/** One entry of `resources` that is written out. */
export const resourceSchema: z.ZodType<ResourceConfig> = section('resource', {
  name: text('the name of the resource'),
  ...settings,
  endpoint: z.union([anyText('a path or a full URL', pathProblem), endpointSchema]).exactOptional(),
});

function pathProblem(path: string): Problem | undefined {
  const literal = literalText(path, true);
  if ('problem' in literal) return literal;
  const problem = isFullUrl(literal.text)
    ? urlProblem(literal.text)
    : literal.text.includes('#')
      ? 'must not hold a fragment (`#…`): it is never sent'
      : undefined;
  return problem === undefined ? undefined : { problem, isLater: false };
}

function selectorProblem(path: string): Problem | undefined {
  // an empty selector counts as none
  return path === '' ? undefined : problemOf(parsePath(path));
}

function headerTextProblem(value: string): Problem | undefined {
  return problemOf(literalText(value)) ?? headerValueProblem(value);
}

function problemOf(read: Problem | object): Problem | undefined {
  return 'problem' in read ? read : undefined;
}
