import type { Fail } from './failure.ts';
import { NOTHING_KEPT } from './failure.ts';
import type { OriginGuard } from './origin-guard.ts';
import { headerValue, type ResponseHeaders } from './response-headers.ts';

const MAX_HOPS = 3;
const STATUSES = new Set([301, 302, 303, 307, 308]);

/** Whether there is something to follow: a redirect without a place is a response like any other that is not good. */
export function isRedirect(status: number, headers: ResponseHeaders): boolean {
  return STATUSES.has(status) && headerValue(headers, 'location') !== undefined;
}

/** A request on its way through redirects. */
export interface Hop {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  /** Whether it still carries the body that it began with. */
  readonly hasBody: boolean;
}

export interface Redirects {
  /**
   * Where to ask next.
   *
   * @throws {SourceError} for an origin that is not allowed, a circle, or too many hops.
   */
  next(from: Hop, status: number, headers: ResponseHeaders): Hop;
}

/**
 * Redirects are followed here and not by undici, which keeps headers of other names than `Authorization` when it goes to
 * another origin.
 */
export function createRedirects(start: Hop, guard: OriginGuard, fail: Fail): Redirects {
  const visited = new Set([identity(start)]);
  return {
    next: (from, status, headers) => {
      const refuse = (what: string, advice: string): Error =>
        fail({ code: 'SOURCE_REDIRECT', status, what, advice: `${advice}. ${NOTHING_KEPT}` });
      const target = guard(headerValue(headers, 'location') ?? '', from.url);
      if ('refused' in target) {
        throw refuse(
          `was redirected (${status}), and the target ${target.refused}`,
          target.origin === undefined
            ? 'Nothing was sent there'
            : 'Nothing was sent there. If that is where the API lives, write it in `client.base_url`',
        );
      }
      const hop = { ...asAfter(status, from), url: target.url };
      if (visited.has(identity(hop))) {
        throw refuse(`was redirected in a circle (${status})`, 'Check `endpoint.path`');
      }
      if (visited.size > MAX_HOPS) {
        throw refuse(
          `was redirected more than ${MAX_HOPS} times (${status})`,
          'Check `endpoint.path`',
        );
      }
      visited.add(identity(hop));
      return hop;
    },
  };
}

/** 303 means to look elsewhere; after a POST, everybody takes 301 and 302 for that. */
function asAfter(status: number, from: Hop): Hop {
  const isSeeOther =
    status === 303 || (from.method === 'POST' && (status === 301 || status === 302));
  return isSeeOther ? { ...from, method: 'GET', hasBody: false } : from;
}

function identity({ method, url, hasBody }: Hop): string {
  return `${method} ${hasBody} ${url.href}`;
}
