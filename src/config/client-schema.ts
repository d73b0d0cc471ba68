import { z } from 'zod';
import {
  anyText,
  choice,
  describeChoice,
  mustBe,
  NOT_YET,
  type Problem,
  seconds,
  text,
  wholeNumber,
} from './fields.ts';
import { headerNameProblem, headerValueProblem } from './header.ts';
import { urlProblem } from './join-url.ts';
import { insidePathProblem } from './json-path.ts';
import { paginatorSchema } from './paginator-schema.ts';
import { asPlain } from './plain.ts';
import type {
  AuthConfig,
  ClientConfig,
  LimitsConfig,
  RateLimitConfig,
  RetryConfig,
  TimeoutConfig,
} from './rest-api-config.ts';
import { section } from './section.ts';
import { VERIFY_MODES } from './verify-modes.ts';

const LATER_AUTH = ['bearer', 'http_basic', 'oauth2_client_credentials'];
const AUTH_EXAMPLE = "{ type: 'api_key', api_key: … }";

const apiKeySchema = section('auth', {
  type: z.literal('api_key'),
  api_key: text('the key, a string that is not empty'),
  name: text('the name of a header or parameter').exactOptional(),
  location: choice(['header', 'query', 'param'], ['cookie']).exactOptional(),
});

const authSchema: z.ZodType<AuthConfig> = z.discriminatedUnion('type', [apiKeySchema], {
  error: ({ code, input }) =>
    code === 'invalid_union' ? describeAuthType(asPlain(input)['type']) : describeShortAuth(input),
});

function describeAuthType(type: unknown): string {
  return type === undefined
    ? `without a \`type\` this is \`bearer\`, which is ${NOT_YET}; there is ${AUTH_EXAMPLE}`
    : describeChoice(type, ['api_key'], LATER_AUTH);
}

function describeShortAuth(input: unknown): string {
  if (typeof input !== 'string') return `must be an object such as ${AUTH_EXAMPLE}`;
  return ['api_key', ...LATER_AUTH].includes(input)
    ? `\`${input}\` alone, its values from the environment, is ${NOT_YET}; write ${AUTH_EXAMPLE}`
    : `must be an object such as ${AUTH_EXAMPLE}`;
}

const rateLimitSchema: z.ZodType<RateLimitConfig> = section('rate_limit', {
  requests: wholeNumber(1),
  per_seconds: seconds(),
});

const timeoutSchema: z.ZodType<TimeoutConfig> = section('timeout', {
  connect_seconds: seconds().exactOptional(),
  idle_seconds: seconds().exactOptional(),
  total_seconds: seconds().exactOptional(),
});

const retrySchema: z.ZodType<RetryConfig> = section('retry', {
  attempts: wholeNumber(1).exactOptional(),
  base_seconds: seconds().exactOptional(),
  cap_seconds: seconds().exactOptional(),
});

const limitsSchema: z.ZodType<LimitsConfig> = section('limits', {
  depth: wholeNumber(1).exactOptional(),
  string_bytes: wholeNumber(1).exactOptional(),
  row_bytes: wholeNumber(1).exactOptional(),
  row_keys: wholeNumber(1).exactOptional(),
  page_bytes: wholeNumber(1).exactOptional(),
});

const clientHeaders = z.record(
  text('the name of a header', headerNameProblem),
  anyText('a string', headerValueProblem),
  mustBe('an object of header names and values'),
);

/** The `client` section. */
export const clientSchema: z.ZodType<ClientConfig> = section('client', {
  base_url: anyText('the URL of the API, such as `https://api.example.com/v3`', baseUrlProblem),
  headers: clientHeaders.nullable().exactOptional(),
  auth: authSchema.nullable().exactOptional(),
  paginator: paginatorSchema.nullable().exactOptional(),
  rate_limit: rateLimitSchema.nullable().exactOptional(),
  max_concurrency: wholeNumber(1).nullable().exactOptional(),
  timeout: timeoutSchema.nullable().exactOptional(),
  retry: retrySchema.nullable().exactOptional(),
  limits: limitsSchema.nullable().exactOptional(),
  verify: choice(VERIFY_MODES).nullable().exactOptional(),
  max_passes: wholeNumber(1).nullable().exactOptional(),
  deadline_seconds: seconds().nullable().exactOptional(),
  error_path: text('a path into the body', insidePathProblem).nullable().exactOptional(),
});

function baseUrlProblem(url: string): Problem | undefined {
  if (url === '') return undefined;
  const problem = url.includes('?')
    ? 'must not have a query; write it under `params` of `resource_defaults.endpoint`'
    : urlProblem(url);
  return problem === undefined ? undefined : { problem, isLater: false };
}
