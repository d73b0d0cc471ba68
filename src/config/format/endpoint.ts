import { z } from 'zod';
import { authSchema } from './auth.ts';
import type { EndpointConfig, WitnessConfig } from './config-types.ts';
import { anyText, choice, mustBe, text } from './fields.ts';
import { incrementalSchema, paramsSchema } from './incremental.ts';
import { optional, optionalNotNull } from './key.ts';
import { paginatorSchema } from './paginator.ts';
import { section } from './section.ts';
import { responseActionsSchema } from './steps.ts';
import { jsonPathProblem, namedPathProblem, valuePathProblem } from './text-checks.ts';

export const DEFAULT_HTTP_METHOD = 'GET' as const;

const formPair = z
  .array(z.unknown(), mustBe('a pair of a name and a value'))
  .length(2, mustBe('a pair of a name and a value'))
  .readonly();

const witnessPath = () => text('a path into the body, or null', valuePathProblem);

const witnessSchema: z.ZodType<WitnessConfig> = section(
  'witness',
  {
    type: 'WitnessConfig',
    about: 'What of a body speaks against the end of a walk.',
    where: 'in `endpoint.witness`',
    what: 'a witness',
    near: ['endpoint', 'paginator'],
  },
  {
    total: optional(
      witnessPath(),
      'Where the body tells how many rows there are in all; null: no number tells that.',
      { otherwise: '`total_path` of `offset`, else the usual places, headers included' },
    ),
    more: optional(
      witnessPath(),
      'Where the body says that more rows follow: a flag, or a link or cursor that is empty on the last page; null: nothing says that.',
      { otherwise: '`has_more_path`, else the usual flags, links and cursors' },
    ),
  },
);

/** The `endpoint` section. What its texts mean is looked at when it has its defaults. */
export const endpointSchema: z.ZodType<EndpointConfig> = section(
  'endpoint',
  {
    type: 'EndpointConfig',
    about: 'How a collection is asked for.',
    where: 'in `endpoint`',
    what: 'an endpoint',
    near: ['paginator', 'resource', 'incremental', 'client', 'auth', 'witness'],
  },
  {
    path: optional(
      anyText('a path or a full URL'),
      'Joined to `base_url`; a full http or https URL replaces it. May have a query.',
      { otherwise: "the resource's name" },
    ),
    method: optional(choice([DEFAULT_HTTP_METHOD, 'POST']), 'The method of the requests.', {
      default: DEFAULT_HTTP_METHOD,
    }),
    params: optionalNotNull(
      paramsSchema,
      'Query parameters. A list repeats its name, null leaves a parameter out. Joined with those of the defaults.',
    ),
    json: optionalNotNull(
      z.record(
        z.string(),
        z.unknown(),
        mustBe('an object, the JSON body; to send none, leave it out'),
      ),
      'A JSON body. Joined with that of the defaults, name by name and no deeper.',
    ),
    data: optional(
      z.union(
        [z.string(), z.array(formPair).readonly(), z.record(z.string(), z.unknown())],
        mustBe('an object or a list of pairs, which are sent as a form, or a string'),
      ),
      'A body that is no JSON: an object or a list of pairs is sent as a form, a string as it is and without a content type. Empty, nothing is sent.',
    ),
    headers: optional(
      z.record(
        text('the name of a header'),
        anyText('a string or null').nullable(),
        mustBe('an object of header names and values'),
      ),
      "Sent besides the client's headers; null takes a client's header away.",
    ),
    paginator: optional(
      paginatorSchema,
      'How to get from page to page; a name alone has the defaults of its options.',
      { otherwise: 'that of the client, else `auto`' },
    ),
    data_selector: optional(
      // an empty selector counts as none
      anyText('a path into the body', (path) => (path === '' ? undefined : jsonPathProblem(path))),
      'Where the rows stand in the body: names with dots between them, odd ones quoted; `$` for the body itself.',
      { example: `"data.items", "$", "['@graph'].nodes"` },
    ),
    error_path: optional(
      text('a path into the body', namedPathProblem),
      'As that of the client, in its place: a path, or null to look for no error in the body.',
      { otherwise: 'that of the client' },
    ),
    response_actions: optional(
      responseActionsSchema,
      'What is done with responses before their status is checked: functions, or conditions and an action.',
      { otherwise: 'nothing' },
    ),
    incremental: optional(incrementalSchema, 'Loads what is new since the last load.'),
    auth: optional(
      authSchema,
      "How to authenticate here, in place of the client's way; null: not at all.",
      { otherwise: "the client's" },
    ),
    witness: optional(
      witnessSchema,
      'What the API itself says of how many rows there are: where it stands, or that it means something else.',
      { isAddition: true },
    ),
  },
);
