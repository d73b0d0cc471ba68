import { headerValue, type ResponseHeaders } from './response-headers.ts';

/** One limit as the headers of a response have it. */
export interface LimitPair {
  /** Tells it from other limits of the same API. */
  readonly name: string;
  /** Requests that the API allows. */
  readonly requests: number | undefined;
  /** In how long it allows them. */
  readonly perMs: number | undefined;
  /** Requests that are left. */
  readonly remaining: number | undefined;
  /** When there are all of them again, as it is written. */
  readonly reset: string | undefined;
}

/** What a response tells of one limit. */
export interface ToldLimit extends Omit<LimitPair, 'reset'> {
  /** In how long there are all of them again. */
  readonly resetMs: number | undefined;
}

/** `remaining` stands anywhere in the name; limit and reset have the same name with another word in its place. */
const REMAINING = /^(?=.*rate-?limit)(.*)remaining(.*)$/;

/**
 * The limits that a response tells of: `RateLimit-Limit`, `-Remaining` and `-Reset` under all the usual names (`X-RateLimit-…`,
 * `X-Rate-Limit-…`, one set for each kind of limit), or `RateLimit` and `RateLimit-Policy` of the IETF
 * (draft-ietf-httpapi-ratelimit-headers, and its earlier form).
 */
export function limitPairs(headers: ResponseHeaders): LimitPair[] {
  const policies = policiesOf(headers);
  const pairs = Object.keys(headers).flatMap((name): LimitPair[] => {
    const [all, before = '', behind = ''] = REMAINING.exec(name) ?? [];
    if (all === undefined) return [];
    const limit = headerValue(headers, `${before}limit${behind}`) ?? '';
    const requests = wholeNumber(/^\d+/.exec(limit)?.[0]);
    return [
      {
        name,
        requests,
        perMs: windowMs(limit) ?? policies.find((each) => each.requests === requests)?.perMs,
        remaining: wholeNumber(headerValue(headers, name)),
        reset: headerValue(headers, `${before}reset${behind}`),
      },
    ];
  });
  return [...pairs, ...ietfPairs(headerValue(headers, 'ratelimit') ?? '', policies)];
}

interface Policy {
  readonly name: string;
  readonly requests: number | undefined;
  readonly perMs: number | undefined;
}

/** `5;w=1, 1000;w=3600` or `"burst";q=5;w=1`. */
function policiesOf(headers: ResponseHeaders): Policy[] {
  const text = headerValue(headers, 'ratelimit-policy') ?? '';
  return text.split(',').map((part) => ({
    name: nameOf(part),
    requests: wholeNumber(numberAt(part, 'q') ?? /^\s*(\d+)/.exec(part)?.[1]),
    perMs: windowMs(part),
  }));
}

/** Limits of `"default";r=0;t=30, …`, or of the earlier `limit=100, remaining=0, reset=30`. */
function ietfPairs(text: string, policies: readonly Policy[]): LimitPair[] {
  if (text === '') return [];
  if (/(?:^|[;,\s])remaining\s*=/.test(text)) {
    const requests = wholeNumber(numberAt(text, 'limit'));
    const perMs = policies.find((each) => each.requests === requests)?.perMs;
    const remaining = wholeNumber(numberAt(text, 'remaining'));
    return [{ name: 'ratelimit', requests, perMs, remaining, reset: numberAt(text, 'reset') }];
  }
  return text.split(',').map((part) => {
    const name = nameOf(part);
    const policy = policies.find((each) => each.name === name);
    return {
      name: `ratelimit ${name}`,
      requests: policy?.requests,
      perMs: policy?.perMs,
      remaining: wholeNumber(numberAt(part, 'r')),
      reset: numberAt(part, 't'),
    };
  });
}

function nameOf(part: string): string {
  return /^\s*"([^"]*)"/.exec(part)?.[1] ?? '';
}

function numberAt(part: string, name: string): string | undefined {
  return new RegExp(`(?:^|[;,\\s])${name}\\s*=\\s*(\\d+)`).exec(part)?.[1];
}

function windowMs(text: string): number | undefined {
  const seconds = wholeNumber(numberAt(text, 'w'));
  return seconds === undefined || seconds === 0 ? undefined : seconds * 1_000;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
