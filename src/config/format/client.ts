import { z } from 'zod';
import { hostProblem } from './allowed-hosts.ts';
import { authSchema } from './auth.ts';
import type {
  ClientConfig,
  LimitsConfig,
  RateLimitConfig,
  RetryConfig,
  TimeoutConfig,
} from './config-types.ts';
import { anyText, choice, mustBe, type Problem, seconds, text, wholeNumber } from './fields.ts';
import { headerNameProblem, headerValueProblem } from './header.ts';
import { urlProblem } from './join-url.ts';
import { namedPathProblem } from './json-path.ts';
import { paginatorSchema } from './paginator.ts';
import { section } from './section.ts';
import { VERIFY_MODES } from './verify-modes.ts';

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
  whole_page_bytes: wholeNumber(1).exactOptional(),
  empty_pages: wholeNumber(1).exactOptional(),
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
  max_wait_seconds: seconds().nullable().exactOptional(),
  error_path: text('a path into the body', namedPathProblem).nullable().exactOptional(),
  allowed_hosts: z
    .array(text('a host such as `api.example.com`', hostProblem), mustBe('a list of hosts'))
    .readonly()
    .nullable()
    .exactOptional(),
});

function baseUrlProblem(url: string): Problem | undefined {
  if (url === '') return undefined;
  const problem = url.includes('?')
    ? 'must not have a query; write it under `params` of `resource_defaults.endpoint`'
    : urlProblem(url);
  return problem === undefined ? undefined : { problem, isLater: false };
}
