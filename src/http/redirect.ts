import type { Fail } from './failure.ts';
import { NOTHING_KEPT } from './failure.ts';
import type { OriginGuard } from './origin-guard.ts';
import { headerValue, type ResponseHeaders } from './response-headers.ts';

const MAX_HOPS = 3;
const STATUSES = new Set([301, 302, 303, 307, 308]);

/** Whether there is something to follow: a redirect without a place is an answer like any other that is not good. */
export function isRedirect(status: number, headers: ResponseHeaders): boolean {
  return STATUSES.has(status) && headerValue(headers, 'location') !== undefined;
}

export interface Redirects {
  /**
   * Where to ask next.
   *
   * @throws {SourceError} for an origin that is not allowed, a circle, or too many hops.
   */
  next(from: URL, status: number, headers: ResponseHeaders): URL;
}

/**
 * Redirects are followed here and not by undici, which keeps headers of other names than `Authorization` when it goes to
 * another origin.
 */
export function createRedirects(start: URL, guard: OriginGuard, fail: Fail): Redirects {
  const visited = new Set([start.href]);
  return {
    next: (from, status, headers) => {
      const refuse = (what: string, advice: string): Error =>
        fail({ code: 'SOURCE_REDIRECT', status, what, advice: `${advice}. ${NOTHING_KEPT}` });
      const target = guard(headerValue(headers, 'location') ?? '', from);
      if ('refused' in target) {
        throw refuse(
          `was redirected (${status}), and the target ${target.refused}`,
          target.origin === undefined
            ? 'Nothing was sent there'
            : 'Nothing was sent there. If that is where the API lives, write it in `client.base_url`',
        );
      }
      if (visited.has(target.url.href)) {
        throw refuse(`was redirected in a circle (${status})`, 'Check `endpoint.path`');
      }
      if (visited.size > MAX_HOPS) {
        throw refuse(
          `was redirected more than ${MAX_HOPS} times (${status})`,
          'Check `endpoint.path`',
        );
      }
      visited.add(target.url.href);
      return target.url;
    },
  };
}
