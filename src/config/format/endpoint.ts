import { z } from 'zod';
import { authSchema } from './auth.ts';
import { valuePathProblem } from './body-path.ts';
import type { EndpointConfig, WitnessConfig } from './config-types.ts';
import { anyText, choice, mustBe, type Problem, text } from './fields.ts';
import { incrementalSchema } from './incremental.ts';
import { jsonPathProblem, namedPathProblem } from './json-path.ts';
import { paginatorSchema } from './paginator.ts';
import { paramsSchema } from './params.ts';
import { responseActionsSchema } from './response-action-schema.ts';
import { section } from './section.ts';

const headers = z.record(
  text('the name of a header'),
  anyText('a string or null').nullable(),
  mustBe('an object of header names and values'),
);

const json = z.record(
  z.string(),
  z.unknown(),
  mustBe('an object, the JSON body; to send none, leave it out'),
);

const formPair = z
  .array(z.unknown(), mustBe('a pair of a name and a value'))
  .length(2, mustBe('a pair of a name and a value'))
  .readonly();

const data = z.union(
  [z.string(), z.array(formPair).readonly(), z.record(z.string(), z.unknown())],
  mustBe('an object or a list of pairs, which are sent as a form, or a string'),
);

const witnessPath = () =>
  text('a path into the body, or null', valuePathProblem).nullable().exactOptional();

const witness: z.ZodType<WitnessConfig> = section('witness', {
  total: witnessPath(),
  more: witnessPath(),
});

/** The `endpoint` section. What its texts mean is looked at when it has its defaults. */
export const endpointSchema: z.ZodType<EndpointConfig> = section('endpoint', {
  path: anyText('a path or a full URL').nullable().exactOptional(),
  method: choice(['GET', 'POST']).nullable().exactOptional(),
  params: paramsSchema.exactOptional(),
  json: json.exactOptional(),
  data: data.nullable().exactOptional(),
  headers: headers.nullable().exactOptional(),
  paginator: paginatorSchema.nullable().exactOptional(),
  data_selector: anyText('a path into the body', selectorProblem).nullable().exactOptional(),
  error_path: text('a path into the body', namedPathProblem).nullable().exactOptional(),
  response_actions: responseActionsSchema.nullable().exactOptional(),
  auth: authSchema.nullable().exactOptional(),
  incremental: incrementalSchema.nullable().exactOptional(),
  witness: witness.nullable().exactOptional(),
});

function selectorProblem(path: string): Problem | undefined {
  // an empty selector counts as none
  return path === '' ? undefined : jsonPathProblem(path);
}
