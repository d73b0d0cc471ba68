import { z } from 'zod';
import type { AuthSettings, HttpSettings, TimeoutSettings } from '../../http/client.ts';
import { DEFAULT_RETRY, type RetrySettings } from '../../http/retry.ts';
import { DEFAULT_LIMITS, type ParseLimits } from '../../parse/limits.ts';
import { authSchema, authSettings } from './auth.ts';
import type {
  ClientConfig,
  LimitsConfig,
  RateLimitConfig,
  RetryConfig,
  TimeoutConfig,
} from './config-types.ts';
import {
  anyText,
  choice,
  DEFAULT_VERIFY,
  mustBe,
  seconds,
  text,
  VERIFY_MODES,
  wholeNumber,
} from './fields.ts';
import { named, optional, optionalNotNull, required } from './key.ts';
import { paginatorSchema } from './paginator.ts';
import { section } from './section.ts';
import {
  headerNameProblem,
  headerValueProblem,
  hostProblem,
  namedPathProblem,
  urlProblem,
} from './text-checks.ts';

const DEFAULT_MAX_CONCURRENCY = 4;
/** An hour, which many quotas last, and a little more. */
const DEFAULT_MAX_WAIT_SECONDS = 3_700;
const DEFAULT_MAX_PAGE_BYTES: number = 4 * 1024 ** 3;
const DEFAULT_TIMEOUT = { connect: 10, idle: 60, total: 600 };
export const DEFAULT_MAX_PASSES = 3;
export const DEFAULT_MAX_EMPTY_PAGES = 100;

const rateLimitSchema: z.ZodType<RateLimitConfig> = section(
  'rate_limit',
  { type: 'RateLimitConfig', where: 'in `rate_limit`', what: 'the rate limit', near: ['client'] },
  {
    requests: required(wholeNumber(1), 'Requests, from 1.'),
    per_seconds: required(seconds(), 'In how many seconds.'),
  },
);

const timeoutSchema: z.ZodType<TimeoutConfig> = section(
  'timeout',
  {
    type: 'TimeoutConfig',
    where: 'in `timeout`',
    what: 'the timeout',
    near: ['client', 'retry'],
  },
  {
    connect_seconds: optionalNotNull(seconds(), 'Seconds until the connection stands.', {
      default: DEFAULT_TIMEOUT.connect,
    }),
    idle_seconds: optionalNotNull(seconds(), 'Seconds without a byte of the response.', {
      default: DEFAULT_TIMEOUT.idle,
    }),
    total_seconds: optionalNotNull(seconds(), 'Seconds for one attempt in all.', {
      default: DEFAULT_TIMEOUT.total,
    }),
  },
);

const retrySchema: z.ZodType<RetryConfig> = section(
  'retry',
  { type: 'RetryConfig', where: 'in `retry`', what: 'retry', near: ['client', 'timeout'] },
  {
    attempts: optionalNotNull(
      wholeNumber(1),
      'Attempts in all; 1 means that nothing is sent again.',
      { default: DEFAULT_RETRY.attempts },
    ),
    base_seconds: optionalNotNull(
      seconds(),
      'The longest first wait in seconds; it doubles from attempt to attempt.',
      { default: DEFAULT_RETRY.baseMs / 1000 },
    ),
    cap_seconds: optionalNotNull(
      seconds(),
      'The longest wait in seconds, as long as the API asks for nothing longer.',
      { default: DEFAULT_RETRY.capMs / 1000 },
    ),
  },
);

const limit = (about: string, usual: number) =>
  optionalNotNull(wholeNumber(1), about, { default: usual });
const size = (about: string, usual: number) =>
  optionalNotNull(wholeNumber(1), about, { otherwise: bytesInWords(usual) });

function bytesInWords(bytes: number): string {
  const gib = 1024 ** 3;
  return bytes >= gib ? `${bytes / gib} GiB` : `${bytes / 1024 ** 2} MiB`;
}

const limitsSchema: z.ZodType<LimitsConfig> = section(
  'limits',
  { type: 'LimitsConfig', where: 'in `limits`', what: 'the limits', near: ['client'] },
  {
    depth: limit('Objects and lists inside of one another.', DEFAULT_LIMITS.maxDepth),
    string_bytes: size('Bytes of one string.', DEFAULT_LIMITS.maxStringBytes),
    row_bytes: size('Bytes of one row.', DEFAULT_LIMITS.maxRowBytes),
    row_keys: limit(
      'Names in one row, those of nested objects included.',
      DEFAULT_LIMITS.maxRowKeys,
    ),
    page_bytes: size('Bytes of one page after decompression.', DEFAULT_MAX_PAGE_BYTES),
    whole_page_bytes: size(
      'Bytes of a page that has to be read whole, because a path or an action looks at all of it.',
      DEFAULT_LIMITS.maxWholePageBytes,
    ),
    empty_pages: limit(
      'Pages without rows in a row that a walk may meet; more of them are no progress.',
      DEFAULT_MAX_EMPTY_PAGES,
    ),
  },
);

/** The `client` section. */
export const clientSchema: z.ZodType<ClientConfig> = section(
  'client',
  {
    type: 'ClientConfig',
    about: 'The API: where it is, and how it wants to be asked.',
    where: 'in `client`',
    what: 'the client',
    refused: {
      session: 'is an object of Python; give `restApiSource` a `dispatcher` of undici in its place',
    },
    near: [
      'endpoint',
      'resource',
      'top',
      'auth',
      'paginator',
      'rate_limit',
      'timeout',
      'retry',
      'limits',
    ],
  },
  {
    base_url: required(
      anyText('the URL of the API, such as `https://api.example.com/v3`', baseUrlProblem),
      'The URL (http or https) that all paths are joined to, without a query. Empty if every path is a full URL.',
      { example: "'https://api.example.com/v3'" },
    ),
    headers: optional(
      z.record(
        text('the name of a header', headerNameProblem),
        anyText('a string', headerValueProblem),
        mustBe('an object of header names and values'),
      ),
      'Sent with every request.',
      { otherwise: 'none' },
    ),
    auth: optional(
      authSchema,
      'How to authenticate; a name alone takes its values from the environment.',
      { otherwise: 'not at all' },
    ),
    paginator: optional(
      paginatorSchema,
      'For the resources that neither have a paginator nor get one from the defaults.',
      { default: 'auto' },
    ),
    rate_limit: optional(
      rateLimitSchema,
      'How many requests the API allows in how many seconds; kept evenly spaced.',
      { isAddition: true, otherwise: 'no limit but what the API says' },
    ),
    max_concurrency: optional(
      wholeNumber(1),
      'Pages in flight for the whole source; 1 means one after the other.',
      { isAddition: true, default: DEFAULT_MAX_CONCURRENCY },
    ),
    timeout: optional(timeoutSchema, 'When an attempt is given up.', { isAddition: true }),
    retry: optional(retrySchema, 'How often a failed request is sent again, and how soon.', {
      isAddition: true,
    }),
    limits: optional(limitsSchema, 'What a hostile or broken body may be at most.', {
      isAddition: true,
    }),
    verify: optional(
      named(choice(VERIFY_MODES), 'Verify'),
      'How the walks of a sync prove that they are complete: `overlap` (each page starts at the last row of the one before), `passes` (the collection is walked until two passes agree), `total` (the total before and after is compared with the rows) or `off` (exactly the requests of the format). For the resources without one.',
      { isAddition: true, default: DEFAULT_VERIFY },
    ),
    max_passes: optional(
      wholeNumber(1),
      'How often a walk whose rows change places is passed in all, from 1. For the resources without one.',
      { isAddition: true, default: DEFAULT_MAX_PASSES },
    ),
    deadline_seconds: optional(
      seconds(),
      'Seconds from the start of a run until it stops asking; what was received is made durable, and a sync goes on from there next time. Resources that depend on others start over.',
      { isAddition: true, otherwise: 'no deadline' },
    ),
    max_wait_seconds: optional(
      seconds(),
      'The longest pause, in seconds, that the API may ask for (`Retry-After`, the reset of a limit that is used up). A longer one ends the resource as `incomplete (deadline)`, staged, and the report says when to come back.',
      { isAddition: true, default: DEFAULT_MAX_WAIT_SECONDS },
    ),
    error_path: optional(
      text('a path into the body', namedPathProblem),
      'Where the body holds something only if the response is an error, whatever its status; written as `data_selector`. Without it, a body that says it is an error in the usual words, and holds no rows, is one; null switches that off. For the endpoints without one.',
      { isAddition: true, otherwise: 'the usual words', example: "'errors'" },
    ),
    allowed_hosts: optional(
      z
        .array(text('a host such as `api.example.com`', hostProblem), mustBe('a list of hosts'))
        .readonly(),
      'Further hosts that requests, and with them secrets, may go to: `files.example.com`, `example.com:8443` or an origin such as `http://10.0.0.1`. Those of `base_url`, full URLs and `access_token_url` are allowed as they are.',
      { isAddition: true, otherwise: 'none' },
    ),
  },
);

function baseUrlProblem(url: string): string | undefined {
  if (url === '') return undefined;
  return url.includes('?')
    ? 'must not have a query; write it under `params` of `resource_defaults.endpoint`'
    : urlProblem(url);
}

/**
 * What the `client` section says of requests.
 *
 * @param extra `origins` are those of the resources: those of `allowed_hosts` and of token URLs are added here
 */
export function httpSettings(
  client: ClientConfig,
  extra: Pick<HttpSettings, 'origins' | 'headers' | 'secrets' | 'resourceAuth'>,
): HttpSettings {
  const { rate_limit: rateLimit } = client;
  const auth = client.auth == null ? undefined : authSettings(client.auth);
  const origins = [
    ...extra.origins,
    ...[auth, ...Object.values(extra.resourceAuth ?? {})].flatMap(tokenOrigin),
    ...allowedOrigins(client),
  ];
  return {
    ...extra,
    origins: [...new Set(origins)],
    auth,
    timeout: timeoutSettings(client),
    retry: retrySettings(client),
    ...(rateLimit == null
      ? {}
      : { rateLimit: { requests: rateLimit.requests, perMs: toMs(rateLimit.per_seconds) } }),
    maxConcurrency: client.max_concurrency ?? DEFAULT_MAX_CONCURRENCY,
    maxPageBytes: client.limits?.page_bytes ?? DEFAULT_MAX_PAGE_BYTES,
  };
}

export function retrySettings({ retry }: ClientConfig): RetrySettings {
  return {
    attempts: retry?.attempts ?? DEFAULT_RETRY.attempts,
    baseMs: retry?.base_seconds === undefined ? DEFAULT_RETRY.baseMs : toMs(retry.base_seconds),
    capMs: retry?.cap_seconds === undefined ? DEFAULT_RETRY.capMs : toMs(retry.cap_seconds),
  };
}

/** When a run stops asking, and for what it does not wait. */
export function deadline({ deadline_seconds: seconds, max_wait_seconds: maxWait }: ClientConfig): {
  readonly maxWaitMs: number;
  readonly deadlineMs?: number;
} {
  const maxWaitMs = toMs(maxWait ?? DEFAULT_MAX_WAIT_SECONDS);
  return { maxWaitMs, ...(seconds == null ? {} : { deadlineMs: toMs(seconds) }) };
}

export function parseLimits({ limits }: ClientConfig): ParseLimits {
  return {
    maxDepth: limits?.depth ?? DEFAULT_LIMITS.maxDepth,
    maxStringBytes: limits?.string_bytes ?? DEFAULT_LIMITS.maxStringBytes,
    maxRowBytes: limits?.row_bytes ?? DEFAULT_LIMITS.maxRowBytes,
    maxRowKeys: limits?.row_keys ?? DEFAULT_LIMITS.maxRowKeys,
    maxWholePageBytes: limits?.whole_page_bytes ?? DEFAULT_LIMITS.maxWholePageBytes,
  };
}

function tokenOrigin(auth: AuthSettings | null | undefined): string[] {
  return auth != null && 'accessTokenUrl' in auth ? [new URL(auth.accessTokenUrl).origin] : [];
}

function timeoutSettings({ timeout }: ClientConfig): TimeoutSettings {
  return {
    connectMs: toMs(timeout?.connect_seconds ?? DEFAULT_TIMEOUT.connect),
    idleMs: toMs(timeout?.idle_seconds ?? DEFAULT_TIMEOUT.idle),
    totalMs: toMs(timeout?.total_seconds ?? DEFAULT_TIMEOUT.total),
  };
}

/**
 * The origins that a client allows besides those of its URLs. A host without a scheme is meant with that of `base_url`,
 * and with https.
 */
function allowedOrigins({ allowed_hosts: hosts, base_url: base }: ClientConfig): string[] {
  const schemes = /^http:/i.test(base) ? ['https', 'http'] : ['https'];
  const origins = (hosts ?? []).flatMap((host) =>
    host.includes('://')
      ? [new URL(host).origin]
      : schemes.map((scheme) => new URL(`${scheme}://${host}`).origin),
  );
  return [...new Set(origins)];
}

/** Timers take whole milliseconds, and none of 0. */
function toMs(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}
